"""A claim that stops: withdrawn by the school or for it, or lapsed."""

from django.db import transaction

from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus, Move
from apps.claims.models import Claim
from apps.claims.notifications import ClaimLapsedForSchool, ClaimWithdrawnForSchool, tell_school
from apps.claims.refusals import InPaymentRun
from apps.claims.services.submission import Outcome
from apps.core import clock
from apps.core.errors import Refused


@transaction.atomic
def withdraw_claim(claim, *, by, reason="", version=None):
    """Withdraw a submitted claim: its hours are free again. Refused once it is in a payment run.

    `version` is that of the claim the person saw, where a page asks: refused when it changed since.
    """
    lifecycle.hold(claim)
    if version not in (None, claim.version):
        words = claim.label("school").text.lower()
        raise lifecycle.MoveNotAllowed(f"Claim {claim.reference} is now: {words}. Look at it again before you go on.")
    if claim.is_in_run:
        raise InPaymentRun("This claim is in a payment run, so it can no longer be withdrawn.")
    event = lifecycle.move(claim, Move.WITHDRAW, by=by, note={"reason": reason}, reason_words=reason, return_by=None)
    tell_school(ClaimWithdrawnForSchool, claim, event)
    return event


def withdraw_many(claims, *, reason, by):
    """Withdraw claims one after the other in the order of their references, each in a transaction of its own.

    A refused one stays as it was, and the others stand.
    """
    outcomes = []
    for claim in sorted(claims, key=lambda one: one.reference):
        refusal = None
        try:
            withdraw_claim(claim, by=by, reason=reason)
        except Refused as stands_against:
            refusal = stands_against
        outcomes.append(Outcome(claim, refusal))
    return outcomes


def lapse_overdue(*, by):
    """End every returned claim whose deadline has passed. Returns how many."""
    overdue = Claim.objects.filter(status=ClaimStatus.RETURNED, return_by__lt=clock.today()).order_by("id")
    ended = 0
    for claim in overdue:
        with transaction.atomic():
            lifecycle.hold(claim)
            if claim.status != ClaimStatus.RETURNED or claim.return_by >= clock.today():
                continue
            deadline = claim.return_by
            event = lifecycle.move(claim, Move.LAPSE, by=by, note={"deadline": deadline.isoformat()}, return_by=None)
            tell_school(ClaimLapsedForSchool, claim, event)
            ended += 1
    return ended
