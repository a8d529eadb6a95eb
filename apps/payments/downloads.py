"""Getting the payment file: signed in, or by an emailed link that opens one download session of thirty minutes.

Tokens are 256 bits and kept hashed. A link never answers, and a new one goes to the same address only.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.core import clock
from apps.notifications.queue import queue
from apps.payments.enums import RunStatus
from apps.payments.models import DownloadLink, PaymentRun
from apps.payments.notifications import PaymentRunForPayer, payer_people
from apps.payments.refusals import FileNotAvailable

LINK_LASTS = timedelta(days=7)
SESSION_LASTS = timedelta(minutes=30)
BETWEEN_RENEWALS = timedelta(minutes=5)


def hashed(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def new_link(run, email):
    """Make a link for one address. Returns its token, which only the email knows."""
    token = secrets.token_urlsafe(32)
    DownloadLink.objects.create(run=run, email=email, token_hash=hashed(token), expires_at=clock.now() + LINK_LASTS)
    return token


def link_with(token):
    """The link of a token, opened or not; None if there is none or its address no longer belongs to the payer."""
    link = DownloadLink.objects.filter(token_hash=hashed(token)).select_related("run").first()
    return link if link and person_of(link) else None


def person_of(link):
    """The person at the payer whose link it is, while they are one."""
    return payer_people().filter(email__iexact=link.email).first()


def can_be_opened(link):
    return link.used_at is None and clock.now() < link.expires_at and link.run.status == RunStatus.RELEASED


@transaction.atomic
def open_session(link):
    """Open the download session of a link. Returns its secret; None when somebody was first or it is too late.

    One statement on one table decides: PostgreSQL asks its condition again of a row that somebody else just changed.
    """
    now, secret = clock.now(), secrets.token_urlsafe(32)
    if not can_be_opened(link):
        return None
    unused = DownloadLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    opened = unused.update(used_at=now, session_hash=hashed(secret), session_expires_at=now + SESSION_LASTS)
    if not opened:
        return None
    record("payment_run.open_link", link.run, by=holder(link), number=link.run.number)
    return secret


def session_with(secret):
    """The link whose download session this secret opened, while it lasts; else None."""
    if not secret:
        return None
    open_now = DownloadLink.objects.filter(session_hash=hashed(secret), session_expires_at__gt=clock.now())
    link = open_now.select_related("run").first()
    return link if link and link.run.status == RunStatus.RELEASED and person_of(link) else None


@transaction.atomic
def renew_link(link):
    """Send a new link to the same address, at most one every five minutes. Raises FileNotAvailable for a recalled run."""
    run = PaymentRun.objects.hold().get(pk=link.run_id)
    if run.status != RunStatus.RELEASED:
        raise FileNotAvailable("DfE took this payment run back. There is nothing to download.")
    recent = DownloadLink.objects.filter(
        run=run, email=link.email, used_at=None, created_at__gt=clock.now() - BETWEEN_RENEWALS
    )
    if recent.exists():
        return
    event = record("payment_run.send_link", run, by=holder(link), number=run.number)
    context = {"person": person_of(link), "token": new_link(run, link.email)}
    queue(PaymentRunForPayer(to=link.email, event=event, about=run, context=context))


def holder(link):
    """Whoever has the link, by its address: no more is known of them."""
    return Actor(name=link.email, role="payer, by link")


@transaction.atomic
def note_download(run, *, by):
    """Note that somebody takes the file of a released run; from the first time on it cannot be recalled."""
    run.refresh_from_db(from_queryset=PaymentRun.objects.hold())
    if run.status != RunStatus.RELEASED:
        raise FileNotAvailable(f"{run} is {run.get_status_display().lower()}. Only a released run has a file.")
    if run.first_downloaded_at is None:
        run.first_downloaded_at = clock.now()
        run.save(update_fields=["first_downloaded_at"])
    record("payment_run.download", run, by=by, number=run.number, claims=run.claims_count)
