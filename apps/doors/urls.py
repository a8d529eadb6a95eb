from django.urls import path

from apps.doors.views import ask, choose, claim, eligibility, help, ledger, mentor, payer, provider, public, school, trust

app_name = "doors"
urlpatterns = [
    path("", public.show_start, name="public-start"),
    path("estimate/", public.choose_school, name="public-estimate"),
    path("estimate/<uuid:school_id>/", public.ask_mentors, name="public-estimate-mentors"),
    path("estimate/<uuid:school_id>/result/", public.show_estimate, name="public-estimate-result"),
    path("mentoring/", public.show_mentoring, name="public-mentoring"),
    path("cookies/", public.show_cookies, name="public-cookies"),
    *(path(f"{name}/", public.page(name), name=f"public-{name}") for name in public.PAGES),
    path("help/", help.show_help, name="public-help"),
    path("help/<slug:slug>/", help.show_topic, name="public-help-topic"),
    path("schools/<uuid:school_id>/", school.show_home, name="school-home"),
    path("schools/<uuid:school_id>/details/eligibility/", eligibility.show_eligibility, name="school-show-eligibility"),
    path(
        "schools/<uuid:school_id>/details/eligibility/host-trainees/",
        eligibility.host_trainees,
        name="school-host-trainees",
    ),
    path("trusts/<uuid:trust_id>/", trust.show_home, name="trust-home"),
    path("mentor/", mentor.show_home, name="mentor-home"),
    path("mentor/hours/<uuid:line_id>/", mentor.answer_hours, name="mentor-answer-hours"),
    path("mentor/hours/<uuid:line_id>/take-back/", mentor.take_back_answer, name="mentor-take-back-answer"),
    path("mentor/certificates/<uuid:allowance_id>/", mentor.show_certificate, name="mentor-show-certificate"),
    path("mentor/details/", mentor.show_details, name="mentor-show-details"),
    path("schools/<uuid:school_id>/claims/<uuid:claim_id>/", claim.show_claim, name="school-show-claim"),
    path("schools/<uuid:school_id>/claims/<uuid:claim_id>/print/", claim.print_claim, name="school-print-claim"),
    path("providers/<uuid:provider_id>/", provider.show_home, name="provider-home"),
    path("providers/<uuid:provider_id>/hours/", ledger.list_hours, name="provider-list-hours"),
    path("providers/<uuid:provider_id>/hours/download/", ledger.download_hours, name="provider-download-hours"),
    path("providers/<uuid:provider_id>/hours/<uuid:entry_id>/", ledger.show_hours, name="provider-show-hours"),
    path("payer/", payer.show_home, name="payer-home"),
    path("choose-organisation/", choose.choose_organisation, name="choose-organisation"),
    path("ask-for-access/", ask.choose_kind, name="ask-for-access"),
    path("ask-for-access/<str:kind>/", ask.choose_organisation, name="ask-for-access-to"),
    path("ask-for-access/asked/<uuid:request_id>/", ask.asked, name="access-asked"),
]
