"""A school's mentors, and the ends of its claims."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.actors import Actor
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus, Move
from apps.claims.models import Claim
from apps.claims.services.drafts import discard_draft
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.policy.models import AcademicYear
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    statements,
    submitted_claim,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def queries_of(client, name, *args):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name, args=args)).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


class TestMentors:
    def test_an_empty_list_says_what_will_be_here(self, anne, school):
        assert "Your mentors will be listed here" in page(anne, "claims:school-list-mentors", school.pk)

    def test_each_mentor_shows_the_hours_left_with_each_provider_and_the_last_claim(self, anne, school):
        mentor = MentorFactory(at=school)
        first = submitted_claim((10,), school=school, mentors=[mentor], provider=ProviderFactory(name="Thames ITT"))
        second = submitted_claim((4,), school=school, mentors=[mentor], provider=ProviderFactory(name="Tyne ITT"))
        Claim.objects.filter(pk=first.pk).update(
            first_submitted_at="2026-02-01T12:00Z", submitted_at="2026-02-01T12:00Z"
        )

        listed = page(anne, "claims:school-list-mentors", school.pk)

        assert "6 hours of 16 with Thames ITT" in listed
        assert "12 hours of 16 with Tyne ITT" in listed
        assert second.reference in listed
        assert first.reference not in listed

    def test_a_mentor_of_two_years_with_one_provider_shows_what_this_year_leaves(self, anne, school):
        last_year, thames = AcademicYear.objects.get(name="2024 to 2025"), ProviderFactory(name="Thames ITT")
        mentor = MentorFactory(at=school)
        with clock.moved_to(datetime(2025, 5, 20, 12, tzinfo=clock.LONDON)):
            open_window(last_year, date(2025, 5, 1), date(2025, 7, 18))
            elsewhere = school_that_can_claim(last_year)
            mentor.places.create(school=elsewhere)
            earlier = draft_claim((3,), school=elsewhere, provider=thames, mentors=[mentor], year=last_year)
            submit_claim(earlier, by=elsewhere.member, declared=statements(earlier), is_mentor=False)
        submitted_claim((2,), school=school, provider=thames, mentors=[mentor])

        listed = page(anne, "claims:school-list-mentors", school.pk)

        assert "4 hours of 6 with Thames ITT" in listed
        assert listed.count("with Thames ITT") == 1

    def test_it_takes_the_same_few_queries_at_any_length(self, anne, school):
        submitted_claim((1,), school=school)
        page(anne, "claims:school-list-mentors", school.pk)
        few = queries_of(anne, "claims:school-list-mentors", school.pk)
        submitted_claim((1,) * 25, school=school)

        assert queries_of(anne, "claims:school-list-mentors", school.pk) == few <= 12

    def test_a_mentors_page_shows_hours_of_every_year_and_claims_here_only(self, anne, school):
        mentor = MentorFactory(at=school)
        elsewhere = school_that_can_claim()
        mentor.places.create(school=elsewhere)
        theirs = submitted_claim((3,), school=elsewhere, mentors=[mentor])
        ours = submitted_claim((2,), school=school, mentors=[mentor])

        shown = page(anne, "claims:school-show-mentor", school.pk, mentor.places.get(school=school).pk)

        assert ours.reference in shown
        assert theirs.reference not in shown
        assert "14 hours left of 16" in shown

    def test_another_schools_mentor_does_not_exist(self, anne, school):
        other = SchoolFactory()
        place = MentorFactory(at=other).places.get()

        for name in ("claims:school-show-mentor", "claims:school-end-place"):
            assert anne.get(reverse(name, args=[school.pk, place.pk])).status_code == 404
            assert anne.post(reverse(name, args=[school.pk, place.pk])).status_code == 404


def seen(claim, reason="Wrong provider"):
    """What the page of withdrawing posts, with the version of the claim it showed."""
    claim.refresh_from_db()
    return {"reason": reason, "version": claim.version}


class TestEnds:
    def test_a_claim_that_changed_meanwhile_is_not_withdrawn(self, anne, school):
        claim = submitted_claim(school=school)
        posted = seen(claim)
        lifecycle.move(claim, Move.CLEAR, by=Actor.job("checks"))

        answer = anne.post(reverse("claims:school-withdraw-claim", args=[school.pk, claim.pk]), posted)

        claim.refresh_from_db()
        assert (answer.status_code, claim.status) == (409, ClaimStatus.APPROVED)
        assert "This changed while you were here" in answer.content.decode()
        assert f"Claim {claim.reference} is now: approved for payment" in answer.content.decode()

    def test_withdrawing_asks_for_a_reason(self, anne, school):
        claim = submitted_claim(school=school)

        answer = anne.post(reverse("claims:school-withdraw-claim", args=[school.pk, claim.pk]), seen(claim, " "))

        claim.refresh_from_db()
        assert "Enter your reason" in answer.content.decode()
        assert claim.status == ClaimStatus.SUBMITTED

    def test_a_claim_in_a_run_or_ended_has_no_page_to_withdraw_it(self, anne, school):
        claim = submitted_claim(school=school)
        address = reverse("claims:school-withdraw-claim", args=[school.pk, claim.pk])
        anne.post(address, seen(claim, "Wrong"))

        assert anne.post(address, seen(claim, "Again")).url == reverse(
            "doors:school-show-claim", args=[school.pk, claim.pk]
        )
        other = submitted_claim(school=school)
        Claim.objects.filter(pk=other.pk).update(is_in_run=True)
        answer = anne.post(reverse("claims:school-withdraw-claim", args=[school.pk, other.pk]), seen(other))
        other.refresh_from_db()
        assert (answer.status_code, other.status) == (302, ClaimStatus.SUBMITTED)

    def test_a_draft_is_deleted_after_a_look(self, anne, school):
        claim = draft_claim(school=school)
        address = reverse("claims:school-discard-draft", args=[school.pk, claim.pk])

        assert "Delete this draft" in anne.get(address).content.decode()
        anne.post(address)

        assert not Claim.objects.filter(pk=claim.pk).exists()
        assert anne.post(address).url == reverse("claims:school-list-claims", args=[school.pk])

    def test_a_draft_that_another_school_deleted_does_not_exist(self, anne, school):
        theirs = draft_claim()
        discard_draft(Claim.objects.get(pk=theirs.pk), by=theirs.created_by)

        assert anne.post(reverse("claims:school-discard-draft", args=[school.pk, theirs.pk])).status_code == 404

    def test_a_submitted_claim_is_not_deleted(self, anne, school):
        claim = submitted_claim(school=school)

        answer = anne.post(reverse("claims:school-discard-draft", args=[school.pk, claim.pk]))

        assert answer.url == reverse("doors:school-show-claim", args=[school.pk, claim.pk])
        assert Claim.objects.filter(pk=claim.pk).exists()
