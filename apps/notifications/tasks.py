"""Work of the outbox. A task calls one function, and running it twice does no harm."""

from celery import shared_task

from apps.notifications.delivery import deliver_due


@shared_task(name="notifications.deliver")
def deliver():
    """Deliver what is due in the outbox."""
    deliver_due()
