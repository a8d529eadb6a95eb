"""A caseworker decides a claim: approve, return, reject, or look at a decided one again."""

from django.db import transaction

from apps.assurance.enums import RejectReason
from apps.assurance.notifications import ClaimReopenedForSchool
from apps.assurance.refusals import NotDecidable
from apps.assurance.services.checking import unanswered
from apps.assurance.services.due import look_soon
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus, Move
from apps.claims.notifications import (
    ClaimApprovedForSchool,
    ClaimRejectedForSchool,
    ClaimReturnedForSchool,
    tell_school,
)
from apps.claims.refusals import InPaymentRun
from apps.claims.services.submission import check_hours_left
from apps.core import clock
from apps.training.allowance import hold_allowances


@transaction.atomic
def approve_claim(claim, *, by, reason):
    """Approve a claim whose referred findings are all resolved."""
    lifecycle.hold(claim)
    if claim.status == ClaimStatus.NEEDS_REVIEW and (left := unanswered(claim)):
        titles = ", ".join(f"“{finding.title}”" for finding in left)
        raise NotDecidable(f"Enter how you resolved {titles} before you approve this claim.")
    said(reason, "Enter your reason.")
    event = lifecycle.move(claim, Move.APPROVE, by=by, note={"reason": reason.strip()})
    tell_school(ClaimApprovedForSchool, claim, event)
    return event


@transaction.atomic
def return_claim(claim, *, by, words, return_by):
    """Send a claim back to its school: what must change, and by when."""
    said(words, "Enter what must change.")
    if return_by <= clock.today():
        raise NotDecidable("Deadline must be after today.")
    words = words.strip()
    note = {"words": words, "return_by": return_by.isoformat()}
    event = lifecycle.move(claim, Move.RETURN, by=by, note=note, return_words=words, return_by=return_by)
    tell_school(ClaimReturnedForSchool, claim, event)
    return event


@transaction.atomic
def reject_claim(claim, *, by, category, words):
    """Do not approve a claim: its hours are free again. The school reads the words."""
    said(words, "Enter the words the school will read.")
    if category not in RejectReason.values:
        raise NotDecidable("Select a reason.")
    note = {"category": RejectReason(category).label, "words": words.strip()}
    event = lifecycle.move(claim, Move.REJECT, by=by, note=note, reason_category=category, reason_words=words.strip())
    tell_school(ClaimRejectedForSchool, claim, event)
    return event


@transaction.atomic
def reopen_claim(claim, *, by, reason):
    """Look again at a claim that was approved or rejected, while no run has taken it.

    A rejected claim must find its hours again: raises HoursExhausted when other claims have used them.
    """
    lifecycle.hold(claim)
    said(reason, "Enter your reason.")
    if claim.is_in_run:
        raise InPaymentRun("This claim is in a payment run, so it can no longer be reopened.")
    if claim.status == ClaimStatus.REJECTED:
        find_hours_again(claim)
    event = lifecycle.move(
        claim, Move.REOPEN, by=by, note={"reason": reason.strip()}, reason_category="", reason_words=""
    )
    tell_school(ClaimReopenedForSchool, claim, event, reason=reason.strip())
    look_soon(claim)
    return event


def find_hours_again(claim):
    """Hold the allowances of a claim's mentors and see that its hours are still there."""
    lines = list(claim.lines.select_related("mentor"))
    allowances = hold_allowances({line.mentor for line in lines}, claim.provider, claim.year)
    check_hours_left(claim, {line.mentor: line.hours for line in lines}, allowances, lines)


def said(words, otherwise):
    """Every decision comes with words."""
    if not words.strip():
        raise NotDecidable(otherwise)
