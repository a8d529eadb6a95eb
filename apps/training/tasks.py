"""Work on the ledger in the background. A task takes no rows: it looks for what is left."""

from datetime import timedelta

from celery import shared_task

from apps.audit.actors import Actor, acting
from apps.core import clock
from apps.training.models import ApiCall
from apps.training.services import files
from apps.training.services.recognising import recognise_mentors as recognise

KEEP_UPLOADS = timedelta(days=90)
KEEP_CALLS = timedelta(days=7)


@shared_task(name="training.work_through_files")
def work_through_files():
    """Preview and record what is left of large files."""
    with acting(Actor.job("files of hours")):
        files.work_through_files()


@shared_task(name="training.forget_files")
def forget_files():
    """Empty files of hours that were uploaded longer ago than we keep raw uploads."""
    with acting(Actor.job("retention")):
        files.forget_files(older_than=clock.now() - KEEP_UPLOADS)


@shared_task(name="training.forget_calls")
def forget_calls():
    """Forget the keys of API calls that nobody will repeat."""
    ApiCall.objects.filter(created_at__lt=clock.now() - KEEP_CALLS).delete()


@shared_task(name="training.recognise_mentors")
def recognise_mentors():
    """Find the mentors of recorded hours that waited for them."""
    with acting(Actor.job("hours ledger")):
        recognise()
