"""Many writers of one mentor's hours at once. The control reads and writes without waiting, and must lose hours."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection

from apps.audit.models import AuditEvent
from apps.training.enums import Outcome
from apps.training.models import HoursFile, LedgerEntry, LedgerItem
from apps.training.services import files
from apps.training.services.recording import Said, record_hours
from tests import database
from tests.claims.race import race
from tests.factories import MentorFactory, ProviderFactory, SchoolFactory, member_of, year_2025
from tests.training.world import csv_of

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 64


@pytest.fixture
def world():
    school, provider = SchoolFactory(), ProviderFactory()
    return {
        "provider": provider,
        "by": member_of(provider),
        "year": year_2025(),
        "school": school,
        "mentors": MentorFactory.create_batch(2, at=school),
    }


def writer(world, rows, how):
    return lambda: record_hours(world["provider"], rows, by=world["by"], how=how)


def days(count):
    return [date(2025, 9, 1) + timedelta(days=number) for number in range(count)]


def test_sixty_four_writers_of_one_mentors_sessions_lose_none(world):
    mentor = world["mentors"][0]
    says = [
        Said(2, mentor.trn, world["school"].urn, world["year"], 10 + number, day)
        for number, day in enumerate(days(WRITERS))
    ]

    ledgers = race(
        [writer(world, [said], how) for said, how in zip(says, ["page", "file", "api", "api"] * 16, strict=True)]
    )

    assert [ledger.rows[0].outcome for ledger in ledgers] == [Outcome.NEW] * WRITERS
    entry = LedgerEntry.objects.get()
    assert entry.minutes == sum(said.minutes for said in says)
    assert LedgerItem.objects.count() == WRITERS


def test_of_sixty_four_totals_the_last_stands_and_each_saw_the_one_before_it(world):
    mentor = world["mentors"][0]
    totals = [600 + number for number in range(WRITERS)]

    ledgers = race(
        [writer(world, [Said(2, mentor.trn, world["school"].urn, world["year"], total)], "api") for total in totals]
    )

    seen = {ledger.rows[0].minutes_before for ledger in ledgers}
    last = LedgerEntry.objects.get().minutes
    assert seen == {0, *totals} - {last}


def test_files_that_name_the_same_mentors_in_another_order_never_wait_for_each_other(world):
    rows = [
        Said(2 + number, mentor.trn, world["school"].urn, world["year"], 60)
        for number, mentor in enumerate(world["mentors"])
    ]
    with psycopg.connect(database.superuser_url, autocommit=True) as owner:
        before = deadlocks(owner)
        outcomes = race([writer(world, rows if number % 2 else rows[::-1], "file") for number in range(16)])
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert deadlocks(owner) == before


def uploaded(world):
    """One upload of the same two rows."""
    rows = [
        f"{mentor.trn},{world['school'].urn},2025 to 2026,{16 - number}"
        for number, mentor in enumerate(world["mentors"])
    ]
    return files.keep_file(
        world["provider"],
        "hours.csv",
        csv_of(*rows, columns="mentor_trn,school_urn,academic_year,hours"),
        by=world["by"],
    )


def recorded_once():
    minutes = sorted(LedgerEntry.objects.values_list("minutes", "version"))
    return minutes == [(900, 1), (960, 1)] and AuditEvent.objects.filter(event="hours.record").count() == 2


def test_a_file_that_many_press_to_record_at_once_is_recorded_once(world):
    file = uploaded(world)
    copies = [HoursFile.objects.get(pk=file.pk) for _ in range(8)]

    outcomes = race([lambda copy=copy: files.apply_file(copy, by=world["by"]) for copy in copies])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyRecorded"] * 7 + ["NoneType"]
    assert recorded_once()


def test_the_same_file_uploaded_by_many_and_recorded_at_once_changes_the_ledger_once(world):
    copies = [uploaded(world) for _ in range(8)]

    outcomes = race([lambda copy=copy: files.apply_file(copy, by=world["by"]) for copy in copies])

    assert outcomes.count(None) >= 1
    assert {type(outcome).__name__ for outcome in outcomes} <= {"NoneType", "ChangedSincePreviewed"}
    assert recorded_once()


def test_workers_that_meet_at_a_large_file_record_each_of_its_parts_once(world, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE", 1)
    monkeypatch.setattr(files, "PART", 1)
    file = uploaded(world)
    files.work_through_files()
    file.refresh_from_db()
    files.apply_file(file, by=world["by"])

    assert race([files.work_through_files] * 6) == [None] * 6

    file.refresh_from_db()
    assert (file.done, file.result) == (2, {"new": 2})
    assert recorded_once()


def deadlocks(owner):
    name = connection.settings_dict["NAME"]
    return owner.execute("select deadlocks from pg_stat_database where datname = %s", [name]).fetchone()[0]


def test_the_control_loses_hours_in_most_rounds():
    """Read, add, write, on a table without our holding of rows: what the harness must be able to see."""
    with psycopg.connect(database.superuser_url, autocommit=True) as owner:
        owner.execute("create schema scratch")
        owner.execute("create table scratch.entry (minutes integer)")
        try:
            lost = sum(one_round_of_the_control(owner) < 16 for _ in range(10))
        finally:
            owner.execute("drop schema scratch cascade")

    assert lost >= 6


def one_round_of_the_control(owner):
    """Sixteen writers add a minute each. Returns how many minutes are there in the end."""
    owner.execute("truncate scratch.entry")
    owner.execute("insert into scratch.entry values (0)")
    writers = [psycopg.connect(database.superuser_url) for _ in range(16)]

    def add_a_minute(own):
        with own:
            minutes = own.execute("select minutes from scratch.entry").fetchone()[0]
            own.execute("update scratch.entry set minutes = %s", [minutes + 1])

    race([lambda own=own: add_a_minute(own) for own in writers])
    return owner.execute("select minutes from scratch.entry").fetchone()[0]
