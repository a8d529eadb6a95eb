from django.urls import path

from apps.assurance.views import answer_files, provider, school, support

app_name = "assurance"
urlpatterns = [
    path(
        "providers/<uuid:provider_id>/confirm-hours/", provider.list_confirmations, name="provider-list-confirmations"
    ),
    path(
        "providers/<uuid:provider_id>/confirm-hours/<uuid:journey_id>/<str:step>/",
        provider.confirm_hours,
        name="provider-confirm-hours",
    ),
    path(
        "providers/<uuid:provider_id>/confirm-hours/download/",
        answer_files.download_waiting,
        name="provider-download-waiting",
    ),
    path(
        "providers/<uuid:provider_id>/confirm-hours/file/", answer_files.upload_answers, name="provider-upload-answers"
    ),
    path(
        "providers/<uuid:provider_id>/confirm-hours/file/<uuid:file_id>/",
        answer_files.show_answers_file,
        name="provider-show-answers-file",
    ),
    path(
        "providers/<uuid:provider_id>/confirm-hours/file/<uuid:file_id>/send/",
        answer_files.send_answers_file,
        name="provider-send-answers-file",
    ),
    path(
        "providers/<uuid:provider_id>/confirm-hours/file/<uuid:file_id>/to-correct/",
        answer_files.download_answers_to_correct,
        name="provider-download-answers-to-correct",
    ),
    path(
        "providers/<uuid:provider_id>/answers/<uuid:confirmation_id>/undo/",
        provider.undo_answer,
        name="provider-undo-answer",
    ),
    path(
        "providers/<uuid:provider_id>/answers/<uuid:confirmation_id>/wrong/",
        provider.report_wrong,
        name="provider-report-wrong",
    ),
    path("providers/<uuid:provider_id>/claims/", provider.list_claims, name="provider-list-claims"),
    path("providers/<uuid:provider_id>/claims/download/", provider.download_claims, name="provider-download-claims"),
    path("providers/<uuid:provider_id>/claims/<uuid:claim_id>/", provider.show_claim, name="provider-show-claim"),
    path(
        "providers/<uuid:provider_id>/claims/<uuid:claim_id>/report/",
        provider.report_claim,
        name="provider-report-claim",
    ),
    path(
        "schools/<uuid:school_id>/claims/<uuid:claim_id>/accept-hours/", school.accept_hours, name="school-accept-hours"
    ),
    path(
        "schools/<uuid:school_id>/claims/<uuid:claim_id>/contest-hours/",
        school.contest_hours,
        name="school-contest-hours",
    ),
    path("schools/<uuid:school_id>/claims/<uuid:claim_id>/report/", school.report_claim, name="school-report-claim"),
    path("support/service/rules/", support.list_rules, name="support-rules"),
]
