"""Bank holidays: known from the beginning, kept right for the days to come, and untouched by a bad answer."""

from datetime import date

import pytest

from apps.core.bank_holidays import client, sync
from apps.core.models import BankHoliday
from claims_service.local.addresses import free_ports
from claims_service.local.stand_ins.bank_holidays import BankHolidays

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_in(settings):
    with BankHolidays() as stand_in:
        settings.BANK_HOLIDAYS_URL = f"{stand_in.url}/bank-holidays.json"
        yield stand_in


def test_the_service_knows_them_before_it_asks_anybody():
    assert BankHoliday.objects.get(day=date(2026, 8, 31)).name == "Summer bank holiday"


def test_the_same_list_changes_nothing(stand_in):
    assert sync.refresh() == ([], [])


def test_a_day_more_and_a_day_moved_are_taken_over(stand_in):
    moved = [event | {"date": "2026-05-08"} if event["date"] == "2026-05-04" else event for event in stand_in.events]
    stand_in.set_state({"events": [*moved, {"title": "A royal wedding", "date": "2026-06-11"}]})

    assert sync.refresh() == ([date(2026, 5, 8), date(2026, 6, 11)], [date(2026, 5, 4)])
    assert not BankHoliday.objects.filter(day=date(2026, 5, 4)).exists()


def test_the_past_is_never_touched(stand_in):
    ahead = [event for event in stand_in.events if event["date"] > "2026"]
    stand_in.set_state({"events": ahead})

    sync.refresh()

    assert BankHoliday.objects.filter(day=date(2025, 12, 25)).exists()


def test_days_beyond_the_end_of_the_list_stay(stand_in):
    stand_in.set_state({"events": [event for event in stand_in.events if event["date"] < "2028"]})

    assert sync.refresh() == ([], [])


@pytest.mark.parametrize(
    "action",
    [
        {"status": 503},
        {"status": 200, "body": "<h1>Hello</h1>", "headers": {"Content-Type": "text/html"}},
        {"status": 200, "body": {"scotland": {"events": []}}},
        {"status": 200, "body": {"england-and-wales": {"events": []}}},
        {"status": 200, "body": {"england-and-wales": {"events": [{"title": "Easter", "date": "31/08/2026"}]}}},
        {"status": 200, "body": {"england-and-wales": {"events": [{"title": "Alone", "date": "2026-08-31"}]}}},
        {"garbage": True},
        {"reset": "before"},
    ],
)
def test_a_bad_answer_changes_nothing(stand_in, action):
    before = list(BankHoliday.objects.order_by("day").values_list("day", flat=True))
    stand_in.fault(action)

    assert sync.refresh() == ([], [])
    assert list(BankHoliday.objects.order_by("day").values_list("day", flat=True)) == before


def test_nobody_listening_changes_nothing(settings):
    settings.BANK_HOLIDAYS_URL = f"http://127.0.0.1:{free_ports(1, ())[0]}/"

    assert isinstance(client.fetch(), client.Unavailable)
