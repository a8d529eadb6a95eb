"""The claim page of a school, and the same claim on paper for its finance people."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.assurance.services.confirming import answer_hours
from apps.assurance.services.decisions import reject_claim
from apps.audit.actors import Actor
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.services.assigning import assign_claims
from apps.claims.services.ending import lapse_overdue, withdraw_claim
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.payments.enums import HeldFor, PayerSays
from apps.payments.files.payer_answers import Answer as PayerAnswer
from apps.payments.services.answers import answer_lines, send_information
from apps.payments.services.runs import prepare_run
from apps.policy.models import ClaimWindow
from apps.schools.models import School
from tests.assurance.world import answer, asked_claim, confirm
from tests.factories import (
    INNER_LONDON,
    MentorFactory,
    approved_claim,
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
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School", district_name="Hartlepool")


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


@pytest.fixture
def paid_in_april(window):
    """The window says by when its claims are paid."""
    ClaimWindow.objects.filter(pk=window.pk).update(pays_by=date(2026, 4, 30))


def shown(client, claim, name="doors:school-show-claim"):
    return client.get(reverse(name, args=[claim.school_id, claim.pk])).content.decode()


def printed(client, claim):
    return shown(client, claim, "doors:school-print-claim")


class TestWhatHappensNext:
    def test_a_draft_offers_to_go_on_and_to_be_deleted(self, anne, school):
        page = shown(anne, draft_claim(school=school))

        assert "submit it by 11:59pm, Tuesday 31 March 2026" in page
        assert "Continue this claim" in page
        assert "Delete draft" in page
        assert "The amount is fixed when the claim is submitted" in page

    def test_a_returned_claim_says_what_to_change_and_by_when(self, anne, school):
        page = shown(anne, returned_claim(school=school))

        assert "submit again by Friday 13 February 2026" in page
        assert "Change the hours." in page

    def test_a_withdrawn_claim_says_who_withdrew_it(self, anne, school):
        claim = submitted_claim(school=school)

        withdraw_claim(claim, by=school.member, reason="Wrong provider")

        page = shown(anne, claim)
        assert f"{school.member.full_name} withdrew this claim on 10 February 2026" in page
        assert "Withdrawn: Wrong provider" in page
        assert "Not now: the claim ended" in page

    def test_a_draft_without_an_open_window_says_when_one_opens_or_what_becomes_of_it(self, anne, school, window):
        claim = draft_claim(school=school)
        close(window)
        assert "this draft is deleted after 10 April 2026" in shown(anne, claim)

        open_window(opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 30))
        assert "The next claim window for 2025 to 2026 opens on 1 April 2026" in shown(anne, claim)

    def test_a_claim_whose_provider_has_answered_says_so(self, anne, school):
        claim = asked_claim((5,), school=school)
        answer(claim)

        assert f"{claim.provider} has answered for every mentor" in shown(anne, claim)

    def test_a_claim_that_lapsed_says_that_its_deadline_passed(self, anne, school):
        claim = returned_claim(school=school)
        with clock.moved_to(clock.now() + timedelta(days=5)):
            lapse_overdue(by=Actor.job("keeping time"))

        assert "Its deadline passed, so this claim ended on 15 February 2026." in shown(anne, claim)

    def test_a_claim_that_was_not_approved_or_not_paid_gives_the_reason(self, anne, school):
        refused = submitted_claim(school=school)
        lifecycle.move(refused, Move.REFER, by=Actor.job("checks"))
        reject_claim(refused, by=support_person("caseworker"), category="not_trained", words="Nobody trained.")
        unpaid = sent_claim(school=school)
        said = PayerAnswer(unpaid.reference, PayerSays.NOT_PAID, None, "The account is closed.")
        answer_lines([said], by=payer_person())

        assert "We did not approve this claim: Nobody trained. These hours" in shown(anne, refused)
        assert "could not pay this claim: The account is closed. These hours" in shown(anne, unpaid)

    def test_a_claim_whose_question_was_answered_waits_for_the_payer_again(self, anne, school):
        claim = sent_claim(school=school)
        hold(claim, HeldFor.OTHER)
        send_information(claim, by=support_person("payments_officer"), words="Cost centre 4417.")

        assert "The payer has the answer it asked for. £219.00 goes to Kelder local authority." in shown(anne, claim)

    def test_an_approved_and_a_sent_claim_say_who_gets_how_much_and_by_when(self, anne, school, paid_in_april):
        for claim in (approved_claim(school=school), sent_claim(school=school)):
            assert "Expect £219.00 to reach Kelder local authority by Thursday 30 April 2026" in shown(anne, claim)

    def test_no_day_is_promised_that_no_row_gives_or_that_has_passed(self, anne, school, window):
        claim = sent_claim(school=school)
        assert "£219.00 goes to Kelder local authority." in shown(anne, claim)

        ClaimWindow.objects.filter(pk=window.pk).update(pays_by=date(2026, 2, 9))

        page = shown(anne, claim)
        assert "£219.00 goes to Kelder local authority." in page
        assert "Later than expected: by 9 February 2026" in page

    def test_a_payment_that_the_school_can_mend_is_its_turn(self, anne, school):
        claim = sent_claim(school=school)
        hold(claim, HeldFor.BANK_DETAILS)

        page = shown(anne, claim)

        assert "Payment held: we need something" in page
        assert "We cannot pay until you check the school’s bank details" in page

    def test_a_question_that_only_dfe_can_answer_is_not(self, anne, school):
        claim = sent_claim(school=school)
        hold(claim, HeldFor.OTHER)

        page = shown(anne, claim)

        assert "Payment held" not in page
        assert "The payer asked DfE a question. We are answering it." in page

    def test_a_paid_claim_says_to_whom_when_and_in_which_words(self, anne, school):
        claim = paid_claim(school=school)

        page = shown(anne, claim)

        words = f"£219.00 went to Kelder local authority on 10 February 2026, shown as “ITT MENTOR {claim.reference}”"
        assert words in page
        assert reverse("assurance:school-report-claim", args=[school.pk, claim.pk]) in page


def close(window):
    ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))


def hold(claim, category):
    asked = PayerAnswer(claim.reference, PayerSays.NEEDS_INFORMATION, None, "Which account?", category)
    answer_lines([asked], by=payer_person())


class TestMoney:
    def test_the_amount_is_shown_as_it_was_fixed_with_the_reason_of_its_rate(self, anne, school):
        page = shown(anne, submitted_claim((5,), school=school))

        assert "£219.00</strong> = 5 hours × £43.80, Rest of England (the school’s district is Hartlepool)" in page
        assert "Initial: no earlier claim with" in page

    def test_a_school_that_moved_area_keeps_the_rate_and_gives_no_reason_that_is_no_longer_true(self, anne, school):
        claim = submitted_claim((5,), school=school)
        School.objects.filter(pk=school.pk).update(district_code=INNER_LONDON, district_name="Camden")

        page = shown(anne, claim)

        assert "£43.80, Rest of England, fixed" in page
        assert "Camden" not in page

    def test_an_area_that_dfe_set_says_so(self, anne, school):
        School.objects.filter(pk=school.pk).update(area_by_hand="fringe", area_reason="The register is wrong.")

        assert "Fringe (DfE set it: The register is wrong.)" in shown(anne, submitted_claim(school=school))

    def test_each_stage_has_its_day_or_the_day_expected(self, anne, school, paid_in_april):
        claim = asked_claim((5,), school=school)

        page = shown(anne, claim)

        assert f"Expected by 3 March 2026, when {claim.provider} must have answered" in page
        assert "In the next payment run once it is checked" in page
        assert "Expected by 30 April 2026" in page

    def test_each_stage_that_was_reached_has_its_day(self, anne, school):
        page = shown(anne, paid_claim(school=school))

        assert page.count('<time datetime="2026-02-10">') == 4

    def test_a_claim_that_is_looked_at_again_is_no_longer_checked(self, anne, school):
        claim = approved_claim(school=school)
        lifecycle.move(claim, Move.REOPEN, by=support_person("caseworker"), note={"reason": "A new fact"})

        assert "With a person at DfE now" in shown(anne, claim)

    def test_a_run_that_is_prepared_is_named_as_that(self, anne, school):
        claim = approved_claim(school=school)
        prepare_run(claim.window, by=support_person("payments_officer"))

        assert "In a payment run that is being prepared" in shown(anne, claim)

    def test_a_returned_claim_is_checked_once_it_is_changed(self, anne, school):
        assert "To come, once you have changed it" in shown(anne, returned_claim(school=school))


class TestChanges:
    def test_each_later_submission_says_what_it_changed_to_school_and_support(self, anne, school):
        ada, mary = MentorFactory(at=school, last_name="Byron"), MentorFactory(at=school, first_name="Mary")
        claim = returned_claim((16, 4), school=school, mentors=[ada, mary])
        submit_claim(claim, by=school.member, hours={ada: 6})

        for page in (shown(anne, claim), console(anne, claim)):
            assert "Changed at submission 2" in page
            assert "Was 16 hours, now 6 hours" in page
            assert "Was 4 hours, now no longer on the claim" in page

    def test_a_submission_that_changed_nothing_says_so(self, anne, school):
        claim = returned_claim(school=school)
        submit_claim(claim, by=school.member)

        assert ": nothing changed." in shown(anne, claim)

    def test_a_claim_submitted_once_has_none(self, anne, school):
        claim = submitted_claim(school=school)

        assert "Changes since the first submission" not in shown(anne, claim) + console(anne, claim)


def console(client, claim):
    client.force_login(support_person("caseworker"))
    return client.get(reverse("support:show-claim", args=[claim.pk])).content.decode()


class TestHistory:
    def test_it_is_oldest_first_with_what_the_provider_said(self, anne, school):
        claim = asked_claim((5,), school=school)
        by = claim.provider.providermembership_set.get().user
        answer_hours(claim.provider, [confirm(line) for line in claim.lines.all()], by=by)

        page = shown(anne, claim)

        assert page.index("Draft started for") < page.index("Submitted: 5 hours for 1 mentor")
        assert "Confirmed 5 hours, 10 February 2026" in page

    def test_who_looks_after_it_at_dfe_is_not_the_schools_business(self, anne, school):
        claim = submitted_claim(school=school)
        assign_claims([claim], support_person("caseworker", first_name="Cora"), by=support_person("caseworker"))

        assert "Assigned to" not in shown(anne, claim)


class TestPaper:
    def test_it_shows_how_the_amount_was_worked_out_and_how_to_find_the_money(self, anne, school):
        claim = paid_claim((5, 4), school=school)

        page = printed(anne, claim)

        assert f"Finance record of claim {claim.reference}" in page
        assert [f"{amount}</td>" in page for amount in ("£219.00", "£175.20")] == [True, True]
        assert "<strong>£394.20</strong>" in page
        assert "The rate is that of Rest of England for 2025 to 2026: the school’s district is Hartlepool." in page
        assert "Kelder local authority, which passes it on to the school" in page
        assert f"ITT MENTOR {claim.reference}" in page

    def test_an_academy_is_paid_directly(self, anne, school):
        School.objects.filter(pk=school.pk).update(group_code="10", group_name="Academies")

        assert "passes it on" not in printed(anne, submitted_claim(school=school))

    def test_a_claim_that_ended_names_no_remittance(self, anne, school):
        claim = submitted_claim(school=school)
        withdraw_claim(claim, by=school.member)

        assert "ITT MENTOR" not in printed(anne, claim)

    def test_a_draft_has_nothing_to_print(self, anne, school):
        claim = draft_claim(school=school)

        answer = anne.get(reverse("doors:school-print-claim", args=[school.pk, claim.pk]))

        assert answer.url == reverse("doors:school-show-claim", args=[school.pk, claim.pk])


class TestWithdrawing:
    @pytest.mark.parametrize("make", [submitted_claim, returned_claim, approved_claim])
    def test_it_is_offered_until_the_claim_is_in_a_run(self, anne, school, make):
        assert "Withdraw this claim" in shown(anne, make(school=school))

    @pytest.mark.parametrize("make", [draft_claim, sent_claim, paid_claim])
    def test_it_is_not_offered_where_it_would_be_refused(self, anne, school, make):
        assert "Withdraw this claim" not in shown(anne, make(school=school))

    def test_a_prepared_run_ends_the_offer(self, anne, school):
        claim = approved_claim(school=school)
        prepare_run(claim.window, by=support_person("payments_officer"))

        assert "Withdraw this claim" not in shown(anne, claim)


class TestDoor:
    @pytest.mark.parametrize("name", ["doors:school-show-claim", "doors:school-print-claim"])
    def test_another_schools_claim_does_not_exist(self, anne, school, name):
        theirs = submitted_claim()

        assert anne.get(reverse(name, args=[school.pk, theirs.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["doors:school-show-claim", "doors:school-print-claim"])
    def test_it_takes_the_same_few_queries_however_many_mentors_there_are(self, anne, school, name):
        def queries_of(hours):
            claim = submitted_claim(hours, school=school)
            shown(anne, claim, name)
            with CaptureQueriesContext(connection) as captured:
                shown(anne, claim, name)
            return len(captured)

        assert queries_of((1,)) == queries_of((1,) * 25) <= 12

    def test_a_colleague_sees_the_same(self, client, school):
        claim = submitted_claim(school=school)
        client.force_login(member_of(school))

        assert claim.reference in shown(client, claim)


def test_what_was_submitted_before_midnight_was_submitted_that_day(anne, school):
    with clock.moved_to(clock.start_of(date(2026, 2, 11)) - timedelta(minutes=1)):
        claim = submitted_claim(school=school)
        lifecycle.move(claim, Move.CLEAR, by=Actor.job("checks"))

    assert '<time datetime="2026-02-10">10 February 2026</time>' in shown(anne, claim)
