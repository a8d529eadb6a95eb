"""Is it up, is it ready, and whom to tell of a weakness."""

import re

import pytest
from celery import current_app
from django.db import OperationalError, connection

from apps.core import clock
from tests.strict_client import StrictClient

pytestmark = pytest.mark.urls("tests.core.sample")


@pytest.mark.django_db
def test_healthz_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_readyz_says_that_the_database_answers(client):
    assert client.get("/readyz").json() == {"database": True, "release": "local"}


@pytest.mark.django_db
def test_readyz_is_503_while_the_database_is_away():
    def away(*args):
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(away):
        response = StrictClient().get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] is False


@pytest.mark.django_db
def test_readyz_names_a_broker_that_is_away_and_stays_ready(client, settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(current_app.conf, "broker_write_url", settings.CELERY_BROKER_URL)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (200, True)
    assert response.json()["broker"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/.well-known/security.txt"])
def test_they_only_answer_to_looking(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_security_txt_has_a_contact_and_holds_for_less_than_two_years(client):
    text = client.get("/.well-known/security.txt").content.decode()

    assert re.search(r"^Contact: mailto:", text, re.MULTILINE)
    until = re.search(r"^Expires: (\d{4})-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)
    assert int(until[1]) <= clock.today().year + 2
