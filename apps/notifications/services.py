"""Emails that could not be delivered: a person sends them again or lets them go."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.core.nudge import nudge
from apps.notifications.models import EmailState, OutboundEmail

FAILED = (EmailState.PARKED, EmailState.BOUNCED)


class NotFailed(Refused):
    title = "This email is no longer waiting for you"


def failed_emails():
    """Emails that came back or could not be sent."""
    return OutboundEmail.objects.filter(state__in=FAILED)


@transaction.atomic
def retry_email(email, *, by):
    """Send a failed email once more, as if for the first time."""
    email = held_failed(email)
    email.state, email.due_at, email.settled_at = EmailState.WAITING, clock.now(), None
    email.tries, email.leased_until, email.problem = 0, None, ""
    email.save()
    record("email.retry", email, by=by, heading=email.subject)
    nudge("notifications.deliver")
    return email


@transaction.atomic
def discard_email(email, *, by):
    """Let a failed email go. It stays in the list of what was written, and is never sent."""
    email = held_failed(email)
    email.state, email.settled_at = EmailState.DISCARDED, clock.now()
    email.save(update_fields=["state", "settled_at"])
    record("email.discard", email, by=by, heading=email.subject)
    return email


def held_failed(email):
    email = OutboundEmail.objects.select_for_update().get(pk=email.pk)
    if email.state not in FAILED:
        raise NotFailed(f"It is now: {email.get_state_display().lower()}.")
    return email
