"""Record hours: one row from a page, or a whole file, by the same few statements."""

from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from apps.audit.record import record_many
from apps.core import clock
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear
from apps.training.allowance import hours_left_with
from apps.training.enums import Outcome, WaitingFor
from apps.training.models import LedgerEntry
from apps.training.services import statements

MANY = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider says of one mentor: minutes of a day, or the year's total where there is no day.

    `replaces` says that a total may take the place of items, or items that of a total.
    """

    row: int
    trn: str
    urn: str
    year: AcademicYear
    minutes: int
    trained_on: date | None = None
    what: str = ""
    replaces: bool = False

    @property
    def about(self):
        return self.trn, self.urn, self.year.pk

    @property
    def key(self):
        return *self.about, self.trained_on, self.what


@dataclass(slots=True)
class Recorded:
    """What became of one row. Minutes before are those of the item or total that the row speaks of."""

    said: Said
    outcome: Outcome
    minutes_before: int = 0
    waiting_for: WaitingFor = WaitingFor.NOBODY
    school: str = ""
    entry_id: object = None


@dataclass
class Ledger:
    """What became of every row, in their order, and the TRNs with more hours than a year allows, with how many."""

    rows: list = field(default_factory=list)
    over: dict = field(default_factory=dict)

    def with_outcome(self, *outcomes):
        return [row for row in self.rows if row.outcome in outcomes]


@transaction.atomic
def record_hours(provider, rows, *, by, how, schools=None):
    """Record what a provider says, row by row, and return the Ledger: refused rows change nothing, the others stand.

    `how` is page, file or api; `schools` limits a delivery partner to the ids of its schools. Writers of the same
    mentor wait for each other, so no update is lost; the last word stands.
    """
    with connection.cursor() as cursor:
        values = values_of(provider, schools)
        stage(cursor, rows)
        cursor.execute(statements.MAKE_ENTRIES, values)
        values["made"] = cursor.fetchone()[0] or []
        cursor.execute(statements.HOLD_ENTRIES, values)
        ledger = sorted_out(cursor, rows, values)
        changed = ledger.with_outcome(Outcome.NEW, Outcome.CHANGED)
        if changed:
            write(cursor, changed, values)
            tell_history(changed, by=by, how=how)
        ledger.over = over_the_allowance(cursor, provider, rows, values)
    return ledger


@transaction.atomic
def preview_hours(provider, rows, *, schools=None):
    """What recording these rows would do now. Changes nothing."""
    with connection.cursor() as cursor:
        values = values_of(provider, schools)
        stage(cursor, rows)
        return sorted_out(cursor, rows, values)


def values_of(provider, schools):
    return {
        "provider": provider.pk,
        "now": clock.now(),
        "schools": None if schools is None else [str(pk) for pk in schools],
        "made": [],
    }


def stage(cursor, rows):
    """Send the rows to the database, but for those that contradict each other."""
    twice = said_twice(rows)
    cursor.execute(statements.FORGET)
    cursor.execute(statements.MAKE_STAGED)
    with cursor.copy(statements.FILL_STAGED) as copy:
        for said in rows:
            if said.key not in twice:
                copy.write_row(
                    (
                        said.row,
                        said.trn,
                        said.urn,
                        str(said.year.pk),
                        said.minutes,
                        said.trained_on,
                        said.what,
                        said.replaces,
                    )
                )
    cursor.execute(statements.COUNT_STAGED)
    if len(rows) > MANY:
        cursor.execute(statements.JOIN_WHOLE)


def sorted_out(cursor, rows, values):
    """What is to become of each row; of two that say different things of the same, neither is kept."""
    cursor.execute(statements.SORT_OUT, values)
    found = {row: rest for row, *rest in cursor.fetchall()}
    ledger = Ledger()
    for said in sorted(rows, key=lambda said: said.row):
        if said.row not in found:
            ledger.rows.append(Recorded(said, Outcome.TWICE))
            continue
        outcome, entry_id, before, waiting_for, school = found[said.row]
        ledger.rows.append(Recorded(said, Outcome(outcome), before, WaitingFor(waiting_for), school, entry_id))
    return ledger


def said_twice(rows):
    """The keys of rows that contradict each other, a total beside items among them. The same said twice is said once."""
    minutes, is_total, twice, both = {}, {}, set(), set()
    for said in rows:
        if is_total.setdefault(said.about, said.trained_on is None) != (said.trained_on is None):
            both.add(said.about)
        if minutes.setdefault(said.key, said.minutes) != said.minutes:
            twice.add(said.key)
    return twice | {said.key for said in rows if said.about in both}


def write(cursor, changed, values):
    """Write the rows to keep, each once."""
    once = {row.said.key: row.said.row for row in changed}
    cursor.execute(statements.FORGET_KEPT)
    cursor.execute(statements.KEEP, {"rows": list(once.values())})
    for statement in (
        statements.DROP_ITEMS,
        statements.DROP_TOTALS,
        statements.WRITE_TOTALS,
        statements.WRITE_ITEMS,
    ):
        cursor.execute(statement, values)


def tell_history(changed, *, by, how):
    """One line of history for each entry that changed, with what was said of it."""
    said = {}
    for row in changed:
        told = said.setdefault(row.entry_id, {"how": how, "rows": []})
        day = row.said.trained_on.isoformat() if row.said.trained_on else ""
        told["rows"].append(
            {"before": row.minutes_before, "minutes": row.said.minutes, "day": day, "what": row.said.what}
        )
    record_many("hours.record", LedgerEntry._meta.label_lower, said, by=by)


def over_the_allowance(cursor, provider, rows, values):
    """Hours that no claim can rest on, by TRN and year: recorded over all schools, beyond what the year allows."""
    cursor.execute(statements.RECORDED, values)
    recorded = {(trn, year_id): hours for trn, year_id, hours in cursor.fetchall()}
    mentors = {mentor.trn: mentor for mentor in Mentor.objects.filter(trn__in={trn for trn, _ in recorded})}
    over = {}
    for year in {said.year for said in rows}:
        known = [mentors[trn] for trn, year_id in recorded if year_id == year.pk and trn in mentors]
        caps = hours_left_with([(mentor, provider) for mentor in known], year)
        for mentor in known:
            beyond = recorded[mentor.trn, year.pk] - caps[mentor.pk, provider.pk].cap
            if beyond > 0:
                over[mentor.trn, year.pk] = beyond
    return over
