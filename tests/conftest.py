"""What every test stands on: PostgreSQL served as the app's own role, a clock at rest, somebody who acts, no outside network."""

import socket
from datetime import datetime

import pytest

from tests import database as database_of_this_run

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The database was made before Django read its settings: see database.py. Tests are served as the app's own role."""
    from django.db import connection

    yield
    with django_db_blocker.unblock():
        connection.close()


KEPT = ("django_migrations", "django_content_type", "auth_permission", "core_bankholiday", "content_helptopic")


@pytest.fixture(scope="session", autouse=True)
def _superuser_empties_tables():
    """Tests that commit are cleaned up by a superuser: the app may not. Rows that migrations made stay."""
    import psycopg
    from django.test.testcases import TransactionTestCase

    def empty(case):
        from django.db import connections

        connections.close_all()
        with psycopg.connect(database_of_this_run.superuser_url) as database:
            names = [
                name
                for (name,) in database.execute("select tablename from pg_tables where schemaname = 'public'")
                if name not in KEPT and (not name.startswith("policy_") or name == "policy_claimwindow")
            ]
            database.execute("set local session_replication_role = replica")
            for name in names:
                database.execute(f'delete from "{name}"')

    TransactionTestCase._fixture_teardown = empty


def at_rest():
    """A Tuesday in the middle of an academic year, at noon in London."""
    from apps.core import clock

    return clock.moved_to(datetime(2026, 2, 10, 12, 0, tzinfo=clock.LONDON))


@pytest.fixture(autouse=True)
def clock_at_rest():
    with at_rest():
        yield


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """Makes a world for all tests of a module: each finds its rows as they were made. For tests that read or are refused."""
    from django.db import transaction

    from apps.audit.actors import Actor
    from apps.audit.actors import acting as act

    def make(world):
        with at_rest(), act(Actor.job("A test")):
            return world()

    with django_db_blocker.unblock(), transaction.atomic():
        yield make
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_banner():
    """There is none, and it was just read, as on nearly every page: a test that adds one has it read again."""
    from apps.content.banners import kept

    kept.banners, kept.until = [], float("inf")


@pytest.fixture(autouse=True)
def acting():
    """Somebody acts in every test, as in every request and every task."""
    from apps.audit.actors import Actor
    from apps.audit.actors import acting as act

    with act(Actor.job("A test")) as actor:
        yield actor


@pytest.fixture(autouse=True)
def no_outside_network(monkeypatch):
    """A test that leaves this machine fails."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def client():
    """A browser that looks at every page it is given: see strict_client.py."""
    from tests.strict_client import StrictClient

    return StrictClient()
