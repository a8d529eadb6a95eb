"""An hour without a click ends a session, and twelve hours do whatever happens. Most clicks write nothing."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core import clock
from apps.users.models import User

pytestmark = [pytest.mark.urls("tests.core.sample"), pytest.mark.django_db]


@pytest.fixture
def signed_in(client):
    client.force_login(User.objects.create_user("anne.walsh@hollins.example"))
    client.get("/page/school/")
    return client


def let_it_nearly_end(client):
    """As if the last renewal were most of an hour ago."""
    nearly = timezone.now() + timedelta(minutes=1)
    Session.objects.filter(pk=client.session.session_key).update(expire_date=nearly)
    return nearly


def test_a_second_click_within_a_minute_writes_nothing(signed_in):
    with CaptureQueriesContext(connection) as asked:
        signed_in.get("/page/school/")

    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


def test_a_click_after_a_minute_begins_the_hour_anew(signed_in):
    nearly = let_it_nearly_end(signed_in)

    with clock.moved_to(clock.now() + timedelta(seconds=61)):
        answer = signed_in.get("/page/school/")

    session = Session.objects.get(pk=signed_in.session.session_key)
    assert session.expire_date > nearly + timedelta(minutes=58)
    assert answer.cookies["claims-session"]["max-age"] == 60 * 60


def test_who_asks_to_stay_gets_a_whole_hour_at_once(signed_in):
    nearly = let_it_nearly_end(signed_in)

    signed_in.post("/stay-signed-in/")

    assert Session.objects.get(pk=signed_in.session.session_key).expire_date > nearly + timedelta(minutes=58)


def test_the_page_warns_of_the_earliest_moment_the_session_can_end(signed_in):
    assert 'data-minutes="59"' in signed_in.get("/page/school/").content.decode()


def test_a_visitor_is_given_no_session(client):
    client.get("/page/public/")

    assert "claims-session" not in client.cookies
    assert not Session.objects.exists()


def test_twelve_hours_end_a_session_however_busy_it_was(signed_in):
    began = clock.now()
    for minutes in range(30, 12 * 60, 30):
        with clock.moved_to(began + timedelta(minutes=minutes)):
            assert signed_in.get("/page/school/").status_code == 200

    with clock.moved_to(began + timedelta(hours=12, minutes=1)):
        answer = signed_in.get("/page/school/")

    assert answer.status_code == 302
    assert "_auth_user_id" not in signed_in.session
