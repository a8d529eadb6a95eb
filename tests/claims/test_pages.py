"""A school's lists and the ends of its claims, and the homes of school, trust and mentor."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.claims.enums import ClaimStatus, Move
from apps.claims.exports import COLUMNS
from apps.claims.lifecycle import move
from apps.claims.models import Claim
from apps.core import clock
from apps.policy.models import ClaimWindow
from apps.schools.models import ConditionsAcceptance, School
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    TrustFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
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


def returned_claim(school, return_by=date(2026, 2, 13), **kwargs):
    claim = submitted_claim(school=school, **kwargs)
    move(
        claim,
        Move.RETURN,
        by=school.member,
        note={"words": "Change the hours."},
        return_words="Change the hours.",
        return_by=return_by,
    )
    return claim


def queries_of(client, name, *args):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name, args=args)).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


class TestList:
    def test_an_empty_list_says_what_will_be_here_and_the_first_step(self, anne, school):
        listed = page(anne, "claims:school-list-claims", school.pk)

        assert "Your claims will be listed here" in listed
        assert "add your first claim" in listed

    def test_each_claim_shows_its_amount_its_status_and_the_date_that_matters(self, anne, school):
        draft_claim((5, None), school=school)
        returned_claim(school)

        listed = page(anne, "claims:school-list-claims", school.pk)

        assert "Hours given for 1 of 2" in listed
        assert "£219.00" in listed
        assert "By 13 February 2026" in listed
        assert "You need to change this claim" in listed

    def test_it_is_paged_and_takes_the_same_few_queries_at_any_length(self, anne, school):
        submitted_claim((1,), school=school)
        few = queries_of(anne, "claims:school-list-claims", school.pk)
        for _ in range(26):
            draft_claim((1,), school=school)

        assert queries_of(anne, "claims:school-list-claims", school.pk) == few <= 12
        assert "Claims, results 1 to 25" in page(anne, "claims:school-list-claims", school.pk)

    def test_the_file_has_its_columns_and_one_row_a_mentor(self, anne, school):
        claim = submitted_claim((5, 4), school=school, provider=ProviderFactory(name="=Thames"))

        answer = anne.get(reverse("claims:school-download-claims", args=[school.pk]))

        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert rows[0] == COLUMNS
        assert len(rows) == 3
        assert {row[0] for row in rows[1:]} == {claim.reference}
        assert {(row[7], row[8]) for row in rows[1:]} == {("5", "219.00"), ("4", "175.20")}
        assert {row[2] for row in rows[1:]} == {"'=Thames"}
        assert {row[9] for row in rows[1:]} == {"2026-02-10"}


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

    def test_it_takes_the_same_few_queries_at_any_length(self, anne, school):
        submitted_claim((1,), school=school)
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


class TestClaim:
    def test_a_draft_offers_to_go_on_and_to_be_deleted(self, anne, school):
        claim = draft_claim(school=school)

        shown = page(anne, "doors:school-show-claim", school.pk, claim.pk)

        assert "submit it by 11:59pm, Tuesday 31 March 2026" in shown
        assert "Continue this claim" in shown
        assert "The amount is fixed when the claim is submitted" in shown

    def test_a_submitted_claim_shows_what_happens_next_its_money_and_its_history_oldest_first(self, anne, school):
        claim = submitted_claim((5,), school=school)

        shown = page(anne, "doors:school-show-claim", school.pk, claim.pk)

        assert "£219.00</strong> = 5 hours × £43.80" in shown
        assert "Initial: no earlier claim with" in shown
        assert "Kelder local authority" in shown
        assert shown.index("Draft started for") < shown.index("Submitted: 5 hours for 1 mentor")

    def test_a_returned_claim_says_what_to_change_and_by_when(self, anne, school):
        shown = page(anne, "doors:school-show-claim", school.pk, returned_claim(school).pk)

        assert "submit again by Friday 13 February 2026" in shown
        assert "Change the hours." in shown

    def test_a_withdrawn_claim_says_who_withdrew_it(self, anne, school):
        claim = submitted_claim(school=school)

        anne.post(reverse("claims:school-withdraw-claim", args=[school.pk, claim.pk]), {"reason": "Wrong provider"})

        shown = page(anne, "doors:school-show-claim", school.pk, claim.pk)
        assert f"{school.member.full_name} withdrew this claim on 10 February 2026" in shown
        assert "Withdrawn: Wrong provider" in shown

    def test_it_takes_the_same_few_queries_however_many_mentors_there_are(self, anne, school):
        few = queries_of(anne, "doors:school-show-claim", school.pk, submitted_claim((1,), school=school).pk)

        assert (
            queries_of(anne, "doors:school-show-claim", school.pk, submitted_claim((1,) * 25, school=school).pk) == few
        )
        assert few <= 12


class TestEnds:
    def test_withdrawing_asks_for_a_reason(self, anne, school):
        claim = submitted_claim(school=school)

        answer = anne.post(reverse("claims:school-withdraw-claim", args=[school.pk, claim.pk]), {"reason": " "})

        claim.refresh_from_db()
        assert "Enter your reason" in answer.content.decode()
        assert claim.status == ClaimStatus.SUBMITTED

    def test_a_claim_in_a_run_or_ended_has_no_page_to_withdraw_it(self, anne, school):
        claim = submitted_claim(school=school)
        address = reverse("claims:school-withdraw-claim", args=[school.pk, claim.pk])
        anne.post(address, {"reason": "Wrong"})

        assert anne.post(address, {"reason": "Again"}).url == reverse(
            "doors:school-show-claim", args=[school.pk, claim.pk]
        )
        other = submitted_claim(school=school)
        Claim.objects.filter(pk=other.pk).update(is_in_run=True)
        answer = anne.post(reverse("claims:school-withdraw-claim", args=[school.pk, other.pk]), {"reason": "x"})
        other.refresh_from_db()
        assert (answer.status_code, other.status) == (302, ClaimStatus.SUBMITTED)

    def test_a_draft_is_deleted_after_a_look(self, anne, school):
        claim = draft_claim(school=school)
        address = reverse("claims:school-discard-draft", args=[school.pk, claim.pk])

        assert "Delete this draft" in anne.get(address).content.decode()
        anne.post(address)

        assert not Claim.objects.filter(pk=claim.pk).exists()
        assert anne.post(address).status_code == 404

    def test_a_submitted_claim_is_not_deleted(self, anne, school):
        claim = submitted_claim(school=school)

        assert anne.post(reverse("claims:school-discard-draft", args=[school.pk, claim.pk])).status_code == 404
        assert Claim.objects.filter(pk=claim.pk).exists()


class TestSchoolHome:
    def test_nothing_to_do_says_so(self, anne, school):
        MentorFactory(at=school)

        assert "Nothing to do. We will email you when something changes." in page(anne, "doors:school-home", school.pk)

    def test_to_do_is_most_urgent_first(self, anne, school):
        draft, back = draft_claim((5,), school=school), returned_claim(school)

        home = page(anne, "doors:school-home", school.pk)

        assert home.index(f"Change claim {back.reference}") < home.index(f"Check and submit claim {draft.reference}")
        assert "Due in 3 days" in home

    def test_figures_are_this_years_and_count_what_holds_hours(self, anne, school):
        submitted_claim((10,), school=school)
        draft_claim((5,), school=school)

        home = page(anne, "doors:school-home", school.pk)

        assert "10 hours" in home
        assert "£438.00" in home

    def test_a_window_that_closes_within_30_days_is_said_to_close_soon(self, anne, school, window):
        assert "Closing soon" not in page(anne, "doors:school-home", school.pk)
        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 28))

        assert "Closing soon" in page(anne, "doors:school-home", school.pk)

    def test_closed_and_not_accepted_have_their_own_words(self, anne, school, window):
        ConditionsAcceptance.objects.filter(school=school).update(withdrawn_at=clock.now())
        assert "Read and accept the conditions" in page(anne, "doors:school-home", school.pk)
        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))

        home = page(anne, "doors:school-home", school.pk)
        assert "The date of the next one is not set yet" in home
        assert "Add a claim" not in home

    def test_it_takes_the_same_few_queries_at_any_length(self, anne, school):
        submitted_claim((1,), school=school)
        draft_claim((1,), school=school)
        few = queries_of(anne, "doors:school-home", school.pk)
        for _ in range(12):
            draft_claim((1,), school=school)
            submitted_claim((1,), school=school)

        assert queries_of(anne, "doors:school-home", school.pk) == few <= 12


class TestTrustHome:
    @pytest.fixture
    def trust(self, school):
        trust = TrustFactory(name="Kelder Trust")
        School.objects.filter(pk=school.pk).update(trust=trust)
        return trust

    @pytest.fixture
    def tariq(self, client, trust):
        client.force_login(member_of(trust))
        return client

    def test_each_school_has_its_figures_and_its_door(self, tariq, trust, school):
        submitted_claim((10,), school=school)
        draft_claim(school=school)

        home = page(tariq, "doors:trust-home", trust.pk)

        assert reverse("doors:school-home", args=[school.pk]) in home
        assert "£438.00" in home
        assert tariq.get(reverse("doors:school-home", args=[school.pk])).status_code == 200

    def test_another_trust_and_a_school_that_left_do_not_exist(self, tariq, trust, school):
        assert tariq.get(reverse("doors:trust-home", args=[TrustFactory().pk])).status_code == 404
        School.objects.filter(pk=school.pk).update(trust=None)

        assert "Hollins Primary School" not in page(tariq, "doors:trust-home", trust.pk)
        assert tariq.get(reverse("doors:school-home", args=[school.pk])).status_code == 404

    def test_it_takes_the_same_few_queries_at_any_length(self, tariq, trust):
        few = queries_of(tariq, "doors:trust-home", trust.pk)
        SchoolFactory.create_batch(30, trust=trust)

        assert queries_of(tariq, "doors:trust-home", trust.pk) == few <= 12
