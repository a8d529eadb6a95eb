"""Scheduled work of the machinery itself."""

from celery import shared_task

from apps.core.bank_holidays.sync import refresh
from apps.core.journeys import delete_old_journeys as delete


@shared_task(name="core.refresh_bank_holidays")
def refresh_bank_holidays():
    """Mirror the bank holidays that gov.uk publishes."""
    refresh()


@shared_task(name="core.delete_old_journeys")
def delete_old_journeys():
    """Forget journeys that nobody finished."""
    delete()
