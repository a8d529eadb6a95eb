"""Payment runs: who is in them, for how much, by whose word, and how they end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from apps.audit.history import history_of
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus, Move
from apps.claims.lifecycle import MoveNotAllowed
from apps.claims.refusals import InPaymentRun
from apps.claims.services.ending import withdraw_claim
from apps.notifications.models import OutboundEmail
from apps.payments import downloads
from apps.payments.enums import Outcome, RunStatus
from apps.payments.figures import ready_to_prepare, sums_of
from apps.payments.files.payer_answers import Answer
from apps.payments.models import DownloadLink, PaymentRun
from apps.payments.refusals import AlreadyDownloaded, NothingToPay, RunMovedOn, SecondPersonNeeded
from apps.payments.services.answers import answer_lines, send_information
from apps.payments.services.runs import cancel_run, prepare_run, recall_run, release_run, send_new_links
from apps.users.models import PayerMembership
from tests.factories import approved_claim, submitted_claim

pytestmark = pytest.mark.django_db


def test_a_run_holds_every_claim_that_is_ready_at_its_frozen_amount(claim, priya):
    other = approved_claim(hours=(3,))
    not_yet = submitted_claim()

    run = prepare_run(claim.window, by=priya)

    assert {line.claim_id: line.amount_pence for line in run.lines.all()} == {claim.pk: 20 * 4380, other.pk: 3 * 4380}
    assert (run.number, run.claims_count, run.total_pence) == (1, 2, 23 * 4380)
    claim.refresh_from_db()
    not_yet.refresh_from_db()
    assert claim.is_in_run
    assert not not_yet.is_in_run


def test_a_line_copies_what_is_true_when_the_run_is_prepared(claim, priya):
    run = prepare_run(claim.window, by=priya)
    school = claim.school
    name = school.name
    school.name = "Renamed since"
    school.save()

    line = run.lines.get()

    assert (line.school_name, line.payee, line.school_urn) == (name, "Kelder local authority", school.urn)
    assert line.submitted_on.isoformat() == "2026-02-10"


def test_an_academy_is_paid_directly_and_a_school_without_urn_by_its_vendor_number(priya):
    from tests.factories import school_that_can_claim

    academy = school_that_can_claim(urn=None, vendor_number="V1234", group_code="10", name="Kelder Academy")
    claim = approved_claim(school=academy)

    line = prepare_run(claim.window, by=priya).lines.get()

    assert (line.payee, line.school_urn, line.vendor_number) == ("Kelder Academy", "", "V1234")


def test_nothing_to_pay_makes_no_run(claim, prepared, priya):
    with pytest.raises(NothingToPay):
        prepare_run(claim.window, by=priya)
    assert PaymentRun.objects.count() == 1


def test_a_claim_in_a_prepared_run_cannot_be_withdrawn(claim, prepared):
    with pytest.raises(InPaymentRun):
        withdraw_claim(claim, by=claim.created_by)


def test_the_preparer_cannot_release(prepared, priya, claim):
    with pytest.raises(SecondPersonNeeded):
        release_run(prepared, by=priya)
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.APPROVED


def test_a_second_person_releases_and_every_claim_and_the_payer_know(prepared, pete, fin, claim):
    release_run(prepared, by=pete)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.PAYMENT_IN_PROGRESS
    assert (prepared.status, prepared.released_by) == (RunStatus.RELEASED, pete)
    words = [words for _, words in history_of(claim)]
    assert words[-1] == "Sent to the payer in payment run 1"
    email = OutboundEmail.objects.get(message="PaymentRunForPayer")
    assert email.to == fin.email
    assert "£876.00" in email.subject
    assert "/payment-file/" in email.body


def test_a_run_is_released_once(released, pete):
    with pytest.raises(RunMovedOn):
        release_run(released, by=pete)


def test_a_claim_that_moved_stops_the_whole_release(claim, priya, pete):
    other = approved_claim()
    run = prepare_run(claim.window, by=priya)
    lifecycle.move(other, Move.REOPEN, by=pete)

    with pytest.raises(MoveNotAllowed) as refused:
        release_run(run, by=pete)

    assert other.reference in refused.value.words
    claim.refresh_from_db()
    run.refresh_from_db()
    assert (claim.status, run.status) == (ClaimStatus.APPROVED, RunStatus.PREPARED)
    assert not OutboundEmail.objects.filter(message="PaymentRunForPayer").exists()


def test_people_who_left_the_payer_get_no_link(prepared, pete, fin):
    from apps.core import clock

    PayerMembership.objects.update(ended_at=clock.now())

    release_run(prepared, by=pete)

    assert not DownloadLink.objects.exists()


def test_a_cancelled_run_gives_its_claims_back(prepared, priya, claim):
    cancel_run(prepared, by=priya, reason="Wrong window")

    claim.refresh_from_db()
    assert (claim.status, claim.is_in_run) == (ClaimStatus.APPROVED, False)
    assert not prepared.lines.filter(is_live=True).exists()
    again = prepare_run(claim.window, by=priya)
    assert again.number == 2


def test_a_released_run_cannot_be_cancelled(released, priya):
    with pytest.raises(RunMovedOn):
        cancel_run(released, by=priya)


def test_a_run_nobody_downloaded_is_recalled_by_somebody_else(released, priya, claim, fin):
    recall_run(released, by=priya, reason="A wrong window")

    claim.refresh_from_db()
    assert (claim.status, claim.is_in_run) == (ClaimStatus.APPROVED, False)
    assert released.status == RunStatus.RECALLED
    assert "Do not pay" in OutboundEmail.objects.get(message="PaymentRunRecalledForPayer").subject
    assert [words for _, words in history_of(claim)][-1].splitlines()[-1] == "A wrong window"


def test_the_releaser_cannot_recall(released, pete):
    with pytest.raises(SecondPersonNeeded):
        recall_run(released, by=pete, reason="x")


def test_a_downloaded_run_cannot_be_recalled(released, priya, fin):
    downloads.note_download(released, by=fin)

    with pytest.raises(AlreadyDownloaded):
        recall_run(released, by=priya, reason="x")


def test_a_run_with_an_answer_cannot_be_recalled(released, line, priya, fin):
    answer_lines([Answer(line.claim.reference, "not_paid", reason="Account closed")], by=fin)

    with pytest.raises(MoveNotAllowed):
        recall_run(released, by=priya, reason="x")


def test_new_links_go_to_everyone_at_the_payer(released, priya, fin):
    send_new_links(released, by=priya)

    assert OutboundEmail.objects.filter(message="PaymentRunForPayer", to=fin.email).count() == 2


def test_only_a_released_run_has_links_to_send(prepared, priya):
    with pytest.raises(RunMovedOn):
        send_new_links(prepared, by=priya)


def test_an_answered_question_goes_into_the_next_run_and_the_first_run_still_adds_up(released, line, priya, pete, fin):
    claim = line.claim
    answer_lines([Answer(claim.reference, "needs_information", reason="Which account?")], by=fin)
    send_information(claim, by=priya, words="The council’s main account")

    second = prepare_run(claim.window, by=priya)
    release_run(second, by=pete)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.PAYMENT_IN_PROGRESS
    first = sums_of(released.lines)
    assert (first[Outcome.SENT_AGAIN], first.sent) == (claim.amount_pence, released.total_pence)
    assert sums_of(second.lines)[Outcome.OUTSTANDING] == second.total_pence


def test_the_preview_says_what_changed_since_the_run_that_was_given_up(claim, prepared, priya, pete):
    cancel_run(prepared, by=priya)
    approved_claim(hours=(2,))
    lifecycle.move(claim, Move.REOPEN, by=pete)

    ready = ready_to_prepare(claim.window)

    assert (ready.count, ready.pence, ready.added, ready.removed) == (1, 2 * 4380, 1, 1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=some.lists(some.lists(some.integers(1, 16), min_size=1, max_size=3), min_size=1, max_size=4))
def test_a_runs_total_is_the_sum_of_its_claims_to_the_penny(hours, priya):
    claims = [approved_claim(hours=tuple(each)) for each in hours]

    run = prepare_run(claims[0].window, by=priya)

    assert run.total_pence == sum(claim.amount_pence for claim in claims)
    assert run.total_pence == sum(sum(each) * 4380 for each in hours)


def test_preparing_and_releasing_take_as_many_statements_for_one_claim_as_for_many(claim, priya, pete, fin):
    def statements(act):
        with CaptureQueriesContext(connection) as seen:
            found = act()
        return len(seen), found

    of_one, run = statements(lambda: prepare_run(claim.window, by=priya))
    to_release_one, _ = statements(lambda: release_run(run, by=pete))
    for _ in range(5):
        approved_claim()
    of_five, run = statements(lambda: prepare_run(claim.window, by=priya))
    to_release_five, _ = statements(lambda: release_run(run, by=pete))

    assert of_five <= of_one
    assert to_release_five <= to_release_one
    assert of_five + to_release_five <= 35
