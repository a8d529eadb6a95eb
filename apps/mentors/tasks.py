"""Work on mentors that nobody waits for."""

from celery import shared_task

from apps.audit.actors import Actor, acting
from apps.mentors.services import volunteers
from apps.mentors.teaching_record.sync import refresh_due


@shared_task(name="mentors.refresh")
def refresh():
    """Keep mentors' names and standing as the teaching record has them."""
    with acting(Actor.job("teaching record")) as by:
        refresh_due(by=by)


@shared_task(name="mentors.forget_volunteers")
def forget_volunteers():
    """Delete offers to mentor that a school did not take up in a year."""
    with acting(Actor.job("retention")) as by:
        volunteers.forget_volunteers(by=by)
