from django.urls import path

from apps.claims.views import again, mentors, recorded, school, together, trust, trust_mentors, trust_together

CLAIMS = "schools/<uuid:school_id>/claims/"
TRUST = "trusts/<uuid:trust_id>/"
MENTORS = "schools/<uuid:school_id>/mentors/"

app_name = "claims"
urlpatterns = [
    path(CLAIMS, school.list_claims, name="school-list-claims"),
    path(f"{CLAIMS}download/", school.download_claims, name="school-download-claims"),
    path(f"{CLAIMS}start/", school.start_claim, name="school-start-claim"),
    path(f"{CLAIMS}again/", again.claim_again, name="school-claim-again"),
    path(f"{CLAIMS}recorded/", recorded.list_recorded, name="school-list-recorded"),
    path(f"{CLAIMS}recorded/<uuid:entry_id>/dispute/", recorded.dispute_hours, name="school-dispute-hours"),
    path(f"{CLAIMS}together/", together.choose_drafts, name="school-choose-drafts"),
    path(f"{CLAIMS}together/declare/", together.declare_drafts, name="school-declare-drafts"),
    path(f"{CLAIMS}together/submitted/", together.drafts_submitted, name="school-drafts-submitted"),
    path(f"{CLAIMS}<uuid:claim_id>/provider/", school.change_provider, name="school-change-provider"),
    path(f"{CLAIMS}<uuid:claim_id>/change/<slug:step>/", school.add_claim, name="school-add-claim"),
    path(f"{CLAIMS}<uuid:claim_id>/submitted/", school.claim_submitted, name="school-claim-submitted"),
    path(f"{CLAIMS}<uuid:claim_id>/withdraw/", school.withdraw_claim, name="school-withdraw-claim"),
    path(f"{CLAIMS}<uuid:claim_id>/delete/", school.discard_draft, name="school-discard-draft"),
    path(f"{TRUST}schools/", trust.list_schools, name="trust-list-schools"),
    path(f"{TRUST}claims/", trust.list_claims, name="trust-list-claims"),
    path(f"{TRUST}claims/download/", trust.download_claims, name="trust-download-claims"),
    path(f"{TRUST}claims/start/", trust_together.start_drafts, name="trust-start-drafts"),
    path(
        f"{TRUST}claims/start/<uuid:journey_id>/<slug:step>/",
        trust_together.draft_together,
        name="trust-draft-together",
    ),
    path(f"{TRUST}claims/start/<uuid:journey_id>/", trust_together.drafts_made, name="trust-drafts-made"),
    path(f"{TRUST}claims/submit/", trust_together.submit_drafts, name="trust-submit-drafts"),
    path(f"{TRUST}claims/submitted/", trust_together.drafts_submitted, name="trust-drafts-submitted"),
    path(f"{TRUST}claims/withdraw/", trust_together.withdraw_claims, name="trust-withdraw-claims"),
    path(f"{TRUST}mentors/", trust_mentors.list_mentors, name="trust-list-mentors"),
    path(f"{TRUST}mentors/download/", trust_mentors.download_mentors, name="trust-download-mentors"),
    path(MENTORS, mentors.list_mentors, name="school-list-mentors"),
    path(f"{MENTORS}download/", mentors.download_mentors, name="school-download-mentors"),
    path(f"{MENTORS}<uuid:place_id>/", mentors.show_mentor, name="school-show-mentor"),
    path(f"{MENTORS}<uuid:place_id>/remove/", mentors.end_place, name="school-end-place"),
]
