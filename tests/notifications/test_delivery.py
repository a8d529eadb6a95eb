"""The outbox against a Notify that misbehaves: nothing is lost, nothing is doubled."""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.notifications.delivery import MOST_TRIES, deliver_due
from apps.notifications.models import DeliveryPause, EmailState
from tests.notifications.conftest import an_email

SEND = {"method": "POST", "path": "/v2/notifications/email"}


def later(seconds, work=deliver_due):
    """Deliver again after so many seconds."""
    with clock.moved_to(clock.now() + timedelta(seconds=seconds)):
        return work()


def test_a_waiting_email_is_sent_once(stand_in, email):
    assert deliver_due() == 1
    assert later(60) == 0

    email.refresh_from_db()
    assert email.state == EmailState.SENT
    assert [(taken["id"], taken["reference"]) for taken in stand_in.emails] == [(email.notify_id, str(email.id))]


def test_accepted_then_cut_off_is_found_by_its_reference_and_not_sent_again(stand_in, email):
    stand_in.fault({"reset": "after"}, **SEND)

    assert deliver_due() == 0
    assert later(31) == 1

    email.refresh_from_db()
    assert email.state == EmailState.SENT
    assert [taken["id"] for taken in stand_in.emails] == [email.notify_id]


def test_cut_off_before_it_was_accepted_is_sent_again(stand_in, email):
    stand_in.fault({"reset": "before"}, **SEND)

    deliver_due()
    later(31)

    email.refresh_from_db()
    assert email.state == EmailState.SENT
    assert len(stand_in.emails) == 1


def test_nothing_is_sent_again_while_notify_cannot_say_what_it_knows(stand_in, email):
    stand_in.fault({"reset": "after"}, **SEND)
    stand_in.fault({"status": 500}, method="GET")

    deliver_due()
    assert later(31) == 0
    assert later(120) == 1

    assert len(stand_in.emails) == 1


def test_a_refused_email_is_parked_and_never_tried_again(stand_in, db):
    email = an_email("nobody@nowhere")

    deliver_due()
    later(3600)

    email.refresh_from_db()
    assert email.state == EmailState.PARKED
    assert "Not a valid email address" in email.problem
    assert sum(asked["method"] == "POST" for asked in stand_in.journal) == 1


def test_a_parked_email_holds_up_no_other(stand_in, email):
    an_email("nobody@nowhere", due_at=email.due_at - timedelta(seconds=1))

    deliver_due()

    email.refresh_from_db()
    assert email.state == EmailState.SENT


def test_a_refused_key_pauses_the_whole_queue_and_loses_nothing(stand_in, email):
    other = an_email("bilal.hussain@thames-itt.example")
    stand_in.fault({"status": 403, "body": {"errors": [{"message": "Invalid token: API key not found"}]}}, **SEND)

    assert deliver_due() == 0
    assert "API key not found" in DeliveryPause.objects.get().reason
    assert later(60) == 0
    assert sum(asked["method"] == "POST" for asked in stand_in.journal) == 1

    assert later(301) == 2
    for each in (email, other):
        each.refresh_from_db()
        assert (each.state, each.tries) == (EmailState.SENT, 1)


def test_too_fast_slows_the_whole_queue(stand_in, email):
    an_email("bilal.hussain@thames-itt.example")
    stand_in.fault({"status": 429, "body": {"errors": [{"message": "Exceeded rate limit"}]}}, **SEND)

    assert deliver_due() == 0
    assert later(5) == 0
    assert later(11) == 2

    assert sum(asked["method"] == "POST" for asked in stand_in.journal) == 3


@pytest.mark.parametrize("status", [500, 503])
def test_a_notify_in_trouble_is_tried_again(stand_in, email, status):
    stand_in.fault({"status": status, "body": "<h1>Away</h1>"}, **SEND)

    assert deliver_due() == 0
    assert later(31) == 1

    assert len(stand_in.emails) == 1


def test_after_twelve_tries_a_person_must_look(stand_in, email):
    stand_in.fault({"status": 503}, times=100, **SEND)

    for number in range(MOST_TRIES):
        later(40 * number)

    email.refresh_from_db()
    assert (email.state, email.tries) == (EmailState.PARKED, MOST_TRIES)
    assert email.problem.startswith("Given up after 12 tries")


def test_a_hundred_emails_through_every_kind_of_trouble_each_arrive_once(stand_in, db):
    emails = [an_email(f"person{number}@schools.example") for number in range(100)]
    troubles = ({"reset": "after"}, {"reset": "before"}, {"garbage": True}, {"status": 500}, {"status": 503})
    for number in range(0, 100, 4):
        stand_in.fault(troubles[number // 4 % len(troubles)], body=f"person{number}@", **SEND)

    deliver_due()
    later(31)

    assert sorted(taken["reference"] for taken in stand_in.emails) == sorted(str(email.id) for email in emails)
