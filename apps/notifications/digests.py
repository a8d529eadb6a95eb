"""The daily digest: who wants what need not be acted on together, and the one email a day that holds it.

A message waits as a row of the outbox. It is sent once: in a digest, or by itself when it is the only one of its day.
"""

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import transaction
from django.db.models.functions import Lower

from apps.audit.record import record
from apps.core import clock
from apps.core.nudge import nudge
from apps.notifications.message import Message
from apps.notifications.models import DigestChoice, EmailState, OutboundEmail

SENT_AT = time(16)
ACTION_NEEDED = "Action needed"


class DailyDigestForPerson(Message):
    """The day's messages of somebody who asked to have them together."""

    may_wait: ClassVar[bool] = False


def choices_of(emails):
    """Which of these addresses, in lower case, have chosen the daily digest."""
    folded = {email.lower() for email in emails}
    chosen = DigestChoice.objects.annotate(folded=Lower("email")).filter(folded__in=folded)
    return set(chosen.values_list("folded", flat=True)) if folded else set()


def has_digest(email):
    """Whether this address has chosen the daily digest."""
    return bool(choices_of([email]))


def can_wait(message, subject):
    """Whether a message asks nobody to do anything, so that it may come in a digest."""
    return message.may_wait and not subject.startswith(ACTION_NEEDED)


@transaction.atomic
def choose_digest(user, wants, *, by):
    """Begin or end somebody's daily digest. What was waiting for it is sent at once when it ends."""
    if wants == has_digest(user.email):
        return
    if wants:
        DigestChoice.objects.create(email=user.email)
    else:
        DigestChoice.objects.filter(email__iexact=user.email).delete()
        if OutboundEmail.objects.filter(to__iexact=user.email, state=EmailState.HELD).update(state=EmailState.WAITING):
            nudge("notifications.deliver")
    record("user.choose_digest", user, by=by, wants=wants)


def move_digest(came_from, went_to):
    """Somebody's address has changed: their choice goes with them."""
    DigestChoice.objects.filter(email__iexact=came_from).update(email=went_to)


def send_digests():
    """Send each person what was held for them before the last time of day at which digests go. Returns how many people."""
    until = last_time()
    held = OutboundEmail.objects.filter(state=EmailState.HELD, created_at__lt=until)
    addresses = list(held.order_by("to").values_list("to", flat=True).distinct())
    for address in addresses:
        send_digest(address, until)
    return len(addresses)


def last_time():
    """The last moment, not after this one, at which digests go."""
    moment = datetime.combine(clock.today(), SENT_AT, tzinfo=clock.LONDON)
    return moment if moment <= clock.now() else moment - timedelta(days=1)


@transaction.atomic
def send_digest(address, until):
    """Gather what is held for one address into one email; a single message is sent as it is."""
    held = OutboundEmail.objects.select_for_update().filter(state=EmailState.HELD, to=address, created_at__lt=until)
    emails = list(held.order_by("created_at", "id"))
    if not emails:
        return
    if len(emails) == 1:
        emails[0].state, emails[0].due_at = EmailState.WAITING, clock.now()
        emails[0].save(update_fields=["state", "due_at"])
    else:
        digest = keep(DailyDigestForPerson(address, emails[0], emails[0], {"emails": emails}))
        for email in emails:
            email.state, email.digest, email.settled_at = EmailState.GATHERED, digest, clock.now()
            email.save(update_fields=["state", "digest", "settled_at"])
    nudge("notifications.deliver")


def keep(digest):
    """The digest as a row of the outbox."""
    subject, body = digest.words()
    return OutboundEmail.objects.create(
        dedupe_key=digest.dedupe_key, to=digest.to, message=digest.name, subject=subject, body=body
    )
