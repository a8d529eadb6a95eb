from django.urls import path

from apps.training.views import provider

app_name = "training"
urlpatterns = [
    path("providers/<uuid:provider_id>/hours/record/", provider.record_hours, name="provider-record-hours"),
    path("providers/<uuid:provider_id>/hours/files/", provider.list_files, name="provider-list-files"),
    path("providers/<uuid:provider_id>/hours/files/upload/", provider.upload_hours, name="provider-upload-hours"),
    path(
        "providers/<uuid:provider_id>/hours/files/template/",
        provider.download_template,
        name="provider-download-template",
    ),
    path("providers/<uuid:provider_id>/hours/files/<uuid:file_id>/", provider.show_file, name="provider-show-file"),
    path(
        "providers/<uuid:provider_id>/hours/files/<uuid:file_id>/apply/",
        provider.apply_file,
        name="provider-apply-file",
    ),
    path(
        "providers/<uuid:provider_id>/hours/files/<uuid:file_id>/to-correct/",
        provider.download_problems,
        name="provider-download-problems",
    ),
]
