"""What became of an email, as GOV.UK Notify tells it. Receipts may come twice, late, or before we have stored the sending."""

from uuid import UUID

import structlog
from django.db import transaction

from apps.core import clock
from apps.notifications.models import EmailState, OutboundEmail

log = structlog.get_logger(__name__)

BECOMES = {
    "delivered": EmailState.DELIVERED,
    "permanent-failure": EmailState.BOUNCED,
    "temporary-failure": EmailState.BOUNCED,
    "technical-failure": EmailState.BOUNCED,
}
PROBLEMS = {
    "permanent-failure": "The address does not exist or refuses email",
    "temporary-failure": "The mailbox was full or away for three days",
    "technical-failure": "Notify could not pass it on",
}


@transaction.atomic
def take_receipt(*, notify_id, reference, status):
    """Note what became of an email. One that came back stays so, whatever is told later. True when it was ours."""
    state = BECOMES.get(status)
    email = find(notify_id, reference)
    if state is None or email is None:
        log.warning("receipt.not_ours", status=status)
        return False
    if email.state not in (EmailState.BOUNCED, EmailState.DISCARDED):
        email.state, email.problem = state, PROBLEMS.get(status, "")
        email.notify_id, email.leased_until = notify_id[:40], None
        email.sent_at = email.sent_at or clock.now()
        email.settled_at = clock.now()
        email.save()
    return True


def find(notify_id, reference):
    """By our reference, which is the id of the row; else by what Notify calls it."""
    emails = OutboundEmail.objects.select_for_update()
    try:
        return emails.filter(pk=UUID(reference)).first()
    except ValueError:
        return emails.filter(notify_id=notify_id).first() if notify_id else None
