"""Apply a file of the register: whole or not at all, by URN, never deleting."""

import gc
from contextlib import contextmanager

from django.db import connection, transaction

from apps.audit.record import record
from apps.core import clock, searching
from apps.schools.gias import statements
from apps.schools.gias.columns import MULTI_ACADEMY, READ, SINGLE_ACADEMY
from apps.schools.gias.leaving import note_moves, remember_trusts
from apps.schools.gias.reading import RegisterRefused, cells_of, fingerprints, open_register, searchable
from apps.schools.gias.trusts import TrustSaid
from apps.schools.models import RegisterImport
from apps.schools.models.school import OPEN_STATUSES, SchoolStatus

MOST_LOST = 0.05
MOST_MALFORMED = 0.005
MOST_NAMED = 2_000
BATCH = 2_000
ESCAPES = [("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")]
FLAG, UID, TRUST_NAME = (list(READ).index(name) for name in ("trust_flag", "trust_uid", "trust_name"))


def import_register(data, *, source, as_at, by, allow_loss=False, trusts=(), members=(), progress=lambda share: None):
    """Bring the schools up to a file of the register. Returns the RegisterImport; the last one when the file is the same.

    Raises RegisterRefused when the file cannot be trusted: cut short, columns missing, a URN twice, too much lost.
    """
    with no_garbage_collection():
        register = open_register(data)
        progress(0.1)
        return apply(
            register,
            source=source,
            as_at=as_at,
            by=by,
            allow_loss=allow_loss,
            trusts=trusts,
            members=members,
            progress=progress,
        )


@transaction.atomic
def apply(register, *, source, as_at, by, allow_loss, trusts, members, progress):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('the register of schools'))")
        last = RegisterImport.objects.order_by("created_at").last()
        if last and last.sha256 == register.sha256 and not trusts and not members:
            progress(1)
            return last
        known = Known(cursor)
        same, fresh = known.sort_out(register)
        progress(0.2)
        named, problems = stage(cursor, register, fresh)
        progress(0.5)
        problems += malformed(cursor)
        check(cursor, register, same, known, problems, allow_loss)
        add_trusts(cursor, named | {trust.uid: trust for trust in trusts})
        report = Report(len(register.records))
        now = {"now": clock.now(), "as_at": as_at}
        if known.urns:
            remember_trusts(cursor)
        write(cursor, report, known, same, now)
        progress(0.9)
        if members:
            cursor.execute(statements.JOIN_TRUSTS, now | {"urns": list(members), "uids": list(members.values())})
            report.counts["joined_trusts"] = cursor.rowcount
        if known.urns:
            report.counts["moved_trusts"] = note_moves(cursor, by=by)
        done = RegisterImport.objects.create(
            source=source[-300:],
            sha256=register.sha256,
            as_at=as_at,
            rows=report.rows,
            counts=report.counts,
            changes=report.changes,
            problems=problems[:MOST_NAMED],
        )
        record("register.import", done, by=by, source=source, as_at=str(as_at), rows=report.rows, **report.counts)
        progress(1)
        return done


class Known:
    """The schools as the register had them before: fingerprint, URN, whether open, whether missing."""

    def __init__(self, cursor):
        cursor.execute(
            "SELECT urn, register_hash, is_open, missing_since IS NULL FROM schools_school WHERE urn IS NOT NULL"
        )
        rows = cursor.fetchall()
        self.urns = {urn for urn, *_ in rows}
        self.by_hash = {number: urn for urn, number, *_ in rows if number is not None}
        self.listed = {urn for urn, _, _, is_listed in rows if is_listed}
        self.open = {urn for urn, _, is_open, is_listed in rows if is_open and is_listed}

    def sort_out(self, register):
        """The URNs whose records are as they were, and the places of the records to read, each record once."""
        numbers = fingerprints(register)
        same, fresh = set(), {}
        for place, number in enumerate(numbers):
            if urn := self.by_hash.get(number):
                same.add(urn)
            else:
                fresh.setdefault(number, place)
        return same, fresh


def stage(cursor, register, fresh):
    """Send the fresh records to the database as they are read. Returns the trusts they name, and what is wrong."""
    cursor.execute(statements.JOIN_WHOLE)
    cursor.execute(statements.FORGET)
    cursor.execute(statements.MAKE_STAGED)
    trusts, problems, lines = {}, [], []
    last = len(register.records) - 1
    read = cells_of(register, [register.records[place] for place in fresh.values()])
    with cursor.copy(statements.FILL_STAGED) as copy:
        for (number, place), picked in zip(fresh.items(), read, strict=True):
            if picked is None and place == last:
                raise RegisterRefused("The last row is cut short. Fetch the file again.")
            if picked is None:
                problems.append(f"Row {place + 2} does not have the header's number of cells.")
                continue
            if picked[FLAG] in (MULTI_ACADEMY, SINGLE_ACADEMY) and picked[UID] not in trusts:
                trusts[picked[UID]] = TrustSaid(picked[UID], picked[TRUST_NAME], picked[FLAG] == MULTI_ACADEMY, True)
            lines.append(copied((*picked, str(number), *searchable(picked))))
            if len(lines) == BATCH:
                copy.write("".join(lines))
                lines.clear()
        copy.write("".join(lines))
    trusts.pop("", None)
    return trusts, problems


