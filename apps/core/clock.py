"""The one clock of the domain. Tests freeze it and the seed lives through past years with it; production cannot move it."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")

_moved_to: ContextVar[datetime | None] = ContextVar("moved_to", default=None)


def now():
    """This moment, aware, in UTC."""
    return _moved_to.get() or timezone.now()


def today():
    """This day in Europe/London."""
    return now().astimezone(LONDON).date()


def day_of(moment):
    """The day in Europe/London on which a moment lies."""
    return moment.astimezone(LONDON).date()


def start_of(day):
    """Midnight at the start of a day in Europe/London, as a moment."""
    return datetime.combine(day, time.min, tzinfo=LONDON)


@contextmanager
def held():
    """Read the clock once for all that happens inside: a request is judged by the moment it began."""
    if _moved_to.get():
        yield
        return
    token = _moved_to.set(timezone.now())
    try:
        yield
    finally:
        _moved_to.reset(token)


@contextmanager
def moved_to(moment):
    """Live at another moment for a while. Raises RuntimeError in production."""
    if not getattr(settings, "IS_LOCAL", False):
        raise RuntimeError("The clock moves only in tests and in local runs")
    token = _moved_to.set(moment)
    try:
        yield
    finally:
        _moved_to.reset(token)
