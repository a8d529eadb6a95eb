"""A delivery process killed between Notify's answer and our note of it loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings

from apps.core.models import Tick
from apps.notifications.models import EmailState, OutboundEmail
from claims_service.local.addresses import NOTIFY_KEY
from tests.notifications.conftest import an_email

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def run_due_work(stand_in):
    """The real process, on this test's database and stand-in."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "claims_service.settings.test",
        "NOTIFY_BASE_URL": stand_in.url,
        "NOTIFY_API_KEY": NOTIFY_KEY,
        # Jobs beside the one in question are asked for nothing outside this computer.
        "BANK_HOLIDAYS_URL": f"{stand_in.url}/none",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_due_work", "--once"], cwd=django_settings.BASE_DIR, env=environment
    )


def wait_until(happened):
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def half_a_minute_passes():
    """The lease of whoever was killed runs out, and the next due moment comes."""
    OutboundEmail.objects.update(leased_until=None)
    Tick.objects.all().delete()


@pytest.mark.parametrize(
    "trouble",
    [{"delay": 30}, {"delay_after": 30}],
    ids=["before Notify took it", "after Notify took it and before we noted that"],
)
def test_a_killed_process_loses_and_doubles_nothing(stand_in, trouble):
    emails = [an_email(f"person{number}@schools.example") for number in range(5)]
    stand_in.fault(trouble, method="POST", body="person2@")

    killed = run_due_work(stand_in)
    wait_until(lambda: stand_in.faults[0]["times"] == 0 and ("delay" in trouble or len(stand_in.emails) == 3))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    half_a_minute_passes()
    assert run_due_work(stand_in).wait(timeout=60) == 0

    assert sorted(taken["reference"] for taken in stand_in.emails) == sorted(str(email.id) for email in emails)
    assert set(OutboundEmail.objects.values_list("state", flat=True)) == {EmailState.SENT}
