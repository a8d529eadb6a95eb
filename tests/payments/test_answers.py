"""What the payer answers: each answer's effect on claim, line, hours and schools, and every refusal."""

from datetime import date

import pytest

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.lifecycle import MoveNotAllowed
from apps.notifications.models import OutboundEmail
from apps.payments.enums import HeldFor, Outcome
from apps.payments.figures import sums_of, waiting_for_payer, year_reconciliation
from apps.payments.files.payer_answers import Answer
from apps.payments.models import PayerAnswer, PaymentLine
from apps.payments.refusals import AnswerRefused
from apps.payments.services.answers import answer_lines, payment_came_back, send_information
from apps.payments.services.runs import prepare_run
from apps.training.models import Allowance
from tests.factories import approved_claim

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 2, 9)


def paid(line, **kwargs):
    return Answer(line.claim.reference, "paid", paid_on=PAID_ON, **kwargs)


def not_paid(line):
    return Answer(line.claim.reference, "not_paid", reason="The account is closed")


def asked(line, category=HeldFor.OTHER):
    return Answer(line.claim.reference, "needs_information", reason="Which account?", category=category)


def test_a_paid_claim_has_its_date_and_its_line_stays_live(line, fin):
    answer_lines([paid(line)], by=fin)

    line.refresh_from_db()
    line.claim.refresh_from_db()
    assert (line.claim.status, line.claim.paid_on) == (ClaimStatus.PAID, PAID_ON)
    assert (line.outcome, line.is_live) == (Outcome.PAID, True)
    answer = PayerAnswer.objects.get()
    assert (answer.says, answer.paid_on, answer.answered_by) == ("paid", PAID_ON, fin)
    assert [words for _, words in history_of(line.claim)][-1] == "Paid on 9 February 2026"


def test_the_school_and_its_finance_address_learn_amount_date_payee_and_remittance_words(line, fin):
    school = line.claim.school
    school.finance_email = "finance@school.example"
    school.save()

    answer_lines([paid(line)], by=fin)

    emails = OutboundEmail.objects.filter(message="ClaimPaidForSchool")
    assert {email.to for email in emails} == {line.claim.created_by.email, "finance@school.example"}
    for email in emails:
        assert "£876.00" in email.subject
        for words in ("9 February 2026", "Kelder local authority", f"ITT MENTOR {line.claim.reference}"):
            assert words in email.body


def test_a_payment_that_is_rejected_ends_the_claim_and_frees_its_hours(line, fin):
    assert Allowance.objects.filter(used__gt=0).count() == 2

    answer_lines([not_paid(line)], by=fin)

    line.refresh_from_db()
    line.claim.refresh_from_db()
    assert (line.claim.status, line.claim.payer_reason) == (ClaimStatus.PAYMENT_REJECTED, "The account is closed")
    assert (line.outcome, line.is_live, line.claim.is_in_run) == (Outcome.REJECTED, False, False)
    assert not Allowance.objects.filter(used__gt=0).exists()
    assert "The account is closed" in OutboundEmail.objects.get(message="PaymentRejectedForSchool").body


def test_a_question_that_dfe_answers_is_not_put_to_the_school(line, fin):
    answer_lines([asked(line)], by=fin)

    line.claim.refresh_from_db()
    assert line.claim.status == ClaimStatus.PAYMENT_INFORMATION_REQUESTED
    assert not OutboundEmail.objects.filter(message="PaymentHeldForSchool").exists()


def test_a_question_that_the_school_can_mend_is_put_to_it(line, fin):
    answer_lines([asked(line, HeldFor.BANK_DETAILS)], by=fin)

    line.claim.refresh_from_db()
    assert line.claim.reason_category == "bank_details"
    email = OutboundEmail.objects.get(message="PaymentHeldForSchool")
    assert "bank details" in email.body
    assert "Which account?" in email.body


def test_an_answered_question_can_be_followed_by_paid_on_the_same_line(line, fin, priya):
    answer_lines([asked(line)], by=fin)
    send_information(line.claim, by=priya, words="The main account")

    assert "The main account" in OutboundEmail.objects.get(message="InformationSentForPayer").body
    assert waiting_for_payer().get().waiting == 1
    answer_lines([paid(line)], by=fin)

    line.refresh_from_db()
    line.claim.refresh_from_db()
    assert (line.claim.status, line.outcome, line.claim.is_in_run) == (ClaimStatus.PAID, Outcome.PAID, True)
    assert not waiting_for_payer().exists()


