from django.urls import path

from apps.doors.views import ask, choose, claim, mentor, payer, provider, public, school, trust

app_name = "doors"
urlpatterns = [
    path("", public.show_start, name="public-start"),
    path("estimate/", public.choose_school, name="public-estimate"),
    path("estimate/<uuid:school_id>/", public.ask_mentors, name="public-estimate-mentors"),
    path("estimate/<uuid:school_id>/result/", public.show_estimate, name="public-estimate-result"),
    *(path(f"{name}/", public.page(name), name=f"public-{name}") for name in public.PAGES),
    path("schools/<uuid:school_id>/", school.show_home, name="school-home"),
    path("trusts/<uuid:trust_id>/", trust.show_home, name="trust-home"),
    path("mentor/", mentor.show_home, name="mentor-home"),
    path("schools/<uuid:school_id>/claims/<uuid:claim_id>/", claim.show_claim, name="school-show-claim"),
    path("providers/<uuid:provider_id>/", provider.show_home, name="provider-home"),
    path("payer/", payer.show_home, name="payer-home"),
    path("choose-organisation/", choose.choose_organisation, name="choose-organisation"),
    path("ask-for-access/", ask.choose_kind, name="ask-for-access"),
    path("ask-for-access/<str:kind>/", ask.choose_organisation, name="ask-for-access-to"),
    path("ask-for-access/asked/<uuid:request_id>/", ask.asked, name="access-asked"),
]
