"""The year's rules as migrations made them."""

from datetime import date, datetime

import pytest

from apps.audit.history import history_of
from apps.core import clock
from apps.core.models import BankHoliday
from apps.policy import figures
from apps.policy.models import AcademicYear, ClaimWindow, FundingArea, FundingDistrict, GrantConditions, TrainingType
from apps.policy.services.years import YearRefused, confirm_year
from tests.factories import support_person

pytestmark = pytest.mark.django_db


def year(name="2025 to 2026"):
    return AcademicYear.objects.get(name=name)


@pytest.mark.parametrize(
    ("name", "initial"), [("2023 to 2024", 20), ("2024 to 2025", 20), ("2025 to 2026", 16), ("2026 to 2027", 16)]
)
def test_each_year_has_its_allowances(name, initial):
    assert figures.caps_for(year(name)) == {TrainingType.INITIAL: initial, TrainingType.REFRESHER: 6}
    assert figures.cap_hours(year(name), TrainingType.INITIAL) == initial


@pytest.mark.parametrize("first", [2023, 2024, 2025, 2026])
def test_every_year_has_the_four_rates(first):
    assert figures.rates_for(year(f"{first} to {first + 1}")) == {
        FundingArea.INNER_LONDON: 5360,
        FundingArea.OUTER_LONDON: 4825,
        FundingArea.FRINGE: 4510,
        FundingArea.REST_OF_ENGLAND: 4380,
    }


def test_a_training_period_is_not_the_academic_year():
    assert (year().training_from, year().training_until) == (date(2025, 4, 6), date(2026, 5, 31))


def test_only_the_year_carried_forward_is_assumed():
    assert list(AcademicYear.objects.filter(is_assumed=True)) == [year("2026 to 2027")]


def test_a_year_is_confirmed_once():
    with pytest.raises(YearRefused, match="2025 to 2026 is confirmed already"):
        confirm_year(year(), reason="Published on GOV.UK", by=support_person("administrator"))

    assert history_of(year()) == []


def test_the_current_year_is_the_one_of_today_and_later_the_last_one_opened():
    assert figures.current_year() == year("2025 to 2026")
    with clock.moved_to(datetime(2025, 8, 31, 23, 30, tzinfo=clock.LONDON)):
        assert figures.current_year() == year("2024 to 2025")
    with clock.moved_to(datetime(2025, 9, 1, 0, 0, tzinfo=clock.LONDON)):
        assert figures.current_year() == year("2025 to 2026")
    with clock.moved_to(datetime(2031, 1, 1, tzinfo=clock.LONDON)):
        assert figures.current_year() == year("2026 to 2027")


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("E09000007", FundingArea.INNER_LONDON),
        ("E09000006", FundingArea.OUTER_LONDON),
        ("E06000060", FundingArea.FRINGE),
        ("E06000001", FundingArea.REST_OF_ENGLAND),
    ],
)
def test_a_district_has_its_area(code, area):
    assert FundingDistrict.objects.get(code=code).area == area


def test_326_districts_are_known_and_any_other_code_stays_unknown():
    assert FundingDistrict.objects.count() == 326
    assert not FundingDistrict.objects.filter(code="E07999999").exists()


def test_four_rules_note_and_the_others_refer():
    effects = figures.rule_effects(year())
    assert len(effects) == 17
    assert {code for code, effect in effects.items() if effect == "notes"} == {"AR11", "AR12", "AR13", "AR17"}


def test_a_schools_total_is_worth_a_look_above_the_years_threshold():
    assert year().school_total_threshold_pence == 500_000


def test_the_figures_of_a_year_come_to_whole_allowances():
    shown = figures.year_figures(year())
    inner = shown.areas[0]
    assert (inner.area, inner.rate_pence) == (FundingArea.INNER_LONDON, 5360)
    assert inner.most_pence == {TrainingType.INITIAL: 85_760, TrainingType.REFRESHER: 32_160}


def test_conditions_have_five_declarations_and_no_figure_in_their_words():
    conditions = figures.conditions_in_force(year())
    words = " ".join(conditions.summary) + str(conditions.sections)
    assert conditions.declarations.count() == 5
    assert not any(figure in words for figure in ("53.60", "48.25", "45.10", "43.80", "16 hours", "20 hours", "£"))


def test_conditions_not_yet_published_are_not_in_force():
    assert figures.conditions_in_force(year("2026 to 2027")) is None
    newest = GrantConditions.objects.create(year=year(), number=2, published_on=date(2026, 2, 10))
    assert figures.conditions_in_force(year()) == newest


def test_bank_holidays_of_six_years_are_known():
    assert {day.year for day in BankHoliday.objects.values_list("day", flat=True)} >= set(range(2023, 2029))


def test_migrations_make_no_window():
    assert not ClaimWindow.objects.exists()


def test_the_window_open_now_and_the_next_one():
    assert (figures.window_open_now(), figures.next_window()) == (None, None)
    later = ClaimWindow.objects.create(year=year(), opens_on=date(2026, 5, 1), closes_on=date(2026, 7, 17))
    assert figures.next_window() == later
    with clock.moved_to(datetime(2026, 7, 17, 23, 59, 59, tzinfo=clock.LONDON)):
        assert figures.window_open_now() == later
    with clock.moved_to(datetime(2026, 7, 18, 0, 0, tzinfo=clock.LONDON)):
        assert figures.window_open_now() is None


@pytest.mark.parametrize(("day", "soon"), [(17, False), (18, True), (30, True)])
def test_a_window_closes_soon_in_its_last_thirty_days(day, soon):
    window = ClaimWindow.objects.create(year=year(), opens_on=date(2026, 5, 1), closes_on=date(2026, 7, 17))
    with clock.moved_to(datetime(2026, 6, day, 12, tzinfo=clock.LONDON)):
        assert figures.closes_soon(window) is soon
