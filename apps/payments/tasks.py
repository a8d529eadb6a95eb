"""Scheduled work about money."""

from datetime import timedelta

from celery import shared_task

from apps.core import clock
from apps.payments.services import uploads

KEEP_UPLOADS = timedelta(days=90)


@shared_task(name="payments.forget_uploads")
def forget_uploads():
    """Empty files of answers that were uploaded longer ago than we keep raw uploads."""
    uploads.forget_uploads(older_than=clock.now() - KEEP_UPLOADS)
