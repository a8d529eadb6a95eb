"""Hours that a provider has recorded confirm themselves: nobody is asked about them."""

from apps.assurance.answers import is_answered
from apps.assurance.enums import Answer
from apps.assurance.ledger import changed_since_checked, covers_of, entries_for
from apps.assurance.models import ClaimCheck, Confirmation
from apps.assurance.services.due import CHECKED
from apps.audit.record import record
from apps.core import clock


def match_ledger(claim, *, by):
    """Confirm the waiting lines of a held claim that the ledger covers. Returns the confirmations made.

    The entries are locked, so that two claims never both rest on the same recorded hours.
    """
    waiting = list(
        claim.lines.exclude(is_answered()).select_related("mentor").order_by("mentor__sort_name", "mentor__trn")
    )
    if not waiting:
        return []
    held = entries_for(waiting).order_by("id").select_for_update(of=("self",), no_key=True)
    covers = covers_of(waiting, entries=list(held))
    made = [
        Confirmation.objects.create(
            claim=claim,
            mentor=line.mentor,
            hours_asked=line.hours,
            answer=Answer.CONFIRMED,
            from_ledger=covers[line.pk].entry,
            answered_at=clock.now(),
        )
        for line in waiting
        if line.pk in covers and covers[line.pk].covers(line.hours)
    ]
    if made:
        said = [{"mentor": str(row.mentor), "hours": row.hours_asked} for row in made]
        record("claim.match_ledger", claim, by=by, provider=str(claim.provider), lines=said)
    return made


def look_at_recorded():
    """Claims whose hours the ledger speaks of anew are due a look now. Returns how many."""
    known = ClaimCheck.objects.filter(claim__status__in=CHECKED, claim__is_in_run=False, due_at__gt=clock.now())
    return known.filter(changed_since_checked()).update(due_at=clock.now())
