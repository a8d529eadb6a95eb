"""How long 10,000 rows of hours take to check and to record, beside PostgreSQL's own COPY and UPDATE of as many rows; and memory.

python bench/ledger.py [--rounds 5] [--rows 10000]; with no rounds, only what becomes of one file, step by step
"""

import argparse
import contextlib
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from claims_service.local import postgres  # noqa: E402

NAME = f"bench_ledger_{os.getpid()}"
MUST = 25


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--rows", type=int, default=10_000)
    asked = arguments.parse_args()
    given = dict(os.environ)
    addresses = postgres.create_database(NAME)
    try:
        os.environ |= {"DATABASE_URL": addresses.app_url, "MIGRATION_DATABASE_URL": addresses.owner_url}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claims_service.settings.test")
        manage = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(manage, check=True, env=os.environ | {"CLAIMS_DB_OWNER": "yes"}, stderr=subprocess.DEVNULL)
        import django

        django.setup()
        measure(asked.rows, asked.rounds)
    finally:
        with contextlib.suppress(Exception):
            from django.db import connections

            connections.close_all()
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
            os.environ.pop(name, None)
            os.environ.update({name: given[name]} if name in given else {})
        postgres.drop_database(NAME)


def measure(rows, rounds):
    world = World(rows)
    if rounds:
        in_rounds(world, rows, rounds)
    step_by_step(world, rows)


def in_rounds(world, rows, rounds):
    """Each round says other hours for every mentor, so that every row is a change; the first, in which all are new, is told apart."""
    floors, works = [], []
    for number in range(rounds + 1):
        floors.append(seconds(lambda number=number: world.copy_and_update(number + 1)))
        works.append(seconds(lambda number=number: world.upload(10 + number)))
    floor, work = statistics.median(floors[1:]), statistics.median(works[1:])
    print(f"{rows:,} rows: COPY and UPDATE {floor:.3f} s, checked and recorded {work:.3f} s")
    print(
        f"{work / floor:.1f} x (goal {MUST} x); the first time, when every entry is new, {works[0] / floors[0]:.1f} x"
    )
    print(
        f"statements to record {rows // 10:,} rows: {world.statements(rows // 10)}; {rows:,} rows: {world.statements(rows)}"
    )


def step_by_step(world, rows):
    """What becomes of a file in turn, each step in a process of its own, with the memory that it takes."""
    from django.db import connections

    from apps.training.services import files

    with somebody_acting():
        file = files.keep_file(world.provider, "hours.csv", world.file_of(5), by=world.person)
    connections.close_all()
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as processes:
        for step in STEPS:
            took, grew = processes.apply(in_a_process_of_its_own, (step, file.pk))
            print(f"{rows:,} rows {step}: {took:.1f} s, {grew:.0f} MB", flush=True)


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


STEPS = {
    "read and previewed by the worker": lambda files, file, person: files.work_through_files(),
    "said to record, in the browser": lambda files, file, person: files.apply_file(file, by=person),
    "recorded by the worker": lambda files, file, person: files.work_through_files(),
}


def memory(line):
    """Megabytes of this process: VmRSS now, or VmHWM at most."""
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(told[line].split()[0]) / 1024


def in_a_process_of_its_own(step, file_id):
    """One step with a file, as a web process or a worker that did nothing before: its seconds, and megabytes it grew by at most."""
    import django

    django.setup()
    from apps.training.models import HoursFile
    from apps.training.services import files

    file = HoursFile.objects.select_related("uploaded_by").get(pk=file_id)
    person = file.uploaded_by
    before = memory("VmHWM")
    with somebody_acting():
        took = seconds(lambda: STEPS[step](files, file, person))
    return took, memory("VmHWM") - before


@contextlib.contextmanager
def somebody_acting():
    """What everything that writes needs."""
    from apps.audit.actors import Actor, acting

    with acting(Actor.job("bench")):
        yield


class World:
    """A provider with so many mentors, fifty at each school."""

    def __init__(self, rows):
        from apps.mentors.models import Mentor, Place
        from apps.policy.models import AcademicYear
        from tests.factories import ProviderFactory, SchoolFactory, member_of

        with somebody_acting():
            self.provider = ProviderFactory()
            self.person = member_of(self.provider)
            schools = SchoolFactory.create_batch(rows // 50 + 1)
            self.schools = [schools[number // 50] for number in range(rows)]
            self.mentors = Mentor.objects.bulk_create(
                [
                    Mentor(trn=str(4_000_000 + number), first_name="Ada", last_name="Byron", sort_name="byron ada")
                    for number in range(rows)
                ]
            )
            Place.objects.bulk_create(
                [Place(mentor=mentor, school=school) for mentor, school in zip(self.mentors, self.schools, strict=True)]
            )
        self.year = AcademicYear.objects.get(name="2025 to 2026")

    def copy_and_update(self, value):
        """What PostgreSQL itself needs to take so many rows in and to change as many."""
        from django.db import connection, transaction

        with somebody_acting(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE given (id uuid, value integer) ON COMMIT DROP")
            with cursor.copy("COPY given FROM STDIN") as copy:
                for mentor in self.mentors:
                    copy.write_row((str(mentor.pk), value))
            cursor.execute("ANALYZE given")
            cursor.execute(
                "UPDATE mentors_mentor SET version = given.value FROM given WHERE given.id = mentors_mentor.id"
            )

    def file_of(self, hours):
        lines = (
            f"{mentor.trn},{school.urn},{self.year},{hours}"
            for mentor, school in zip(self.mentors, self.schools, strict=True)
        )
        return "\r\n".join(["mentor_trn,school_urn,academic_year,hours", *lines]).encode()

    def upload(self, hours):
        """A file from its upload to its end: read, previewed, applied and recorded, as the page and the worker do it."""
        from apps.training.services import files

        with somebody_acting():
            file = files.keep_file(self.provider, "hours.csv", self.file_of(hours), by=self.person)
            files.work_through_files()
            files.apply_file(file, by=self.person)
            files.work_through_files()
        file.refresh_from_db()
        if file.done != len(self.mentors):
            raise SystemExit(
                f"{file.done} of {len(self.mentors)} rows were recorded: {file.refusal} {file.problems[:1]}"
            )

    def statements(self, rows):
        """How many statements recording so many rows takes."""
        from django.db import connection

        from apps.training.services.recording import Said, record_hours

        asked = []

        def count(execute, *args):
            asked.append(args[0])
            return execute(*args)

        said = [
            Said(number, mentor.trn, school.urn, self.year, 60 * (5 + rows % 7))
            for number, (mentor, school) in enumerate(zip(self.mentors[:rows], self.schools, strict=False), 1)
        ]
        with somebody_acting(), connection.execute_wrapper(count):
            record_hours(self.provider, said, by=self.person, how="file")
        return len(asked)


if __name__ == "__main__":
    main()
