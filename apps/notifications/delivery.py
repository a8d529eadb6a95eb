"""Deliver the outbox. Any number of processes may do so at once; an email is leased before it is sent.

An email whose sending was cut short is looked up at Notify by its reference before it is sent again, so that
a dropped connection doubles nothing.
"""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction

from apps.core import clock
from apps.notifications import notify
from apps.notifications.models import DeliveryPause, EmailState, OutboundEmail

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
MOST_TRIES = 12
OPEN_STATES = (EmailState.WAITING, EmailState.SENDING)
TOLD_BY_NOTIFY = (EmailState.DELIVERED, EmailState.BOUNCED)


def deliver_due(client=None, most=500):
    """Send every email that is due. Returns how many were settled."""
    client = client or notify.from_settings()
    settled = 0
    for _ in range(most):
        if is_paused():
            break
        email, was_cut_short = lease_next()
        if email is None:
            break
        settled += deliver(email, was_cut_short, client)
    return settled


def is_paused():
    """Notify has refused us or asked us to wait."""
    return DeliveryPause.objects.filter(until__gt=clock.now()).exists()


@transaction.atomic
def lease_next():
    """Take the next due email for half a minute, and say whether an earlier sending was cut short."""
    now = clock.now()
    email = (
        OutboundEmail.objects.select_for_update(skip_locked=True)
        .filter(state__in=OPEN_STATES, due_at__lte=now)
        .exclude(leased_until__gt=now)
        .order_by("due_at")
        .first()
    )
    if email is None:
        return None, False
    was_cut_short = email.state == EmailState.SENDING
    email.state, email.leased_until, email.tries = EmailState.SENDING, now + LEASE, email.tries + 1
    email.save(update_fields=["state", "leased_until", "tries"])
    return email, was_cut_short


def deliver(email, was_cut_short, client):
    """Send one leased email, or find that it had been sent already. True when nothing more is to do for it."""
    reference = str(email.id)
    if was_cut_short:
        try:
            notify_id = client.find_by_reference(reference)
        except notify.LookupFailed:
            return put_off(email, "Notify could not say whether this was sent")
        if notify_id:
            return settle(email, EmailState.SENT, notify_id=notify_id)
    outcome = client.send(
        email.to, settings.NOTIFY_TEMPLATE_ID, {"subject": email.subject, "body": email.body}, reference
    )
    return HANDLERS[type(outcome)](email, outcome)


@transaction.atomic
def settle(email, state, **changes):
    """Note the end of it, unless Notify has told us already what became of the email."""
    if OutboundEmail.objects.select_for_update().filter(pk=email.pk, state__in=TOLD_BY_NOTIFY).exists():
        return True
    email.state, email.leased_until, email.settled_at = state, None, clock.now()
    if state == EmailState.SENT:
        email.sent_at = clock.now()
    for name, value in changes.items():
        setattr(email, name, value)
    email.save()
    return True


def put_off(email, problem, seconds=None, state=EmailState.SENDING):
    """Try again later, longer each time; after twelve tries a person must look."""
    if email.tries >= MOST_TRIES:
        return settle(email, EmailState.PARKED, problem=f"Given up after {email.tries} tries: {problem}")
    wait = seconds if seconds is not None else min(2**email.tries, 600)
    email.state, email.leased_until, email.problem = state, None, problem[:300]
    email.due_at = clock.now() + timedelta(seconds=wait)
    email.save()
    log.warning("email.put_off", email=str(email.id), tries=email.tries)
    return False


def pause(reason, seconds):
    """Make the whole queue wait."""
    DeliveryPause.objects.update_or_create(
        id=1, defaults={"until": clock.now() + timedelta(seconds=seconds), "reason": reason[:300]}
    )
    log.error("email.queue_paused", reason=reason)


def _sent(email, outcome):
    return settle(email, EmailState.SENT, notify_id=outcome.id, problem="")


def _parked(email, outcome):
    log.error("email.parked", email=str(email.id))
    return settle(email, EmailState.PARKED, problem=outcome.reason[:300])


def _stopped(email, outcome):
    pause(outcome.reason, seconds=300)
    email.tries -= 1
    return put_off(email, outcome.reason, seconds=300, state=EmailState.WAITING)


def _slow(email, outcome):
    pause("Notify asked us to slow down", seconds=outcome.wait)
    email.tries -= 1
    return put_off(email, "Notify asked us to slow down", seconds=outcome.wait, state=EmailState.WAITING)


def _unknown(email, outcome):
    return put_off(email, "The connection broke before Notify answered", seconds=30)


def _retry(email, outcome):
    return put_off(email, "Notify could not be reached", state=EmailState.WAITING)


HANDLERS = {
    notify.Sent: _sent,
    notify.Parked: _parked,
    notify.QueueStopped: _stopped,
    notify.Slow: _slow,
    notify.Unknown: _unknown,
    notify.Retry: _retry,
}
