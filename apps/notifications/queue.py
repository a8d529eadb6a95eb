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
