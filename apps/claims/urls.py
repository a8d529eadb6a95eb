from django.urls import path

from apps.claims.views import mentors, school

CLAIMS = "schools/<uuid:school_id>/claims/"
MENTORS = "schools/<uuid:school_id>/mentors/"

app_name = "claims"
urlpatterns = [
    path(CLAIMS, school.list_claims, name="school-list-claims"),
    path(f"{CLAIMS}download/", school.download_claims, name="school-download-claims"),
    path(f"{CLAIMS}start/", school.start_claim, name="school-start-claim"),
    path(f"{CLAIMS}<uuid:claim_id>/provider/", school.change_provider, name="school-change-provider"),
    path(f"{CLAIMS}<uuid:claim_id>/change/<slug:step>/", school.add_claim, name="school-add-claim"),
    path(f"{CLAIMS}<uuid:claim_id>/submitted/", school.claim_submitted, name="school-claim-submitted"),
    path(f"{CLAIMS}<uuid:claim_id>/withdraw/", school.withdraw_claim, name="school-withdraw-claim"),
    path(f"{CLAIMS}<uuid:claim_id>/delete/", school.discard_draft, name="school-discard-draft"),
    path(MENTORS, mentors.list_mentors, name="school-list-mentors"),
    path(f"{MENTORS}<uuid:place_id>/", mentors.show_mentor, name="school-show-mentor"),
    path(f"{MENTORS}<uuid:place_id>/remove/", mentors.end_place, name="school-end-place"),
]
