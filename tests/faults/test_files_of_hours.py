"""A worker that dies in the middle of a file of hours: the file goes on, nothing is lost and nothing is recorded twice."""

import pytest

from apps.audit.models import AuditEvent
from apps.training.models import HoursFile, LedgerEntry
from apps.training.services import files
from tests.factories import SchoolFactory
from tests.faults.service import RECOVERED_WITHIN, gate, wait_until
from tests.faults.test_killed_anywhere import VICTIMS
from tests.training.world import provider_with_people

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored"),
]

ROWS = files.PART + 500
LAST = 4_000_000 + ROWS - 1
IN_THE_FIRST_PART, IN_THE_SECOND_PART = f"new.trn = '{4_000_000}'", f"new.trn = '{LAST}'"


@pytest.fixture
def file():
    """A file that takes two parts, uploaded and not read yet."""
    provider, school = provider_with_people(), SchoolFactory()
    lines = (f"{4_000_000 + number},{school.urn},2025 to 2026,16" for number in range(ROWS))
    data = "\r\n".join(["mentor_trn,school_urn,academic_year,hours", *lines]).encode()
    return files.keep_file(provider, "hours.csv", data, by=provider.person)


def apply(file):
    """Read it here, and say to record it."""
    files.work_through_files()
    file.refresh_from_db()
    files.apply_file(file, by=file.uploaded_by)


def is_recorded(file):
    return HoursFile.objects.filter(pk=file.pk, recorded_at__isnull=False).exists()


def recorded_once(file):
    """Every row stands in the ledger, was written into history once, and is counted once on the page of the file."""
    file.refresh_from_db()
    return (
        LedgerEntry.objects.filter(minutes=16 * 60, version=1).count() == ROWS
        and AuditEvent.objects.filter(event="hours.record").count() == ROWS
        and (file.done, file.result) == (ROWS, {"new": ROWS})
    )


@VICTIMS
@pytest.mark.parametrize(
    ("table", "event", "when", "kept"),
    [
        pytest.param("training_ledgerentry", "insert", IN_THE_FIRST_PART, 0, id="in the first part"),
        pytest.param("training_ledgerentry", "insert", IN_THE_SECOND_PART, files.PART, id="in the second part"),
        pytest.param(
            "training_hoursfile", "update", f"new.done = {ROWS}", files.PART, id="just before the last commit"
        ),
    ],
)
def test_a_file_being_recorded_when_the_worker_dies(service, file, killing, table, event, when, kept):
    apply(file)
    worker = service.start_worker()

    with gate(table, event, when) as held:
        service.send("training.work_through_files")
        wait_until(held, why=service.words_of("worker"))
        killing(worker)
        file.refresh_from_db()
        assert file.done == LedgerEntry.objects.count() == kept
    service.start_due_work()

    assert wait_until(lambda: is_recorded(file), within=RECOVERED_WITHIN) < RECOVERED_WITHIN
    assert recorded_once(file)


@VICTIMS
def test_a_file_being_read_when_the_worker_dies(service, file, killing):
    worker = service.start_worker()

    with gate("training_hoursfile", "update", "new.previewed_at is not null") as held:
        service.send("training.work_through_files")
        wait_until(held, why=service.words_of("worker"))
        killing(worker)
        file.refresh_from_db()
        assert file.previewed_at is None
    service.start_due_work()

    def is_read():
        file.refresh_from_db()
        return file.previewed_at

    assert wait_until(is_read, within=RECOVERED_WITHIN) < RECOVERED_WITHIN
    assert (file.good, file.outlook, file.problems) == (ROWS, {"new": ROWS}, [])
    assert not LedgerEntry.objects.exists()
