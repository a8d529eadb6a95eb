from django.urls import path

from apps.payments.views import link, payer

app_name = "payments"
urlpatterns = [
    path("payer/payments/", payer.list_runs, name="payer-list-runs"),
    path("payer/payments/<uuid:run_id>/", payer.show_run, name="payer-show-run"),
    path("payer/payments/<uuid:run_id>/file/", payer.download_run, name="payer-download-run"),
    path("payer/payments/lines/<uuid:line_id>/", payer.answer_line, name="payer-answer-line"),
    path("payer/payments/lines/<uuid:line_id>/came-back/", payer.came_back, name="payer-came-back"),
    path("payer/files/", payer.list_files, name="payer-list-files"),
    path("payer/files/new/", payer.upload_file, name="payer-upload-file"),
    path("payer/files/<uuid:file_id>/", payer.show_file, name="payer-show-file"),
    path("payer/files/<uuid:file_id>/problems/", payer.download_problems, name="payer-download-problems"),
    path("payment-file/<str:token>/", link.open_link, name="link-open"),
    path("payment-file/<str:token>/renew/", link.renew_link, name="link-renew"),
    path("payment-file/", link.show_file, name="link-show-file"),
]
