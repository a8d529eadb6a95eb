"""Real processes need the real clock. What a test starts, it stops."""

from datetime import timedelta

import pytest

from apps.core import clock
from claims_service.local import broker
from claims_service.local.addresses import NOTIFY_KEY
from claims_service.local.stand_ins.notify import Notify
from tests.factories import open_window, year_2025
from tests.faults.service import Redis, Service


@pytest.fixture(autouse=True)
def clock_at_rest():
    """The clock goes on, here and in the processes."""


@pytest.fixture
def notify(tmp_path, settings):
    """The stand-in, with the settings that lead to it."""
    with Notify(tmp_path, NOTIFY_KEY) as notify:
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = notify.url, NOTIFY_KEY
        yield notify


@pytest.fixture
def window(db):
    """A window that is open in these days, whatever the year."""
    week = timedelta(days=7)
    return open_window(year_2025(), clock.today() - week, clock.today() + week)


@pytest.fixture
def redis(tmp_path):
    if broker.find_server() is None:
        pytest.skip("There is no Redis on this computer")
    (tmp_path / "redis").mkdir()
    redis = Redis(tmp_path / "redis").start()
    yield redis
    redis.kill()


@pytest.fixture
def service(tmp_path, notify, redis):
    """The service beside a broker."""
    service = Service(tmp_path, notify, redis.url)
    yield service
    service.stop()


@pytest.fixture
def alone(tmp_path, notify):
    """The service without any broker."""
    service = Service(tmp_path, notify)
    yield service
    service.stop()
