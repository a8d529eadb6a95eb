"""Who came to a session, as hours in the ledger: the session's day, the module's title, the session's minutes."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import cached_property

from apps.audit.record import record, record_many
from apps.core import clock
from apps.training.enums import WaitingFor
from apps.training.models import LedgerDispute, LedgerEntry, LedgerItem, Session
from apps.training.refusals import StillToBeHeld
from apps.training.services.recording import Ledger, Said, record_hours


@dataclass(frozen=True)
class Taken:
    """What became of an attendance: what the ledger says of those who came, and items taken back or kept by a dispute."""

    ledger: Ledger
    taken_back: list
    disputed: list

    @cached_property
    def recorded(self):
        return [row for row in self.ledger.rows if row.outcome.is_kept]

    @cached_property
    def waiting(self):
        return [row for row in self.recorded if row.waiting_for != WaitingFor.NOBODY]

    @cached_property
    def refused(self):
        return [row for row in self.ledger.rows if not row.outcome.is_kept]


def items_of(session):
    """The hours that say who came to this module on this day."""
    return LedgerItem.objects.filter(
        entry__provider=session.module.provider_id,
        entry__year=session.module.year_id,
        trained_on=session.held_on,
        what=session.module.title,
    )


@transaction.atomic
def take_attendance(session, *, came, gone, by, nobody=False):
    """Record hours for pairs of a TRN and a URN who came, and take back those of pairs who did not come after all.

    `nobody` says that nobody came: the attendance is taken all the same.

    Returns what was Taken: refused rows change nothing, the others stand. Raises StillToBeHeld before the session's day.
    """
    session = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("module__provider", "module__year")
        .get(pk=session.pk)
    )
    if session.is_to_come or session.cancelled_at:
        raise StillToBeHeld("You can say who came to a session on the day it is held or later, if it is not cancelled.")
    module = session.module
    rows = [
        Said(number, trn, urn, module.year, session.minutes, session.held_on, module.title)
        for number, (trn, urn) in enumerate(sorted(came), start=1)
    ]
    ledger = record_hours(module.provider, rows, by=by, how="attendance") if rows else Ledger()
    leaving = [
        item
        for item in items_of(session).filter(entry__trn__in={trn for trn, _ in gone}).select_related("entry__school")
        if (item.entry.trn, item.entry.school.urn) in gone
    ]
    taken_back, disputed = take_back_items(leaving, by=by)
    is_taken = nobody or items_of(session).exists()
    if is_taken != bool(session.attendance_taken_at):
        if not rows and not leaving:
            record("session.take_attendance", module, by=by, day=session.held_on.isoformat(), nobody_came=nobody)
        session.attendance_taken_at = clock.now() if is_taken else None
        session.save(update_fields=["attendance_taken_at"])
    return Taken(ledger, taken_back, disputed)


@transaction.atomic
def take_back_items(items, *, by):
    """Remove recorded items, each with its line of history. Returns those removed, and those that a dispute keeps."""
    ids = {item.entry_id for item in items}
    list(LedgerEntry.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    asked = set(LedgerDispute.objects.filter(entry__in=ids, answered_at=None).values_list("entry_id", flat=True))
    there = LedgerItem.objects.filter(pk__in=[item.pk for item in items]).select_related("entry__school")
    leaving = [item for item in there if item.entry_id not in asked]
    said = defaultdict(lambda: {"rows": []})
    for item in leaving:
        row = {"minutes": item.minutes, "day": item.trained_on.isoformat(), "what": item.what}
        said[item.entry_id]["rows"].append(row)
    LedgerItem.objects.filter(pk__in=[item.pk for item in leaving]).delete()
    LedgerEntry.objects.filter(pk__in=said).update(updated_at=clock.now())
    record_many("hours.take_back", LedgerEntry._meta.label_lower, said, by=by)
    return leaving, [item for item in there if item.entry_id in asked]
