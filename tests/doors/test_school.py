"""A school's home, in each state it can be in: what to do, what the window leaves, the year in figures, payments, activity."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.claims.models import Claim
from apps.claims.services.assigning import assign_claims
from apps.claims.services.ending import withdraw_claim
from apps.core import clock
from apps.core.references import unbroken
from apps.mentors.enums import VolunteerAnswer
from apps.mentors.models import Mentor, Volunteer
from apps.payments.enums import HeldFor, PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.services.answers import answer_lines
from apps.policy.models import ClaimWindow
from apps.schools.models import ConditionsAcceptance, Eligibility, School
from apps.schools.services.conditions import withdraw_acceptance
from apps.users.models import AccessRequest
from tests.factories import (
    MentorFactory,
    draft_claim,
    member_of,
    open_window,
    paid_claim,
    payer_person,
    returned_claim,
    school_that_can_claim,
    sent_claim,
    submitted_claim,
    support_person,
    year_2025,
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


def home(client, school):
    return client.get(reverse("doors:school-home", args=[school.pk])).content.decode()


def close(window):
    ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))


def in_order(page, *words):
    places = [page.index(one) for one in words]
    assert places == sorted(places)


class TestToDo:
    def test_nothing_to_do_says_so(self, anne, school):
        MentorFactory(at=school)

        page = home(anne, school)

        assert "Nothing to do. We will email you when something changes." in page
        assert "Add a claim" in page

    def test_the_first_step_of_a_new_school_is_a_mentor(self, anne, school):
        page = home(anne, school)

        assert "Add your first mentor" in page
        assert "its payment will be listed here" in page
        assert "What you, your colleagues, your providers and DfE do will be listed here" in page

    def test_the_most_urgent_comes_first(self, anne, school):
        draft, held = draft_claim((5,), school=school), sent_claim(school=school)
        hold(held, HeldFor.BANK_DETAILS)
        later = returned_claim(school=school, return_by=date(2026, 2, 20))
        soon = returned_claim(school=school)
        asks_to_join(school)
        ConditionsAcceptance.objects.filter(school=school).delete()

        page = home(anne, school)

        assert "To do (6)" in page
        in_order(
            page,
            unbroken(f"Change claim {soon.reference}"),
            unbroken(f"Change claim {later.reference}"),
            unbroken(f"Put right the payment of claim {held.reference}"),
            "Read and accept the conditions",
            "Answer a request for access",
            unbroken(f"Look at claim {draft.reference}"),
        )
        assert "Due in 3 days" in page
        assert "Due in 10 days" in page

    def test_a_deadline_of_today_says_so(self, anne, school):
        returned_claim(school=school, return_by=date(2026, 2, 11))
        with clock.moved_to(clock.now() + timedelta(days=1)):
            anne.force_login(school.member)
            assert "Due today" in home(anne, school)

    def test_drafts_say_how_far_they_have_come(self, anne, school):
        whole, part = draft_claim((5,), school=school), draft_claim((5, None), school=school)

        page = home(anne, school)

        assert unbroken(f"Check and submit claim {whole.reference}") in page
        assert unbroken(f"Finish claim {part.reference}") in page
        assert "Hours given for 1 of 2" in page

    def test_a_draft_that_cannot_be_submitted_now_does_not_ask_for_it(self, anne, school, window):
        draft = draft_claim((5,), school=school)
        close(window)

        page = home(anne, school)

        assert unbroken(f"Look at claim {draft.reference}") in page
        assert "Not now" in page
        assert "Check and submit" not in page

    def test_two_people_who_ask_to_join_are_one_thing_to_do_and_others_requests_are_not(self, anne, school):
        asks_to_join(school, subject="1")
        asks_to_join(school, subject="2")
        asks_to_join(school_that_can_claim(), subject="3")

        assert "Answer 2 requests for access" in home(anne, school)

    def test_volunteers_who_wait_are_one_thing_to_do_and_those_answered_are_none(self, anne, school):
        offers_to_mentor(school, "lee")
        offers_to_mentor(school, "kim", answer=VolunteerAnswer.DECLINED)
        offers_to_mentor(school_that_can_claim(), "jo")
        page = home(anne, school)
        assert "Answer a volunteer who offered to mentor" in page
        assert reverse("mentors:school-list-volunteers", args=[school.pk]) in page

        offers_to_mentor(school, "ash")
        assert "Answer 2 volunteers who offered to mentor" in home(anne, school)

    def test_mentors_whose_trn_or_record_needs_a_look_lead_to_the_list_of_them(self, anne, school):
        fine, missing, merged, resting, gone = (MentorFactory(at=school) for _ in range(5))
        looks(missing, missing_since=clock.now(), is_active=False)
        looks(merged, merged_into=fine)
        looks(resting, is_active=False)
        looks(gone, is_active=False)
        gone.places.update(ended_at=clock.now())
        looks(MentorFactory(at=school_that_can_claim()), missing_since=clock.now())

        page = home(anne, school)

        listed = reverse("claims:school-list-mentors", args=[school.pk])
        in_order(page, f"{listed}?standing=missing", "Check the TRNs of 2 mentors")
        in_order(page, f"{listed}?standing=inactive", "Check a mentor who is not shown as free to teach")
        assert "2 mentors with a TRN to check" in anne.get(f"{listed}?standing=missing").content.decode()
        assert "1 mentor not shown as free to teach" in anne.get(f"{listed}?standing=inactive").content.decode()

    def test_mentors_in_order_are_nothing_to_do(self, anne, school):
        MentorFactory(at=school)

        assert "Check " not in home(anne, school).partition("Claim window")[0]

    def test_a_payment_that_only_dfe_can_mend_is_not_the_schools(self, anne, school):
        claim = sent_claim(school=school)
        hold(claim, HeldFor.OTHER)

        assert "Put right the payment" not in home(anne, school)

    def test_more_than_ten_are_cut_and_lead_to_the_list(self, anne, school):
        mentor = MentorFactory(at=school)
        for _ in range(12):
            draft_claim((1,), school=school, mentors=[mentor])

        page = home(anne, school)

        assert "See every claim that waits for you" in page
        assert page.count("Check and submit claim") == 10


def asks_to_join(school, subject="1"):
    return AccessRequest.objects.create(
        email="new@school.example",
        provider_key="dfe",
        subject=subject,
        organisation_type="school",
        organisation_id=school.pk,
        organisation_name=str(school),
    )


def offers_to_mentor(school, name, **answered):
    moment = {"answered_at": clock.now()} if answered else {}
    Volunteer.objects.create(school=school, name=name.title(), email=f"{name}@school.example", **answered, **moment)


def looks(mentor, **on_the_record):
    Mentor.objects.filter(pk=mentor.pk).update(**on_the_record)


def hold(claim, category):
    asked = PayerAnswer(claim.reference, PayerSays.NEEDS_INFORMATION, None, "Which account?", category)
    answer_lines([asked], by=payer_person())


class TestWindow:
    def test_it_says_how_many_days_are_left(self, anne, school, window):
        page = home(anne, school)
        assert "until 11:59pm on Tuesday 31 March 2026" in page
        assert "49 days left" in page
        assert "Closing soon" not in page

        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 11))
        assert "1 day left" in home(anne, school)
        assert "Closing soon" in home(anne, school)

        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 10))
        assert "Last day today" in home(anne, school)

    def test_closed_says_when_the_next_one_opens_and_what_to_do_until_then(self, anne, school, window):
        close(window)
        page = home(anne, school)
        assert "The date of the next one is not set yet" in page
        assert "Until then you can read your claims" in page
        assert "Add a claim" not in page

        open_window(opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 30))
        assert "from 1 April 2026 to 30 April 2026" in home(anne, school)


class TestWhatStops:
    def test_a_school_that_is_not_eligible_reads_why(self, anne, school):
        Eligibility.objects.filter(school=school).delete()

        page = home(anne, school)

        assert "This school is not on the list for 2025 to 2026" in page
        assert "Add a claim" not in page

    def test_conditions_that_dfe_withdrew_say_when_and_why(self, anne, school):
        acceptance = ConditionsAcceptance.objects.get(school=school)
        withdraw_acceptance(acceptance, reason="We could not reach the school.", by=support_person("caseworker"))

        page = home(anne, school)

        assert "DfE withdrew it on 10 February 2026. The reason: We could not reach the school." in page
        assert "Add a claim" not in page

    def test_a_school_that_closed_may_still_read(self, anne, school, window):
        claim = submitted_claim(school=school)
        School.objects.filter(pk=school.pk).update(status="2")
        page = home(anne, school)
        assert "This school cannot claim" in page
        assert claim.reference in page

        close(window)
        assert "No claim window is open." in home(anne, school)

    def test_a_school_without_an_area_may_prepare_and_sees_hours_without_a_price(self, anne, school):
        School.objects.filter(pk=school.pk).update(district_code="")
        MentorFactory(at=school)

        page = home(anne, school)

        assert "You can prepare a claim now and submit it once DfE has set the area" in page
        assert "16 hours left" in page
        assert "still to claim" not in page


class TestFigures:
    def test_they_are_this_years_and_count_what_holds_hours(self, anne, school):
        submitted_claim((9,), school=school)
        paid_claim((1,), school=school)
        draft_claim((5,), school=school)
        ended = submitted_claim((2,), school=school)
        withdraw_claim(ended, by=school.member)

        page = home(anne, school)

        claims = reverse("claims:school-list-claims", args=[school.pk])
        assert f'href="{claims}?year=2025">10<span class="govuk-visually-hidden"> hours claimed</span>' in page
        assert f'href="{claims}?year=2025">£438.00<span class="govuk-visually-hidden"> claimed</span>' in page
        assert (
            f'href="{claims}?year=2025&amp;status=paid">£43.80<span class="govuk-visually-hidden"> paid</span>' in page
        )

    def test_the_hours_that_mentors_have_left_are_priced_at_the_schools_rate(self, anne, school):
        submitted_claim((10,), school=school)
        MentorFactory(at=school)
        left_out = MentorFactory(at=school)
        Mentor.objects.filter(pk=left_out.pk).update(is_active=False)

        page = home(anne, school)

        assert "£963.60" in page
        assert "still to claim: 22 hours left" in page


class TestPayments:
    def test_those_to_come_stand_before_those_that_came(self, anne, school, window):
        ClaimWindow.objects.filter(pk=window.pk).update(pays_by=date(2026, 4, 30))
        paid, coming, back = paid_claim(school=school), submitted_claim(school=school), returned_claim(school=school)
        payments = home(anne, school).partition("Payments of 2025 to 2026")[2].partition("Recent activity")[0]

        in_order(payments, coming.reference, paid.reference)
        in_order(payments, back.reference, paid.reference)
        assert payments.count("Expected by 30 April 2026") == 1
        assert "Paid 10 February 2026" in payments
        assert "You need to change this claim" in payments

    def test_no_day_is_promised_that_no_row_gives(self, anne, school):
        submitted_claim(school=school)

        payments = home(anne, school).partition("Payments of 2025 to 2026")[2].partition("Recent activity")[0]

        assert "Expected" not in payments
        assert "Checks in progress" in payments


class TestActivity:
    def test_the_newest_stands_first_with_who_and_when_and_leads_to_its_claim(self, anne, school):
        claim = submitted_claim(school=school)

        activity = home(anne, school).partition("Recent activity")[2]

        in_order(activity, "Submitted: 5 hours for 1 mentor", "Draft started for")
        assert unbroken(f"Submitted: 5 hours for 1 mentor, claim {claim.reference}") in activity
        assert "10 February 2026, 12:00pm" in activity
        assert reverse("doors:school-show-claim", args=[school.pk, claim.pk]) in activity

    def test_what_others_do_and_what_is_dfes_own_business_is_not_told(self, anne, school):
        submitted_claim()
        claim = submitted_claim(school=school)
        assign_claims([claim], support_person("caseworker"), by=support_person("caseworker"))

        activity = home(anne, school).partition("Recent activity")[2]

        assert activity.count("Submitted: 5 hours") == 1
        assert "Assigned to" not in activity


def test_it_takes_the_same_few_queries_at_any_length(anne, school):
    def queries_of():
        home(anne, school)
        with CaptureQueriesContext(connection) as captured:
            home(anne, school)
        return len(captured)

    submitted_claim((1,), school=school)
    draft_claim((1,), school=school)
    few = queries_of()
    for _ in range(8):
        draft_claim((1,), school=school)
        submitted_claim((1,), school=school)
        MentorFactory(at=school)
        member_of(school)

    assert queries_of() == few <= 14


def test_figures_of_another_year_are_not_this_years(anne, school):
    claim = submitted_claim((7,), school=school)
    assert Claim.objects.get(pk=claim.pk).year == year_2025()

    with clock.moved_to(clock.start_of(date(2026, 9, 2))):
        anne.force_login(school.member)
        page = home(anne, school)

    assert ">0<span" in page
