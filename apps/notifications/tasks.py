"""Work of the outbox. A task calls one function, and running it twice does no harm."""

from celery import shared_task

from apps.audit.actors import Actor, acting
from apps.notifications.delivery import deliver_due
from apps.notifications.digests import send_digests


@shared_task(name="notifications.deliver")
def deliver():
    """Deliver what is due in the outbox."""
    with acting(Actor.job("notifications")):
        deliver_due()


@shared_task(name="notifications.send_digests")
def send_digest_emails():
    """Send the day's messages of those who want them together."""
    with acting(Actor.job("notifications")):
        send_digests()
