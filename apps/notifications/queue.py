"""Keep an email with the change it announces."""

from apps.core.nudge import nudge
from apps.notifications.models import OutboundEmail


def queue(message):
    """Keep the email in the transaction of the change; it is delivered once that change is safe. Told once, however often queued."""
    subject, body = message.words()
    email, is_new = OutboundEmail.objects.get_or_create(
        dedupe_key=message.dedupe_key,
        defaults={
            "to": message.to,
            "message": message.name,
            "subject": subject,
            "body": body,
            "subject_id": message.about.pk,
        },
    )
    if is_new:
        nudge("notifications.deliver")
    return email


def queue_many(messages):
    """Keep many emails in a constant number of statements. Each is told once, however often queued."""
    emails = []
    for message in messages:
        subject, body = message.words()
        emails.append(
            OutboundEmail(
                dedupe_key=message.dedupe_key,
                to=message.to,
                message=message.name,
                subject=subject,
                body=body,
                subject_id=message.about.pk,
            )
        )
    OutboundEmail.objects.bulk_create(emails, batch_size=5000, ignore_conflicts=True)
    if emails:
        nudge("notifications.deliver")
