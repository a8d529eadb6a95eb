from django.urls import path

from apps.training import api
from apps.training.views import mentor, partners, programme, provider, pulse, sessions, tokens

app_name = "training"
urlpatterns = [
    path("api/v1/hours/", api.hours, name="system-hours"),
    path("api/v1/openapi.json", api.show_document, name="public-api-document"),
    path(
        "providers/<uuid:provider_id>/people/<uuid:membership_id>/schools/",
        partners.limit_person,
        name="provider-limit-person",
    ),
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
    path("providers/<uuid:provider_id>/programme/", programme.list_modules, name="provider-list-modules"),
    path("providers/<uuid:provider_id>/programme/add/", programme.add_module, name="provider-add-module"),
    path("providers/<uuid:provider_id>/programme/copy/", programme.copy_modules, name="provider-copy-modules"),
    path(
        "providers/<uuid:provider_id>/programme/<uuid:module_id>/", programme.show_module, name="provider-show-module"
    ),
    path(
        "providers/<uuid:provider_id>/programme/<uuid:module_id>/change/",
        programme.change_module,
        name="provider-change-module",
    ),
    path(
        "providers/<uuid:provider_id>/programme/<uuid:module_id>/retire/",
        programme.retire_module,
        name="provider-retire-module",
    ),
    path(
        "providers/<uuid:provider_id>/programme/<uuid:module_id>/add-session/",
        sessions.add_session,
        name="provider-add-session",
    ),
    path("providers/<uuid:provider_id>/programme/sessions/", sessions.list_sessions, name="provider-list-sessions"),
    path(
        "providers/<uuid:provider_id>/programme/sessions/calendar/",
        sessions.download_calendar,
        name="provider-download-calendar",
    ),
    path(
        "providers/<uuid:provider_id>/programme/sessions/<uuid:training_session_id>/change/",
        sessions.change_session,
        name="provider-change-session",
    ),
    path(
        "providers/<uuid:provider_id>/programme/sessions/<uuid:training_session_id>/cancel/",
        sessions.cancel_session,
        name="provider-cancel-session",
    ),
    path("mentor/sessions/", mentor.list_sessions, name="mentor-list-sessions"),
    path("mentor/sessions/calendar/", mentor.download_calendar, name="mentor-download-calendar"),
    path("mentor/modules/", mentor.list_modules, name="mentor-list-modules"),
    path("mentor/modules/<uuid:provider_id>/feedback/", pulse.give_feedback, name="mentor-give-feedback"),
    path("providers/<uuid:provider_id>/programme/feedback/", pulse.show_feedback, name="provider-show-feedback"),
]
