"""F2. Redis is killed, emptied, away, full or silent while schools submit: nobody sees it, and nothing is lost."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.urls import reverse

from apps.assurance.models import ClaimCheck
from apps.assurance.models.confirmations import UNDO_FOR
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core import clock
from apps.notifications.models import EmailState, OutboundEmail
from tests.assurance.world import answer, provider_with_people
from tests.factories import draft_claim
from tests.faults.service import ready_to_submit, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DRAINED_WITHIN = 60
SLOWEST = 5  # seconds; a page here takes two on a busy computer


def fill(redis):
    """No more room, and nothing may be thrown away."""
    redis.client.config_set("maxmemory-policy", "noeviction")
    redis.client.config_set("maxmemory", "1kb")


def silence(redis):
    os.kill(redis.process.pid, signal.SIGSTOP)


def bring_back(redis):
    """Start it again where it was killed; let it go on where it was silent; give it room where it was full."""
    if redis.process.poll() is not None:
        redis.start()
    os.kill(redis.process.pid, signal.SIGCONT)
    redis.client.config_set("maxmemory", "0")


TROUBLES = {
    "killed": lambda redis: redis.kill(),
    "emptied": lambda redis: redis.client.flushall(),
    "full": fill,
    "silent": silence,
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_schools_submit_as_ever_and_nothing_is_lost(service, redis, notify, window, trouble):
    """Six schools submit; after the second one Redis is in trouble; when all is sent, it has been back for a while."""
    provider = provider_with_people()
    claims = [ready_to_submit(draft_claim((2,), provider=provider)) for _ in range(6)]
    service.start_web()
    browsers = {claim: service.browser_of(claim.created_by) for claim in claims}

    answers, took = [], []
    for number, claim in enumerate(claims):
        if number == 2:
            TROUBLES[trouble](redis)
        began = time.monotonic()
        answers.append(service.submit(browsers[claim], claim))
        took.append(time.monotonic() - began)

    assert [answer.status_code for answer in answers] == [302] * 6
    assert all(answer["Location"].endswith("/submitted/") for answer in (answer.headers for answer in answers))
    assert max(took) < SLOWEST
    for claim, browser in browsers.items():
        home = browser.get(service.url + reverse("doors:school-home", args=[claim.school_id]), allow_redirects=False)
        assert home.status_code == 200, "the session is gone"

    bring_back(redis)
    service.start_worker()
    service.start_due_work()
    wait_until(lambda: everything_happened(claims), within=DRAINED_WITHIN, why="the backlog is drained")
    assert told_once(notify)


def test_without_a_redis_from_the_start_schools_submit_as_ever(service, redis, window):
    redis.kill()
    claims = [ready_to_submit(draft_claim((2,))) for _ in range(6)]
    service.start_web()
    browsers = [service.browser_of(claim.created_by) for claim in claims]

    with ThreadPoolExecutor(3) as people:
        answers = list(people.map(service.submit, browsers, claims))

    assert [answer.status_code for answer in answers] == [302] * 6
    assert set(Claim.objects.values_list("status", flat=True)) == {ClaimStatus.SUBMITTED}


def test_with_neither_celery_nor_redis_a_claim_is_told_of_checked_confirmed_and_cleared(alone, notify, window):
    claim = ready_to_submit(draft_claim((2,), provider=provider_with_people()))
    alone.start_web()

    assert alone.submit(alone.browser_of(claim.created_by), claim).status_code == 302
    alone.start_due_work()
    wait_until(lambda: everything_happened([claim]), within=30)
    with clock.moved_to(clock.now() - UNDO_FOR - timedelta(minutes=1)):
        answer(Claim.objects.get(pk=claim.pk))

    wait_until(lambda: Claim.objects.get(pk=claim.pk).status == ClaimStatus.APPROVED, within=30)
    wait_until(lambda: everything_happened([claim]), within=30)
    assert told_once(notify)
    assert {"ClaimSubmittedForSchool", "ClaimApprovedForSchool"} < set(
        OutboundEmail.objects.values_list("message", flat=True)
    )


def everything_happened(claims):
    """Each claim was checked, and every email was taken by Notify."""
    checked = ClaimCheck.objects.filter(claim__in=[claim.pk for claim in claims]).count()
    return checked == len(claims) and not OutboundEmail.objects.exclude(state__in=TAKEN).exists()


TAKEN = (EmailState.SENT, EmailState.DELIVERED)


def told_once(notify):
    """What Notify took is the outbox, each email once."""
    taken = sorted(email["reference"] for email in notify.emails)
    return taken == sorted(str(pk) for pk in OutboundEmail.objects.values_list("pk", flat=True))
