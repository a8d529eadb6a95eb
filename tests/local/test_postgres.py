"""The embedded PostgreSQL: it starts once, survives being killed, and keeps its roles apart."""

import os
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

from claims_service.local import postgres

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")


@pytest.fixture
def checkout(tmp_path):
    """A second checkout, in a folder with a space, with nothing started in it."""
    folder = tmp_path / "another check out"
    shutil.copytree(Path(postgres.__file__).parent, folder / "claims_service" / "local")
    yield folder
    ask(folder, "postgres.remove()")


def ask(folder, words):
    """Run one line in that checkout, in a shell with no language set, and give back what it prints."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    asked = subprocess.run(
        [sys.executable, "-c", f"from claims_service.local import postgres; {words}"],
        cwd=folder, env=kept, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()


def test_data_outlives_a_killed_server(checkout):
    owner = ask(checkout, "print(postgres.start().owner_url)")
    with psycopg.connect(owner) as connection:
        connection.execute("create table kept (words text)")
        connection.execute("insert into kept values ('still here')")

    os.kill(int(ask(checkout, "print(postgres.recorded_pid(postgres.find_home()))")), signal.SIGKILL)

    assert ask(checkout, "print(postgres.start().owner_url)") == owner
    with psycopg.connect(owner) as connection:
        assert connection.execute("select words from kept").fetchone() == ("still here",)


def test_two_starts_at_once_make_one_server(checkout):
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "claims_service.local.postgres", "start"],
            cwd=checkout, env={"PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    said = {process.communicate(timeout=120)[0].strip() for process in started}
    assert len(said) == 1
    assert [process.returncode for process in started] == [0, 0, 0]
    psycopg.connect(said.pop()).close()


def test_a_number_taken_over_by_another_program_does_not_stop_the_start(checkout):
    ask(checkout, "postgres.start()")
    note = Path(ask(checkout, "print(postgres.find_home().data / 'postmaster.pid')"))
    words = note.read_text().splitlines()
    os.kill(int(words[0]), signal.SIGKILL)
    note.write_text("\n".join([str(os.getpid()), *words[1:]]) + "\n")
    ask(checkout, "postgres.start()")


def test_stop_leaves_a_server_that_somebody_uses(checkout):
    with psycopg.connect(ask(checkout, "print(postgres.start().app_url)")):
        assert ask(checkout, "print(postgres.stop(only_if_idle=True), postgres.running())") == "False True"
    assert ask(checkout, "print(postgres.stop(), postgres.running())") == "True False"


@pytest.fixture
def spare(monkeypatch):
    """One more database in this checkout's own server, whichever the tests themselves use."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("MIGRATION_DATABASE_URL", raising=False)
    name = f"spare_{uuid.uuid4().hex[:8]}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


def test_the_app_reads_and_writes_and_changes_no_table(spare):
    with psycopg.connect(spare.owner_url) as connection:
        connection.execute("create table things (id bigint generated always as identity, words text)")
    with psycopg.connect(spare.app_url, autocommit=True) as connection:
        connection.execute("insert into things (words) values ('one')")
        for refused in (
            "create table other ()",
            "drop table things",
            "truncate things",
            "alter table things add x int",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)


def test_sorting_and_lower_do_not_depend_on_the_shell(spare):
    with psycopg.connect(spare.app_url) as connection:
        assert connection.execute("select lower('ÉCOLE')").fetchone() == ("école",)


def test_an_address_in_the_environment_wins(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://app@elsewhere/claims")
    monkeypatch.setenv("MIGRATION_DATABASE_URL", "postgres://owner@elsewhere/claims")
    assert postgres.start().app_url == "postgres://app@elsewhere/claims"
    assert postgres.start().owner_url == "postgres://owner@elsewhere/claims"
    assert postgres.stop() is False