def test_a_claim_that_goes_into_the_next_run_is_answered_there(line, fin, priya):
    answer_lines([asked(line)], by=fin)
    send_information(line.claim, by=priya, words="The main account")
    prepare_run(line.claim.window, by=priya)

    with pytest.raises(AnswerRefused, match="next payment run"):
        answer_lines([paid(line)], by=fin)


def test_information_is_sent_only_where_it_was_asked_for(line, priya):
    with pytest.raises(MoveNotAllowed):
        send_information(line.claim, by=priya, words="Unasked")


def test_a_payment_that_came_back_is_held(line, fin):
    answer_lines([paid(line)], by=fin)

    payment_came_back(line.claim, by=fin, reason="Account closed", category=HeldFor.BANK_DETAILS)

    line.refresh_from_db()
    line.claim.refresh_from_db()
    assert (line.claim.status, line.claim.paid_on) == (ClaimStatus.PAYMENT_INFORMATION_REQUESTED, None)
    assert (line.outcome, line.is_live) == (Outcome.HELD, False)
    assert OutboundEmail.objects.filter(message="PaymentHeldForSchool").count() == 1


def test_a_payment_comes_back_only_after_it_was_made(line, fin):
    with pytest.raises(AnswerRefused):
        payment_came_back(line.claim, by=fin, reason="Account closed")


def test_a_payment_is_not_said_to_come_back_while_an_audit_is_open(line, fin, priya):
    from apps.claims import lifecycle
    from apps.claims.enums import Move

    answer_lines([paid(line)], by=fin)
    lifecycle.move(line.claim, Move.OPEN_AUDIT, by=priya)

    with pytest.raises(AnswerRefused):
        payment_came_back(line.claim, by=fin, reason="Account closed")


def test_the_same_answer_twice_has_its_effect_once(line, fin):
    answer_lines([paid(line)], by=fin)

    assert answer_lines([paid(line)], by=fin) == 0
    assert PayerAnswer.objects.count() == 1


def test_another_answer_to_a_paid_claim_is_refused(line, fin):
    answer_lines([paid(line)], by=fin)

    with pytest.raises(AnswerRefused, match="already answered: paid"):
        answer_lines([not_paid(line)], by=fin)


def test_one_answer_that_cannot_be_applied_stops_them_all(released, line, fin, priya, pete):
    from apps.payments.services.runs import release_run

    other = approved_claim()
    release_run(prepare_run(other.window, by=priya), by=pete)
    answer_lines([paid(line)], by=fin)

    with pytest.raises(AnswerRefused):
        answer_lines([Answer(other.reference, "paid", paid_on=PAID_ON), not_paid(line)], by=fin)

    other.refresh_from_db()
    assert other.status == ClaimStatus.PAYMENT_IN_PROGRESS


def test_a_claim_of_a_prepared_run_is_not_known_to_the_payer(prepared, claim, fin):
    with pytest.raises(AnswerRefused, match="no payment run"):
        answer_lines([Answer(claim.reference, "paid", paid_on=PAID_ON)], by=fin)


def test_sent_paid_held_rejected_and_outstanding_add_up(priya, pete, fin):
    from apps.payments.services.runs import release_run

    claims = [approved_claim(hours=(n,)) for n in (1, 2, 3, 4)]
    run = release_run(prepare_run(claims[0].window, by=priya), by=pete)
    lines = {line.claim_id: line for line in PaymentLine.objects.select_related("claim")}
    answer_lines([paid(lines[claims[0].pk])], by=fin)
    answer_lines([not_paid(lines[claims[1].pk])], by=fin)
    answer_lines([asked(lines[claims[2].pk])], by=fin)

    sums = sums_of(run.lines)

    assert [sums[outcome] for outcome in (Outcome.PAID, Outcome.REJECTED, Outcome.HELD, Outcome.OUTSTANDING)] == [
        4380 * n for n in (1, 2, 3, 4)
    ]
    assert sums.sent == run.total_pence
    runs, total = year_reconciliation(claims[0].year)
    assert [one.run for one in runs] == [run]
    assert total.sent == run.total_pence


def test_many_answers_take_as_many_statements_as_one(priya, pete, fin):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.payments.services.runs import release_run

    claims = [approved_claim() for _ in range(7)]
    release_run(prepare_run(claims[0].window, by=priya), by=pete)

    def statements(some):
        with CaptureQueriesContext(connection) as seen:
            answer_lines([Answer(claim.reference, "paid", paid_on=PAID_ON) for claim in some], by=fin)
        return len(seen)

    assert statements(claims[1:]) == statements(claims[:1])
