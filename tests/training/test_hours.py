import pytest
from django.core.exceptions import ValidationError

from apps.core.durations import in_words
from apps.training.hours import minutes_of, whole_hours


@pytest.mark.parametrize(("minutes", "hours"), [(0, 0), (59, 0), (60, 1), (119, 1), (120, 2), (959, 15), (960, 16)])
def test_minutes_are_rounded_down_to_whole_hours(minutes, hours):
    assert whole_hours(minutes) == hours


def test_the_year_is_summed_before_it_is_rounded():
    assert whole_hours(40 + 40 + 40) == 2


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("16", 960), (" 1 ", 60), ("1.5", 90), ("1.25", 75), ("0.05", 3), ("1:30", 90), ("0:45", 45), ("500", 30000)],
)
def test_hours_are_read_as_people_write_them(text, minutes):
    assert minutes_of(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "0", "0:00", "-1", "1.333", "0.01", "1:60", "ten", "١٦", "1e1", "500.5", "501", "1,5", "2h", "NaN", "1_0"],
)
def test_what_comes_to_no_whole_minute_or_to_none_is_refused(text):
    with pytest.raises(ValidationError):
        minutes_of(text)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 hours"), (45, "45 minutes"), (60, "1 hour"), (61, "1 hour 1 minute"), (570, "9 hours 30 minutes")],
)
def test_minutes_are_said_in_hours_and_minutes(minutes, words):
    assert in_words(minutes) == words
