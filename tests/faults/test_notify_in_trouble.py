"""F4. A thousand emails through every kind of trouble at Notify: each that can arrive does, and none arrives twice."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from apps.core import clock
from apps.notifications.delivery import deliver_due
from apps.notifications.models import DeliveryPause, EmailState, OutboundEmail
from tests.claims.race import race
from tests.conftest import clock_at_rest as clock_at_rest
from tests.notifications.conftest import an_email

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MANY, DELIVERERS, SEED = 1000, 4, 20260210
TRIES = 25
NEVER = {"status": 400, "body": {"errors": [{"error": "BadRequestError", "message": "Can`t send to this recipient"}]}}
REFUSED = {"status": 403, "body": {"errors": [{"error": "AuthError", "message": "Invalid token: API key not found"}]}}
TOO_FAST = {"status": 429, "body": {"errors": [{"error": "RateLimitError", "message": "Exceeded rate limit"}]}}
TROUBLES = [
    {"status": 500, "body": "<h1>Broken</h1>"},
    {"status": 503, "body": "<h1>Away</h1>"},
    {"reset": "before"},
    {"reset": "after"},
    {"garbage": True},
]


def deliver_until_done():
    """Four deliverers at once, again and again, half a minute later each time."""
    now = clock.now()
    for step in range(400):
        with clock.moved_to(now + timedelta(seconds=31 * step)):
            outcomes = race([deliver_due] * DELIVERERS)
            assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
        if not OutboundEmail.objects.filter(state__in=(EmailState.WAITING, EmailState.SENDING)).exists():
            return
    raise AssertionError("Some emails are still waiting")


def test_a_thousand_emails_through_a_seeded_mix_of_trouble(notify):
    chance = random.Random(SEED)
    emails = [an_email(f"person{number:04}@schools.example") for number in range(MANY)]
    never = set()
    for email in emails:
        asked = {"method": "POST", "body": f'"{email.to}"'}
        if chance.random() < 0.02:
            never.add(str(email.pk))
            notify.fault(NEVER, times=TRIES, **asked)
        for _ in range(chance.choice([0, 0, 0, 0, 1, 1, 2])):
            notify.fault(chance.choice(TROUBLES), **asked)
        if chance.random() < 0.1:
            notify.fault(chance.choice([{"status": 500}, {"garbage": True}]), method="GET", query=str(email.pk))
    for email in chance.sample(emails, 5):
        notify.fault(TOO_FAST, method="POST", body=f'"{email.to}"')

    deliver_until_done()

    arrived = Counter(taken["reference"] for taken in notify.emails)
    assert set(arrived) == {str(email.pk) for email in emails} - never
    assert set(arrived.values()) == {1}
    parked = OutboundEmail.objects.filter(state=EmailState.PARKED)
    assert {str(email.pk) for email in parked} == never
    refused = [asked for asked in notify.journal if asked["status"] == 400]
    assert len(refused) == len(never) > 0


def test_a_refused_key_parks_the_whole_queue_of_many_at_once_and_loses_nothing(notify):
    emails = [an_email(f"person{number:03}@schools.example") for number in range(100)]
    notify.fault(REFUSED, times=DELIVERERS, method="POST")

    race([deliver_due] * DELIVERERS)

    assert "API key not found" in DeliveryPause.objects.get().reason
    assert len(notify.journal) <= DELIVERERS * 2
    notify.faults.clear()
    deliver_until_done()
    assert Counter(taken["reference"] for taken in notify.emails) == {str(email.pk): 1 for email in emails}
    assert set(OutboundEmail.objects.values_list("state", flat=True)) == {EmailState.SENT}
