from django.urls import path

from apps.training import api
from apps.training.views import provider, tokens

app_name = "training"
urlpatterns = [
    path("api/v1/hours/", api.hours, name="system-hours"),
    path("api/v1/openapi.json", api.show_document, name="public-api-document"),
    path("providers/<uuid:provider_id>/tokens/", tokens.list_tokens, name="provider-list-tokens"),
    path("providers/<uuid:provider_id>/tokens/make/", tokens.make_token, name="provider-make-token"),
    path("providers/<uuid:provider_id>/tokens/<uuid:token_id>/stop/", tokens.stop_token, name="provider-stop-token"),
    path("providers/<uuid:provider_id>/hours/record/", provider.record_hours, name="provider-record-hours"),
    path(
        "providers/<uuid:provider_id>/hours/disputes/<uuid:dispute_id>/",
        provider.answer_dispute,
        name="provider-answer-dispute",
    ),
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
