"""The list of a school's claims: what may be asked of it, what it comes to, and its file."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.history import events_of
from apps.claims.exports import COLUMNS
from apps.claims.listing import ClaimsFilter, totals_of
from apps.claims.models import Claim
from apps.claims.services.ending import withdraw_claim
from apps.core import clock
from apps.payments.enums import HeldFor, PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.services.answers import answer_lines
from apps.policy.models import AcademicYear
from apps.schools.models import ConditionsAcceptance, Eligibility
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    paid_claim,
    payer_person,
    returned_claim,
    school_that_can_claim,
    sent_claim,
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


@pytest.fixture
def last_years():
    """A draft of last year, at this school."""

    def make(school):
        return draft_claim((2,), school=school, year=AcademicYear.objects.get(name="2024 to 2025"))

    return make


def listed(client, school, **asked):
    return client.get(f"{address_of(school)}?{urlencode(asked, doseq=True)}").content.decode()


def address_of(school):
    return reverse("claims:school-list-claims", args=[school.pk])


def references(page):
    return [claim.reference for claim in Claim.objects.all() if claim.reference in page]


class TestStates:
    def test_an_empty_list_says_what_will_be_here_and_the_first_step(self, anne, school):
        page = listed(anne, school)

        assert "Your claims will be listed here" in page
        assert "add your first claim" in page
        assert "Apply filters" not in page

    def test_where_no_claim_can_be_added_the_reason_stands_in_place_of_the_button(self, anne, school):
        Eligibility.objects.filter(school=school).delete()

        page = listed(anne, school)

        assert "This school is not on the list for 2025 to 2026" in page
        assert "Add a claim" not in page
        assert "add your first claim" not in page

    def test_nothing_that_matches_keeps_the_filters_and_says_what_to_do(self, anne, school):
        submitted_claim(school=school)

        page = listed(anne, school, mentor="Zebedee")

        assert "0 claims: mentor “Zebedee”" in page
        assert "No claims match. Remove a filter" in page
        assert "Download" not in page

    def test_each_claim_shows_its_amount_its_status_and_the_date_that_matters(self, anne, school):
        draft_claim((5, None), school=school)
        returned_claim(school=school)

        page = listed(anne, school)

        assert "£219.00" in page
        assert "By 13 February 2026" in page
        assert "You need to change this claim" in page

    @pytest.mark.parametrize(
        ("hours", "words"),
        [
            ((), "Mentors not chosen yet. Started 10 February 2026"),
            ((5, None), "Hours given for 1 of 2"),
            ((5, 4), "Ready to check and submit"),
        ],
    )
    def test_a_draft_says_how_far_it_has_come(self, anne, school, hours, words):
        draft_claim(hours, school=school)

        assert words in listed(anne, school)


class TestFilters:
    def test_by_year(self, anne, school, last_years):
        old, new = last_years(school), submitted_claim(school=school)

        assert references(listed(anne, school, year="2024")) == [old.reference]
        assert references(listed(anne, school, year="2025")) == [new.reference]

    def test_by_status_as_a_school_reads_it(self, anne, school):
        draft, sent = draft_claim(school=school), submitted_claim(school=school)
        withdrawn = submitted_claim(school=school)
        withdraw_claim(withdrawn, by=school.member)

        assert references(listed(anne, school, status="submitted")) == [sent.reference]
        both = listed(anne, school, status=["draft", "withdrawn"])
        assert set(references(both)) == {draft.reference, withdrawn.reference}
        assert "2 claims: Draft or Withdrawn" in both

    def test_by_provider(self, anne, school):
        thames = ProviderFactory(name="Thames ITT")
        here = submitted_claim(school=school, provider=thames)
        submitted_claim(school=school)

        page = listed(anne, school, provider=thames.pk)

        assert references(page) == [here.reference]
        assert "1 claim: Thames ITT" in page

    @pytest.mark.parametrize("asked", ["Byron", "zoë byr", "ZOE", "3999999", "3 999 999"])
    def test_by_mentor(self, anne, school, asked):
        zoe = MentorFactory(at=school, first_name="Zoë", last_name="Byron", trn="3999999")
        hers = submitted_claim(school=school, mentors=[zoe])
        submitted_claim(school=school, mentors=[MentorFactory(at=school, first_name="Mary", last_name="Jones")])

        assert references(listed(anne, school, mentor=asked)) == [hers.reference]

    def test_what_is_chosen_can_be_removed_and_what_makes_no_sense_is_left_out(self, anne, school):
        submitted_claim(school=school)

        page = listed(anne, school, status=["submitted", "draft"], year="1999", provider="x", sort="luck")

        assert 'href="?year=1999&amp;provider=x&amp;sort=luck&amp;status=draft"' in page
        assert "1 claim: Checks in progress or Draft" in page

    def test_only_statuses_that_the_school_has_are_offered(self, school):
        draft_claim(school=school)

        form = ClaimsFilter(QueryDict("status=paid"), school)

        assert [words for _, words in form.fields["status"].widget.choices] == ["Draft", "Paid"]

    def test_another_schools_claims_never_match(self, anne, school):
        theirs = submitted_claim()

        assert references(listed(anne, school, mentor="Byron", provider=theirs.provider_id)) == []


class TestOrder:
    def test_newest_year_first_and_within_it_as_asked(self, anne, school, last_years):
        old = last_years(school)
        small, big = submitted_claim((2,), school=school), submitted_claim((9,), school=school)
        Claim.objects.filter(pk=small.pk).update(created_at=clock.now() - timedelta(hours=1))

        def order(**asked):
            page = listed(anne, school, **asked)
            return sorted([old, small, big], key=lambda claim: page.index(claim.reference))

        assert order() == [big, small, old]
        assert order(sort="oldest") == [small, big, old]
        assert order(sort="highest") == [big, small, old]
        assert order(sort="lowest") == [small, big, old]

    def test_it_is_paged_with_its_filters_and_takes_the_same_few_queries_at_any_length(self, anne, school):
        submitted_claim((1,), school=school)
        few = queries_of(anne, school)
        for _ in range(26):
            draft_claim((1,), school=school)

        assert queries_of(anne, school) == few <= 12
        page = listed(anne, school, status="draft", sort="oldest")
        assert "Claims, Draft, results 1 to 25" in page
        assert "status=draft&amp;sort=oldest&amp;after=" in page


def queries_of(client, school):
    listed(client, school)
    with CaptureQueriesContext(connection) as captured:
        listed(client, school)
    return len(captured)


class TestTotals:
    def test_claimed_and_paid_are_summed_and_what_does_not_count_stands_beside(self, anne, school):
        paid_claim((3,), school=school)
        submitted_claim((5, 4), school=school)
        draft_claim((7, None), school=school)
        ended = submitted_claim((2,), school=school)
        withdraw_claim(ended, by=school.member)

        totals = totals_of(Claim.objects.of_school(school))

        assert (totals["count"], totals["claimed_hours"], totals["claimed_pence"]) == (4, 12, 12 * 4380)
        assert totals["paid_pence"] == 3 * 4380
        page = listed(anne, school)
        assert "£525.60" in page
        assert "Not counted: 1 draft with 7 hours; 1 claim that ended unpaid, 2 hours and £87.60." in page

    def test_they_are_of_what_is_filtered(self, anne, school):
        submitted_claim((5,), school=school)
        mentor = MentorFactory(at=school, last_name="Somerville")
        submitted_claim((4,), school=school, mentors=[mentor])

        assert "£175.20" in listed(anne, school, mentor="Somerville")

    def test_nothing_comes_to_nothing(self, school):
        assert totals_of(Claim.objects.none())["claimed_pence"] == 0


class TestFile:
    def rows(self, client, school, **asked):
        address = f"{reverse('claims:school-download-claims', args=[school.pk])}?{urlencode(asked, doseq=True)}"
        answer = client.post(address)
        return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    def test_its_columns_are_a_contract(self):
        assert COLUMNS == [
            "claim_reference",
            "academic_year",
            "provider_name",
            "status",
            "status_code",
            "mentor_trn",
            "mentor_name",
            "training_type",
            "hours",
            "rate",
            "amount",
            "submitted_on",
            "submitted_by",
            "paid_on",
        ]

    def test_it_has_one_row_a_mentor_and_nothing_runs_in_a_spreadsheet(self, anne, school):
        claim = submitted_claim((5, 4), school=school, provider=ProviderFactory(name="=Thames"))

        rows = self.rows(anne, school)

        assert {row["claim_reference"] for row in rows} == {claim.reference}
        assert {(row["hours"], row["rate"], row["amount"]) for row in rows} == {
            ("5", "43.80", "219.00"),
            ("4", "43.80", "175.20"),
        }
        assert {(row["status"], row["status_code"]) for row in rows} == {("Checks in progress", "submitted")}
        assert {row["provider_name"] for row in rows} == {"'=Thames"}
        assert {row["submitted_on"] for row in rows} == {"2026-02-10"}
        assert {row["submitted_by"] for row in rows} == {school.member.full_name}

    def test_it_holds_what_the_list_was_asked_for(self, anne, school):
        draft_claim(school=school)
        paid = paid_claim(school=school)

        [row] = self.rows(anne, school, status="paid")

        assert (row["claim_reference"], row["paid_on"]) == (paid.reference, "2026-02-10")

    def test_history_keeps_who_took_it_and_looking_at_the_address_takes_nothing(self, anne, school):
        self.rows(anne, school, year="2025", status="draft")

        [event] = events_of(school, "claim.export")
        assert event.actor_name == school.member.full_name
        assert anne.get(reverse("claims:school-download-claims", args=[school.pk])).status_code == 405

    def test_another_schools_file_does_not_exist(self, anne):
        other = school_that_can_claim()

        assert anne.post(reverse("claims:school-download-claims", args=[other.pk])).status_code == 404


class TestWayBack:
    def test_a_claim_found_on_a_filtered_list_leads_back_to_it(self, anne, school):
        claim = submitted_claim(school=school)

        page = listed(anne, school, status="submitted")

        link = reverse("doors:school-show-claim", args=[school.pk, claim.pk]) + "?list=status%3Dsubmitted"
        assert link in page
        assert f'href="{address_of(school)}?status=submitted"' in anne.get(link).content.decode()

    def test_nothing_but_the_lists_own_address_comes_of_it(self, anne, school):
        claim = submitted_claim(school=school)
        address = reverse("doors:school-show-claim", args=[school.pk, claim.pk])

        bent = urlencode({"list": '//evil.example">'})
        page = anne.get(f"{address}?{bent}").content.decode()

        assert f'href="{address_of(school)}?' in page
        assert 'href="//evil' not in page


def test_a_list_of_a_school_with_its_conditions_open_offers_to_accept_them(anne, school):
    ConditionsAcceptance.objects.filter(school=school).delete()

    assert "Read and accept the conditions" in listed(anne, school)


def test_a_payment_that_waits_for_the_school_is_its_turn_on_the_list_too(anne, school):
    claim = sent_claim(school=school)
    asked = PayerAnswer(claim.reference, PayerSays.NEEDS_INFORMATION, None, "Which account?", HeldFor.BANK_DETAILS)
    answer_lines([asked], by=payer_person())

    assert "Payment held: we need something" in listed(anne, school)


def test_the_day_of_a_return_is_the_schools_own_deadline(anne, school):
    returned_claim(school=school, return_by=date(2026, 2, 20))

    assert "By 20 February 2026" in listed(anne, school)