def copied(cells):
    """A row as COPY reads it."""
    line = "\x1f".join(cells)
    if "\\" in line or "\t" in line or "\n" in line or "\r" in line:
        for character, escape in ESCAPES:
            line = line.replace(character, escape)
    return line.replace("\x1f", "\t") + "\n"


def malformed(cursor):
    """Set aside the records whose cells stand in the wrong columns, and say which."""
    cursor.execute(statements.TAKE_MALFORMED)
    return [f"URN {urn or '(blank)'}, {name or '(no name)'}: cells stand in the wrong columns." for urn, name in cursor]


def check(cursor, register, same, known, problems, allow_loss):
    """Refuse a file that is not the register as it could be today."""
    if len(problems) > max(len(register.records) * MOST_MALFORMED, 1 if len(register.records) < 200 else 0):
        raise RegisterRefused(
            f"{len(problems):,} of {len(register.records):,} rows cannot be read. The first: {problems[0]}"
        )
    cursor.execute(statements.FIND_TWICE)
    twice = [urn for (urn,) in cursor.fetchall()]
    cursor.execute("SELECT urn, status FROM staged")
    staged = dict(cursor.fetchall())
    twice += sorted(same & staged.keys())
    if twice:
        raise RegisterRefused(f"URN {', '.join(twice[:20])} stands in the file twice, with different facts.")
    if allow_loss:
        return
    lost = len(known.listed - same - staged.keys())
    if lost > len(known.listed) * MOST_LOST:
        raise RegisterRefused(
            f"{lost:,} of {len(known.listed):,} schools are not in the file. If that is right, import it with --allow-loss."
        )
    closed = sum(1 for urn in known.open if urn in staged and staged[urn] not in OPEN_STATUSES)
    if closed > max(len(known.open) * MOST_LOST, 5):
        raise RegisterRefused(
            f"{closed:,} of {len(known.open):,} open schools would close. If that is right, import it with --allow-loss."
        )


def write(cursor, report, known, same, now):
    """Change, add and mark, and keep what was done for the report."""
    if not known.urns:
        cursor.execute(statements.INDEX_LATER)
        cursor.execute(statements.ADD_ALL, now)
        report.counts["new"] = cursor.rowcount
        return
    cursor.execute(statements.MAKE_FACTS)
    change(cursor, report, now)
    cursor.execute(statements.ADD_SCHOOLS + statements.AND_NAME_THEM, now)
    for urn, name in cursor.fetchall():
        report.note("new", urn, name)
    mark(cursor, report, known, same, now)


def change(cursor, report, now):
    """Bring the schools we know up to the file, and note what became of them."""
    cursor.execute(statements.KEEP_DISTRICTS)
    cursor.execute(statements.FIND_CHANGES)
    for row in cursor.fetchall():
        report.note_changes(*row)
    cursor.execute(statements.CHANGE_SCHOOLS, now)
    report.counts["changed"] = cursor.rowcount
    cursor.execute(statements.KEEP_HASHES)


def mark(cursor, report, known, same, now):
    """Note since when the file no longer lists a school, and take the note off one that came back."""
    cursor.execute("SELECT urn FROM facts")
    present = same | {urn for (urn,) in cursor.fetchall()}
    gone, returned = sorted(known.listed - present), sorted((known.urns - known.listed) & present)
    for urn in gone:
        report.note("vanished", urn)
    cursor.execute(statements.MARK_MISSING, now | {"urns": gone})
    cursor.execute(statements.UNMARK_MISSING, now | {"urns": returned})
    report.counts["returned"] = len(returned)


class Report:
    """What an import changed: counts of each kind, and the schools by name while they are few enough to read."""

    KINDS = ("new", "status", "name", "authority", "district", "area", "vanished")

    def __init__(self, rows):
        self.rows = rows
        self.counts = dict.fromkeys(self.KINDS, 0)
        self.changes = {kind: [] for kind in self.KINDS}

    def note(self, kind, urn, now="", was=""):
        self.counts[kind] += 1
        if len(self.changes[kind]) < MOST_NAMED:
            self.changes[kind].append({"urn": urn, "now": now, "was": was})

    def note_changes(
        self, urn, name, old_name, status, old_status, authority, old_authority, district, old_district, area, old_area
    ):
        pairs = {
            "status": (SchoolStatus(status).label, SchoolStatus(old_status).label),
            "name": (name, old_name),
            "authority": (authority, old_authority),
            "district": (district, old_district),
            "area": (area, old_area),
        }
        for kind, (now, was) in pairs.items():
            if now != was:
                self.note(kind, urn, now, was)


def add_trusts(cursor, trusts):
    if not trusts:
        return
    said = list(trusts.values())
    cursor.execute(
        statements.ADD_TRUSTS,
        {
            "now": clock.now(),
            "uids": [trust.uid for trust in said],
            "names": [trust.name for trust in said],
            "multi": [trust.is_multi_academy for trust in said],
            "open": [trust.is_open for trust in said],
            "sort_names": [searching.sort_name(trust.name) for trust in said],
        },
    )


@contextmanager
def no_garbage_collection():
    """Hundreds of thousands of short-lived rows hold no cycles; collecting among them doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
