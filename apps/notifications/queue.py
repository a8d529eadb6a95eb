"""Keep an email with the change it announces."""

from apps.core.nudge import nudge
from apps.notifications.digests import can_wait, choices_of
from apps.notifications.models import EmailState, OutboundEmail


def queue(message):
    """Keep the email in the transaction of the change; it is delivered once that change is safe. Told once, however often queued."""
    kept = rows_of([message])[0]
    email, is_new = OutboundEmail.objects.get_or_create(
        dedupe_key=message.dedupe_key,
        defaults={name: getattr(kept, name) for name in ("to", "message", "subject", "body", "state", "subject_id")},
    )
    if is_new and email.state == EmailState.WAITING:
        nudge("notifications.deliver")
    return email


def queue_many(messages):
    """Keep many emails in a constant number of statements. Each is told once, however often queued."""
    emails = rows_of(messages)
    OutboundEmail.objects.bulk_create(emails, batch_size=5000, ignore_conflicts=True)
    if emails:
        nudge("notifications.deliver")


def rows_of(messages):
    """The messages as rows of the outbox: held where their people want a daily digest, else waiting to be sent."""
    written = [(message, *message.words()) for message in messages]
    holding = choices_of(message.to for message, subject, _ in written if can_wait(message, subject))
    return [
        OutboundEmail(
            dedupe_key=message.dedupe_key,
            to=message.to,
            message=message.name,
            subject=subject,
            body=body,
            subject_id=message.about.pk,
            state=EmailState.HELD
            if can_wait(message, subject) and message.to.lower() in holding
            else EmailState.WAITING,
        )
        for message, subject, body in written
    ]
