"""Keep the days to come as gov.uk has them. The past is never touched."""

import structlog
from django.db import transaction

from apps.core import clock
from apps.core.bank_holidays import client
from apps.core.models import BankHoliday

log = structlog.get_logger(__name__)


def refresh():
    """Ask gov.uk and mirror the future part of its answer. Returns the days added and the days withdrawn."""
    match client.fetch():
        case client.Holidays(days):
            return mirror(days)
        case client.Unavailable(reason):
            log.warning("bank_holidays.unavailable", reason=reason)
            return [], []


@transaction.atomic
def mirror(days):
    """Make the days after today those of the list, up to the last day it knows."""
    ahead = BankHoliday.objects.filter(day__gt=clock.today(), day__lte=max(days))
    kept = {holiday.day: holiday for holiday in ahead}
    listed = {day: name for day, name in days.items() if day > clock.today()}
    added = sorted(listed.keys() - kept.keys())
    withdrawn = sorted(kept.keys() - listed.keys())
    for day, name in listed.items():
        BankHoliday.objects.update_or_create(day=day, defaults={"name": name})
    ahead.filter(day__in=withdrawn).delete()
    if added or withdrawn:
        log.warning("bank_holidays.changed", added=list(map(str, added)), withdrawn=list(map(str, withdrawn)))
    return added, withdrawn
