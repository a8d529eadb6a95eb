"""Read the bank holidays that gov.uk publishes."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from apps.core import outside

FEWEST_IN_A_YEAR = 8


@dataclass(frozen=True)
class Holidays:
    """The days of England and Wales, each with its name."""

    days: dict


@dataclass(frozen=True)
class Unavailable:
    """Nothing that we could use: the last good copy stays."""

    reason: str


def fetch():
    """Ask gov.uk. Anything but a whole list of our division is Unavailable."""
    try:
        answer = outside.ask(settings.BANK_HOLIDAYS_URL, connect=3, read=5, total=10)
    except outside.NoAnswer as problem:
        return Unavailable(str(problem))
    if answer.status != 200:
        return Unavailable(f"answered {answer.status}")
    try:
        events = answer.json()["england-and-wales"]["events"]
        days = {date.fromisoformat(event["date"]): str(event["title"])[:100] for event in events}
    except (TypeError, KeyError, ValueError):
        return Unavailable("not the list we know")
    return Holidays(days) if is_whole(days) else Unavailable("a year has too few days")


def is_whole(days):
    """Every year it covers has the eight days that every year has."""
    years = [day.year for day in days]
    return bool(years) and all(years.count(year) >= FEWEST_IN_A_YEAR for year in set(years))
