"""A Notify of our own for each test, spoken to over real HTTP."""

import pytest

from apps.notifications.models import OutboundEmail
from claims_service.local.addresses import NOTIFY_KEY
from claims_service.local.stand_ins.notify import Notify


@pytest.fixture
def stand_in(tmp_path, settings):
    """The stand-in, with the settings that lead to it."""
    with Notify(tmp_path, NOTIFY_KEY) as stand_in:
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = stand_in.url, NOTIFY_KEY
        settings.NOTIFY_RECEIPTS_TOKEN = "a-token-of-ours"
        yield stand_in


@pytest.fixture
def email(db):
    """One email that waits in the outbox."""
    return an_email("anne.walsh@hollins.example")


def an_email(to, **changes):
    return OutboundEmail.objects.create(
        to=to,
        message="SomethingHappened",
        subject="Something happened",
        body="It did.",
        dedupe_key=f"test:{to}",
        **changes,
    )
