"""A database of its own for this run, made before Django reads its settings. Loaded as a pytest plugin."""

import os
from urllib.parse import urlsplit

import pytest

from claims_service.local import postgres

name = f"test_claims_{os.getpid()}"
superuser_url = ""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests():
    global superuser_url
    addresses = postgres.create_database(name)
    superuser_url = addresses.superuser_url.replace("@:5432/", "@/")
    os.environ["DATABASE_URL"] = addresses.app_url
    os.environ["MIGRATION_DATABASE_URL"] = addresses.owner_url


def pytest_unconfigure():
    given = os.environ.pop("DATABASE_URL", "")
    os.environ.pop("MIGRATION_DATABASE_URL", "")
    if urlsplit(given).path == f"/{name}":
        postgres.drop_database(name)
