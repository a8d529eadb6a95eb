"""A caseworker decides: every decision has words, tells the school, and may be refused."""

from datetime import date

import pytest

from apps.assurance.refusals import NotDecidable
from apps.assurance.services.checking import answer_finding, unanswered
from apps.assurance.services.decisions import approve_claim, reject_claim, reopen_claim, return_claim
from apps.claims.enums import ClaimStatus
from apps.claims.lifecycle import MoveNotAllowed
from apps.claims.refusals import HoursExhausted, InPaymentRun
from apps.training.models import Allowance
from apps.users.models import SupportRole
from tests.assurance.test_checking import outbox, referred_claim, status_of
from tests.assurance.world import answer, check, confirmed_claim, later, not_ours
from tests.factories import submitted_claim, support_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    return support_person(SupportRole.CASEWORKER)


def resolve(claim, by):
    for finding in unanswered(claim):
        answer_finding(finding.result, "Looked into", by=by)


def rejected_claim(cora):
    claim = referred_claim()
    reject_claim(claim, by=cora, category="not_trained", words="The training did not happen.")
    return claim


def test_a_claim_is_approved_once_every_finding_is_resolved(cora):
    claim = referred_claim()
    resolve(claim, cora)

    approve_claim(claim, by=cora, reason="The provider corrected itself")

    assert status_of(claim) == ClaimStatus.APPROVED
    assert outbox("ClaimApprovedForSchool").count() == 1


def test_a_claim_with_an_unresolved_finding_is_not_approved_and_the_finding_is_named(cora):
    claim = referred_claim()

    with pytest.raises(NotDecidable, match="Hours confirmed by the provider"):
        approve_claim(claim, by=cora, reason="It will do")

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW


def test_the_checks_leave_an_approved_claim_alone_while_nothing_changes(cora):
    claim = referred_claim()
    resolve(claim, cora)
    approve_claim(claim, by=cora, reason="The provider corrected itself")

    with later(days=30):
        check()

    assert status_of(claim) == ClaimStatus.APPROVED


def test_a_claim_is_returned_with_what_must_change_and_by_when(cora):
    claim = referred_claim()

    return_claim(claim, by=cora, words="Take Ada off this claim", return_by=date(2026, 2, 20))

    assert status_of(claim) == ClaimStatus.RETURNED
    assert claim.return_by == date(2026, 2, 20)
    assert "Take Ada off this claim" in outbox("ClaimReturnedForSchool").get().body


@pytest.mark.parametrize("day", [date(2026, 2, 10), date(2026, 2, 9)])
def test_a_deadline_that_is_not_after_today_is_refused(cora, day):
    with pytest.raises(NotDecidable, match="after today"):
        return_claim(referred_claim(), by=cora, words="Change it", return_by=day)


def test_a_rejected_claim_gives_its_hours_back_and_the_school_reads_why(cora):
    claim = rejected_claim(cora)

    assert status_of(claim) == ClaimStatus.REJECTED
    assert (claim.reason_category, claim.reason_words) == ("not_trained", "The training did not happen.")
    assert Allowance.objects.get().used == 0
    assert "The training did not happen." in outbox("ClaimRejectedForSchool").get().body


def test_a_category_that_does_not_exist_is_refused(cora):
    with pytest.raises(NotDecidable, match="Select a reason"):
        reject_claim(referred_claim(), by=cora, category="mood", words="No")


@pytest.mark.parametrize(
    "decide",
    [
        lambda claim, by: reject_claim(claim, by=by, category="other", words=" "),
        lambda claim, by: return_claim(claim, by=by, words="", return_by=date(2026, 2, 20)),
        lambda claim, by: reopen_claim(claim, by=by, reason=" "),
    ],
)
def test_no_decision_is_made_without_words(cora, decide):
    claim = referred_claim()

    with pytest.raises(NotDecidable):
        decide(claim, cora)

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW


def test_an_approval_needs_its_reason(cora):
    claim = referred_claim()
    resolve(claim, cora)

    with pytest.raises(NotDecidable):
        approve_claim(claim, by=cora, reason="")


def test_an_approved_claim_is_opened_again_with_a_reason_the_school_is_told(cora):
    claim = confirmed_claim()
    with later(hours=1):
        check()
    claim.refresh_from_db()

    reopen_claim(claim, by=cora, reason="A parent wrote to us")

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert "A parent wrote to us" in outbox("ClaimReopenedForSchool").get().body


def test_a_claim_in_a_payment_run_is_not_opened_again(cora):
    claim = confirmed_claim()
    with later(hours=1):
        check()
    claim.refresh_from_db()
    claim.is_in_run = True
    claim.save(update_fields=["is_in_run"])

    with pytest.raises(InPaymentRun):
        reopen_claim(claim, by=cora, reason="Late news")


def test_a_rejected_claim_finds_its_hours_again(cora):
    claim = rejected_claim(cora)

    reopen_claim(claim, by=cora, reason="New evidence")

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert Allowance.objects.get().used == 16


def test_a_rejected_claim_whose_hours_were_used_elsewhere_stays_rejected_and_says_what_is_left(cora):
    claim = rejected_claim(cora)
    mentor = claim.lines.get().mentor
    submitted_claim(hours=(6,), school=claim.school, provider=claim.provider, mentors=[mentor])

    with pytest.raises(HoursExhausted, match="10 hours left"):
        reopen_claim(claim, by=cora, reason="New evidence")

    assert status_of(claim) == ClaimStatus.REJECTED


@pytest.mark.parametrize(
    "decide",
    [
        lambda claim, by: approve_claim(claim, by=by, reason="x"),
        lambda claim, by: reject_claim(claim, by=by, category="other", words="x"),
        lambda claim, by: return_claim(claim, by=by, words="x", return_by=date(2026, 2, 20)),
    ],
)
def test_a_claim_already_decided_is_not_decided_again(cora, decide):
    claim = rejected_claim(cora)

    with pytest.raises(MoveNotAllowed):
        decide(claim, cora)


def test_a_claim_with_a_caseworker_is_not_reopened(cora):
    with pytest.raises(MoveNotAllowed):
        reopen_claim(referred_claim(), by=cora, reason="x")


def test_a_decision_cut_short_leaves_nothing(cora, monkeypatch):
    claim = referred_claim()
    resolve(claim, cora)
    monkeypatch.setattr("apps.assurance.services.decisions.tell_school", broken)

    with pytest.raises(ConnectionError):
        approve_claim(claim, by=cora, reason="x")

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW


def broken(*args, **kwargs):
    raise ConnectionError


def test_an_answer_that_arrives_after_a_claim_was_rejected_is_too_late(cora):
    claim = rejected_claim(cora)

    assert answer(claim, not_ours).kept == []
