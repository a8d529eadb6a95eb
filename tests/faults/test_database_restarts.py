"""F3. PostgreSQL restarts while people work: they read a page that says so, no claim is half of one, and it is over in seconds.

The database of this checkout has other users, so this happens in a copy of it, which has a server of its own.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from apps.assurance.models import ClaimCheck
from apps.audit.models import AuditEvent
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.notifications.models import EmailState, OutboundEmail
from claims_service.local import postgres
from tests.factories import ProviderFactory, draft_claim
from tests.faults.service import ready_to_submit, wait_until

MAY = "RESTARTS_ITS_OWN_DATABASE"
IS_THE_COPY = os.environ.get(MAY) == str(postgres.ROOT)
LEFT_OUT = shutil.ignore_patterns(".venv", ".var", ".git", "__pycache__", "staticfiles", ".pytest_cache")
PEOPLE = 12
WELL_AGAIN_AFTER = 5

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.skipif(IS_THE_COPY, reason="this is the copy")
@pytest.mark.django_db(transaction=False)
def test_in_a_copy_of_the_checkout(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(postgres.ROOT, copy, ignore=LEFT_OUT)
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ} | {MAY: str(copy)}
    try:
        asked = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "slow", "tests/faults/test_database_restarts.py"],
            cwd=copy, env=kept, capture_output=True, text=True, timeout=500,
        )  # fmt: skip
        assert asked.returncode == 0, asked.stdout[-8000:]
        assert "2 passed" in asked.stdout
    finally:
        in_this_checkout("postgres.remove()", cwd=copy)


def in_this_checkout(words, cwd=postgres.ROOT):
    """One line of Python that sees the embedded server, not the address that the test run was given."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")}
    subprocess.run(
        [sys.executable, "-c", f"from claims_service.local import postgres; {words}"],
        cwd=cwd, env=environment, check=True, timeout=120,
    )  # fmt: skip


def restart(mode):
    in_this_checkout(
        "account, home = postgres.find_account(), postgres.find_home(); "
        "stop = [postgres.find_binaries(account, home.data.parent) / 'pg_ctl', '-D', home.data]; "
        f"assert postgres.call([*stop, '-m', '{mode}', '-w', 'stop'], account).returncode == 0; postgres.start()"
    )


@pytest.mark.skipif(not IS_THE_COPY, reason="only a copy restarts its database")
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_people_who_submit_through_a_restart_are_told_to_wait_and_succeed(alone, window, mode):
    """Six schools look at their claims all the while and submit at the end; six press submit through the restart."""
    provider = ProviderFactory()
    claims = [ready_to_submit(draft_claim((2,), provider=provider)) for _ in range(PEOPLE)]
    alone.start_web()
    due_work = alone.start_due_work()
    browsers = [alone.browser_of(claim.created_by) for claim in claims]
    answers, over = [], threading.Event()

    def look(browser, claim):
        address = alone.url + reverse("claims:school-list-claims", args=[claim.school_id])
        while not over.is_set():
            answers.append((time.monotonic(), browser.get(address, timeout=30, allow_redirects=False)))
        press(browser, claim)

    def press(browser, claim):
        while (answer := alone.submit(browser, claim)).status_code != 302:
            answers.append((time.monotonic(), answer))
            time.sleep(0.2)

    with ThreadPoolExecutor(PEOPLE + 1) as people:
        working = [people.submit(look, *pair) for pair in zip(browsers[:6], claims[:6], strict=True)]
        wait_until(lambda: len(answers) > PEOPLE)
        connection.close()
        restarting = people.submit(restart, mode)
        working += [people.submit(press, *pair) for pair in zip(browsers[6:], claims[6:], strict=True)]
        restarting.result()
        back_at = time.monotonic()
        wait_until(lambda: time.monotonic() > back_at + WELL_AGAIN_AFTER + 5)
        over.set()
        for done in working:
            done.result()

    away = [answer for _, answer in answers if answer.status_code == 503]
    assert away
    assert {answer.status_code for _, answer in answers} <= {200, 503}
    assert {answer.headers["Retry-After"] for answer in away} == {"30"}
    assert {answer.status_code for moment, answer in answers if moment > back_at + WELL_AGAIN_AFTER} == {200}
    assert set(Claim.objects.values_list("status", "submission_number")) == {(ClaimStatus.SUBMITTED, 1)}
    assert AuditEvent.objects.filter(event="claim.submit").count() == PEOPLE
    wait_until(lambda: ClaimCheck.objects.count() == PEOPLE and all_taken(), within=60)
    assert due_work.poll() is None, alone.words_of("due_work")[-2000:]
    assert OutboundEmail.objects.filter(message="ClaimSubmittedForSchool").count() == PEOPLE
    call_command("verify_ledger")


def all_taken():
    return not OutboundEmail.objects.exclude(state__in=(EmailState.SENT, EmailState.DELIVERED)).exists()
