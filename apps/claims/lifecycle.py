"""The life of a claim: the only place that writes Claim.status.

Every move stands in the table `claims/moves.py`; docs/claim-lifecycle.md is drawn from it.
"""

from django.db import transaction
from django.db.models import F

from apps.audit.record import record, record_many
from apps.claims.models import Claim
from apps.claims.moves import MOVES
from apps.core import clock
from apps.core.errors import Refused


class MoveNotAllowed(Refused):
    """Somebody else got there first, or the button should not have been on the page."""

    title = "This changed while you were here"


def hold(claim):
    """Lock the claim and read it afresh, with school, provider and year. It stays ours until the transaction ends.

    Raises MoveNotAllowed for a draft gone.
    """
    fresh = Claim.objects.select_related("school", "provider", "year")
    try:
        claim.refresh_from_db(from_queryset=fresh.select_for_update(of=("self",), no_key=True))
    except Claim.DoesNotExist:
        raise MoveNotAllowed(f"Draft {claim.reference} is no longer there: somebody deleted it.") from None


@transaction.atomic
def move(claim, how, *, by, note=None, **changes):
    """Move a claim on, with whatever changes along with its status, and note who did it.

    `note` are details for the line of history. Returns the line of history. Raises MoveNotAllowed.
    """
    hold(claim)
    row = MOVES[how]
    if claim.status not in row.sources:
        raise MoveNotAllowed(now_words(claim))

    came_from, went_to = claim.status, row.target or claim.status
    claim.status = went_to
    claim.status_since = clock.now()
    for field, value in changes.items():
        setattr(claim, field, value)
    claim.save(update_fields=["status", "status_since", *changes])
    return record(f"claim.{how}", claim, by=by, came_from=came_from, went_to=went_to, **(note or {}))


@transaction.atomic
def move_many(claims, how, *, by, note=None, **changes):
    """Move a queryset of claims the same way, all or none, in a constant number of statements for each five thousand.

    Each leaves its own line of history. Returns those lines by the claim's id. Raises MoveNotAllowed.
    """
    row = MOVES[how]
    held = list(
        Claim.objects.filter(pk__in=claims.values("pk"))
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .only("reference", "status")
    )
    for claim in held:
        if claim.status not in row.sources:
            raise MoveNotAllowed(now_words(claim))

    now = clock.now()
    if row.target:
        changes |= {"status": row.target, "status_since": now}
    ids = [claim.pk for claim in held]
    for start in range(0, len(ids), 5000):
        Claim.objects.filter(pk__in=ids[start : start + 5000]).update(
            **changes, updated_at=now, version=F("version") + 1
        )
    details = {
        claim.pk: {"came_from": claim.status, "went_to": row.target or claim.status, **(note or {})} for claim in held
    }
    lines = record_many(f"claim.{how}", Claim._meta.label_lower, details, by=by)
    return {line.subject_id: line for line in lines}


def now_words(claim):
    """Why a move came too late."""
    words = claim.label("support").text.lower()
    return f"Claim {claim.reference} is now: {words}. Look at it again before you do anything else."
