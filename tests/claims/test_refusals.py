"""Too late, too little, too many: what claims refuse, and that the claim stays as it was."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.urls import reverse

from apps.claims import lifecycle, refusals
from apps.claims.enums import ClaimStatus, Move
from apps.claims.journeys.add_claim.journey import AddClaim
from apps.claims.journeys.draft_together import MOST_MENTORS, MentorsForm
from apps.claims.last_year import Again, start_again
from apps.claims.lifecycle import MoveNotAllowed
from apps.claims.models import Claim
from apps.claims.services.drafts import change_provider, discard_draft, fill_draft, keep_answers
from apps.claims.services.ending import withdraw_claim
from apps.claims.services.submission import submit_claim
from apps.claims.standing import standings_of
from apps.core import clock
from apps.mentors.models import Mentor, Place
from apps.payments.services.runs import prepare_run
from apps.schools.models import School
from tests.claims.pages import ready, step_of, text
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    TrustFactory,
    approved_claim,
    draft_claim,
    member_of,
    open_window,
    returned_claim,
    school_that_can_claim,
    statements,
    submitted_claim,
    support_person,
    year_2025,
)

pytestmark = pytest.mark.django_db


def status_of(claim):
    return Claim.objects.get(pk=claim.pk).status


class TestSubmitting:
    @pytest.mark.parametrize(
        ("hours", "words"),
        [
            ((), "Add at least one mentor to this claim"),
            ((None,), "Enter the hours for"),
            ((4, None), "Enter the hours"),
        ],
    )
    def test_a_claim_without_mentors_or_without_their_hours_is_refused(self, hours, words):
        open_window()
        claim = draft_claim(hours)

        with pytest.raises(refusals.MentorNotReady, match=words):
            submit_claim(claim, by=claim.created_by, declared=statements(claim), is_mentor=False)

        assert status_of(claim) == ClaimStatus.DRAFT

    def test_of_no_claims_nothing_stands_for_or_against(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert standings_of([]) == []


class TestTooLate:
    def test_a_claim_in_a_payment_run_is_not_withdrawn(self):
        claim = approved_claim()
        prepare_run(claim.window, by=support_person("payments_officer"))

        with pytest.raises(refusals.InPaymentRun, match="can no longer be withdrawn"):
            withdraw_claim(claim, by=claim.created_by)

        assert status_of(claim) == ClaimStatus.APPROVED

    def test_a_submitted_claim_keeps_its_provider_and_its_answers(self):
        claim = submitted_claim()
        before = claim.provider

        with pytest.raises(MoveNotAllowed, match="Only a draft can change its provider"):
            change_provider(claim, ProviderFactory(), by=claim.created_by)
        with pytest.raises(MoveNotAllowed, match="can no longer be changed"):
            keep_answers(claim, {"agreed": ""}, by=claim.created_by)

        assert Claim.objects.get(pk=claim.pk).provider == before

    def test_pages_of_a_draft_lead_a_submitted_claim_to_its_own_page_and_the_other_way_round(self, client):
        draft, sent = draft_claim(), submitted_claim()
        pages = {"claims:school-change-provider": sent, "claims:school-claim-submitted": draft}

        for name, claim in pages.items():
            client.force_login(claim.created_by)
            answer = client.get(reverse(name, args=[claim.school_id, claim.pk]))
            assert answer.url == reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])

    def test_many_claims_move_together_or_none_of_them_does(self):
        first, second = submitted_claim(), submitted_claim()
        withdraw_claim(second, by=second.created_by)

        with pytest.raises(MoveNotAllowed, match=f"Claim {second.reference} is now: withdrawn"):
            lifecycle.move_many(Claim.objects.all(), Move.CLEAR, by=support_person("caseworker"))

        assert status_of(first) == ClaimStatus.SUBMITTED

    def test_a_draft_that_a_colleague_deletes_just_then_takes_no_answer_and_is_not_submitted(self):
        open_window()
        claim = ready(draft_claim())
        journey = AddClaim(claim, school=claim.school, by=claim.created_by)
        ticked = QueryDict(mutable=True)
        ticked.setlist("declared", [str(key) for key in journey.readiness.statements])
        ticked["is_mentor"] = "no"
        assert journey.page("check-your-answers").accept(ticked)
        discard_draft(Claim.objects.get(pk=claim.pk), by=claim.created_by)

        with pytest.raises(MoveNotAllowed, match="somebody deleted it"):
            journey.finish_once(by=claim.created_by)
        with pytest.raises(MoveNotAllowed, match="somebody deleted it"):
            journey.keep("agreed", "agreed=on")

        assert not Claim.objects.exists()


def test_a_mentor_who_left_is_not_among_those_that_a_returned_claim_may_choose(client):
    school = school_that_can_claim()
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    claim = returned_claim((16, 4), school=school, mentors=[ada, mary])
    Place.objects.filter(mentor=ada).update(ended_at=clock.now())
    client.force_login(school.member)

    page = text(client.get(step_of(claim, "mentors")))

    assert "Ada Byron left your school since this claim was filled in" in page
    assert f'value="{ada.pk}"' not in page
    assert "16 hours left of 16" in page, "the hours that the claim holds itself count as free"
    assert claim.lines.count() == 2, "lines of a returned claim stand until it is submitted again"


def test_a_question_left_open_stays_open_in_a_draft_filled_by_the_service():
    claim = draft_claim(())
    ada, mary = MentorFactory(at=claim.school), MentorFactory(at=claim.school)

    fill_draft(claim, {ada: 5, mary: None}, by=claim.created_by)

    assert set(claim.answers) == {"mentors", f"hours-{ada.pk}"}
    assert {line.mentor: line.hours for line in claim.lines.all()} == {ada: 5, mary: None}


def test_a_draft_made_again_by_the_same_click_keeps_what_was_answered_since():
    school, provider = school_that_can_claim(), ProviderFactory()
    ada = MentorFactory(at=school)
    again = Again(provider=provider, hours={ada: 5})
    key = uuid4()
    (draft,) = start_again(school, year_2025(), [again], by=school.member, key=key)
    fill_draft(draft, {ada: 3}, by=school.member)

    assert start_again(school, year_2025(), [again], by=school.member, key=key) == [draft]
    assert draft.lines.get().hours == 3


def test_a_trust_chooses_so_many_mentors_at_once_and_no_more():
    school = School(name="Ashgrove Academy")
    here = [SimpleNamespace(place=Place(), left=SimpleNamespace(mentor=Mentor())) for _ in range(MOST_MENTORS + 1)]

    too_many = MentorsForm({"everyone": "on"}, provider=None, schools=[(school, here)])
    as_many = MentorsForm({"everyone": "on"}, provider=None, schools=[(school, here[:-1])])

    assert too_many.errors["__all__"] == ["Select 400 mentors or fewer at once"]
    assert as_many.is_valid()


def test_the_lists_of_a_trust_take_a_year(client):
    trust = TrustFactory()
    claim = draft_claim(school=school_that_can_claim(trust=trust))
    client.force_login(member_of(trust))
    address = reverse("claims:trust-list-claims", args=[trust.pk])

    assert claim.reference in text(client.get(address, {"year": "2025"}))
    assert claim.reference not in text(client.get(address, {"year": "2024"}))
