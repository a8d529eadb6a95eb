"""Work on content that nobody waits for."""

from celery import shared_task

from apps.audit.actors import Actor, acting
from apps.content import services


@shared_task(name="content.forget_feedback")
def forget_feedback():
    """Delete what people said of the service over a year ago."""
    with acting(Actor.job("retention")):
        services.forget_feedback()
