"""A database of its own for this run, made before Django reads its settings. Loaded as a pytest plugin.

It is copied from a template that was migrated once, by the owner of the schema; the template's name carries a hash of
all that makes a schema, so a changed migration makes a new one.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from psycopg import sql

from claims_service.local import postgres

name = f"test_claims_{os.getpid()}"
superuser_url = ""
ADDRESSES = ("DATABASE_URL", "MIGRATION_DATABASE_URL")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests():
    global superuser_url
    forget_what_another_process_made()
    addresses = postgres.create_database(name, migrated_template())
    with server() as database:  # what a test wrote need not outlive a crash of the machine
        database.execute(sql.SQL("alter database {} set synchronous_commit = off").format(sql.Identifier(name)))
    superuser_url = addresses.superuser_url.replace("@:5432/", "@/")
    os.environ["TESTS_MADE_DATABASE"] = name
    os.environ["DATABASE_URL"] = addresses.app_url
    os.environ["MIGRATION_DATABASE_URL"] = addresses.owner_url


def pytest_unconfigure():
    given = os.environ.pop("DATABASE_URL", "")
    os.environ.pop("MIGRATION_DATABASE_URL", "")
    if urlsplit(given).path == f"/{name}":
        postgres.drop_database(name)


def forget_what_another_process_made():
    """Several processes may share the tests: each makes a database of its own, in the server that the first was given."""
    if os.environ.pop("TESTS_MADE_DATABASE", None):
        for address in ADDRESSES:
            os.environ.pop(address, None)
            if given := os.environ.get(f"GIVEN_{address}"):
                os.environ[address] = given
    else:
        os.environ.update({f"GIVEN_{address}": os.environ[address] for address in ADDRESSES if address in os.environ})


def migrated_template():
    """The name of a migrated database to copy, made when there is none for this schema yet."""
    template = f"test_template_{schema_hash()}"
    postgres.start()
    postgres.VAR.mkdir(exist_ok=True)
    with (postgres.VAR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with server() as database:
            known = {name for (name,) in database.execute("select datname from pg_database")}
        if template not in known:
            for old in known:
                if old.startswith("test_template_"):
                    postgres.drop_database(old)
            migrate(f"{template}_new")
            with server() as database:
                database.execute(
                    sql.SQL("alter database {} rename to {}").format(
                        sql.Identifier(f"{template}_new"), sql.Identifier(template)
                    )
                )
    return template


def server():
    """A superuser's connection to the server itself."""
    return postgres.connect(None if postgres.given_addresses() else postgres.find_home(), "postgres")


def migrate(fresh):
    addresses = postgres.create_database(fresh)
    urls = {"DATABASE_URL": addresses.app_url, "MIGRATION_DATABASE_URL": addresses.owner_url}
    settings = {"CLAIMS_DB_OWNER": "yes", "DJANGO_SETTINGS_MODULE": "claims_service.settings.test"}
    subprocess.run(
        [sys.executable, postgres.ROOT / "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
        env=os.environ | urls | settings,
        cwd=postgres.ROOT,
        check=True,
        stderr=subprocess.DEVNULL,
    )


def schema_hash():
    """Of every file that makes the schema: our migrations, the floor, the roles, and the lock for those of libraries."""
    files = [
        *postgres.ROOT.glob("apps/*/migrations/**/*"),
        postgres.ROOT / "apps/core/floor.sql",
        postgres.ROLES,
        postgres.ROOT / "requirements.txt",
    ]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        digest.update(f"{path.relative_to(postgres.ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
