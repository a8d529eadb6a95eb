"""Working days and deadlines. A deadline is a day, and includes it."""

from datetime import timedelta

from apps.core.models import BankHoliday


def is_working_day(day):
    """Neither a weekend nor a bank holiday of England and Wales."""
    return day.weekday() < 5 and not BankHoliday.objects.filter(day=day).exists()


def on_or_after(day):
    """The first working day from this day on."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def deadline(day, *, days):
    """So many calendar days on, moved off weekends and bank holidays."""
    return on_or_after(day + timedelta(days=days))


def working_days_after(day, count):
    """The day that is `count` working days after this one."""
    for _ in range(count):
        day = on_or_after(day + timedelta(days=1))
    return day
