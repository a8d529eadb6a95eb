"""Claim windows are opened, changed and removed by administrators, and never while that would undo a claim."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from apps.audit.history import history_of
from apps.core import clock
from apps.policy.models import AcademicYear, ClaimWindow
from apps.policy.services import windows
from apps.users.models import User
from tests.factories import submitted_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return AcademicYear.objects.get(name="2025 to 2026")


@pytest.fixture
def ada():
    return User.objects.create_user("ada@education.gov.uk", first_name="Ada", last_name="Osei")


@pytest.fixture
def window(year, ada):
    return windows.open_window(year, date(2026, 1, 12), date(2026, 3, 31), by=ada)


@pytest.fixture
def used():
    return submitted_claim().window


def test_a_window_may_belong_to_last_year(ada):
    last = AcademicYear.objects.get(name="2024 to 2025")
    assert windows.open_window(last, date(2026, 2, 1), date(2026, 2, 28), by=ada).year == last


def test_history_says_when(window):
    [(_, words)] = history_of(window)
    assert words == "Made a claim window for 2025 to 2026: 12 January 2026 to 31 March 2026."


def test_a_window_of_one_day_is_a_window(year, ada):
    assert windows.open_window(year, date(2026, 5, 1), date(2026, 5, 1), by=ada).pk


def test_closing_before_opening_is_refused(year, ada):
    with pytest.raises(windows.WindowRefused, match="on or after opening date"):
        windows.open_window(year, date(2026, 5, 2), date(2026, 5, 1), by=ada)


@pytest.mark.parametrize(("opens", "closes"), [((3, 31), (4, 30)), ((1, 1), (1, 12)), ((2, 1), (2, 2))])
def test_windows_never_overlap(window, year, ada, opens, closes):
    with pytest.raises(windows.WindowRefused, match="These dates overlap 2025 to 2026, 12 January 2026"):
        windows.open_window(year, date(2026, *opens), date(2026, *closes), by=ada)


def test_the_database_keeps_them_apart_too(window, year):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimWindow.objects.create(year=year, opens_on=date(2026, 3, 31), closes_on=date(2026, 4, 1))


def test_an_unused_window_may_change_altogether(window, ada):
    last = AcademicYear.objects.get(name="2024 to 2025")
    windows.change_window(window, year=last, opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 30), by=ada)
    window.refresh_from_db()
    assert (window.year, window.opens_on) == (last, date(2026, 4, 1))


def test_an_unused_window_may_go(window, ada):
    windows.remove_window(window, by=ada)
    assert not ClaimWindow.objects.exists()


def test_a_window_and_its_closing_moment(window):
    assert window.is_open_at(datetime(2026, 3, 31, 23, 59, 59, tzinfo=clock.LONDON))
    assert not window.is_open_at(datetime(2026, 4, 1, 0, 0, tzinfo=clock.LONDON))
    assert not window.is_open_at(datetime(2026, 1, 11, 23, 59, 59, tzinfo=clock.LONDON))


def test_once_a_claim_is_in_it_the_year_of_a_window_stands(used, ada):
    last = AcademicYear.objects.get(name="2024 to 2025")
    with pytest.raises(windows.WindowRefused, match="academic year cannot change"):
        windows.change_window(used, year=last, opens_on=used.opens_on, closes_on=used.closes_on, by=ada)


def test_once_a_claim_is_in_it_a_window_is_not_removed(used, ada):
    with pytest.raises(windows.WindowRefused, match="cannot be removed"):
        windows.remove_window(used, by=ada)


def test_once_a_claim_is_in_it_a_window_may_close_later(used, ada):
    changed = windows.change_window(used, year=used.year, opens_on=used.opens_on, closes_on=date(2026, 4, 30), by=ada)
    assert changed.closes_on == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("opens", "closes"), [(date(2026, 1, 6), date(2026, 3, 31)), (date(2026, 1, 5), date(2026, 2, 9))]
)
def test_once_a_claim_is_in_it_no_day_that_passed_changes(used, ada, opens, closes):
    with pytest.raises(windows.WindowRefused, match="Only its closing date"):
        windows.change_window(used, year=used.year, opens_on=opens, closes_on=closes, by=ada)


def test_the_database_keeps_the_year_of_a_used_window_too(used):
    last = AcademicYear.objects.get(name="2024 to 2025")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimWindow.objects.filter(pk=used.pk).update(year=last)


def test_a_window_may_say_by_when_its_claims_are_paid(year, ada):
    window = windows.open_window(year, date(2026, 5, 1), date(2026, 5, 31), pays_by=date(2026, 6, 30), by=ada)

    assert history_of(window)[0][1].endswith("1 May 2026 to 31 May 2026, paid by 30 June 2026.")
    changed = windows.change_window(
        window, year=year, opens_on=window.opens_on, closes_on=window.closes_on, pays_by=None, by=ada
    )
    assert changed.pays_by is None


def test_nobody_is_paid_before_the_window_opens(year, ada):
    with pytest.raises(windows.WindowRefused, match="Payment date must be on or after opening date"):
        windows.open_window(year, date(2026, 5, 1), date(2026, 5, 31), pays_by=date(2026, 4, 30), by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimWindow.objects.create(
            year=year, opens_on=date(2026, 5, 1), closes_on=date(2026, 5, 31), pays_by=date(2026, 4, 30)
        )
