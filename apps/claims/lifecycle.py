"""The life of a claim: the only place that writes Claim.status.

Every move stands in the table `claims/moves.py`; docs/claim-lifecycle.md is drawn from it.
"""

from django.db import transaction

from apps.audit.record import record
from apps.claims.models import Claim
from apps.claims.moves import MOVES
from apps.core import clock
from apps.core.errors import Refused


class MoveNotAllowed(Refused):
    """Somebody else got there first, or the button should not have been on the page."""

    title = "This changed while you were here"


def hold(claim):
    """Lock the claim and read it afresh. It stays ours until the transaction ends."""
    claim.refresh_from_db(from_queryset=Claim.objects.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def move(claim, how, *, by, note=None, **changes):
    """Move a claim on, with whatever changes along with its status, and note who did it.

    `note` are details for the line of history. Returns the line of history. Raises MoveNotAllowed.
    """
    hold(claim)
    row = MOVES[how]
    if claim.status not in row.sources:
        words = claim.label("support").text.lower()
        raise MoveNotAllowed(f"Claim {claim.reference} is now: {words}. Look at it again before you do anything else.")

    came_from, went_to = claim.status, row.target or claim.status
    claim.status = went_to
    claim.status_since = clock.now()
    for field, value in changes.items():
        setattr(claim, field, value)
    claim.save(update_fields=["status", "status_since", *changes])
    return record(f"claim.{how}", claim, by=by, came_from=came_from, went_to=went_to, **(note or {}))
