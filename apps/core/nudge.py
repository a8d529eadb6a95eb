"""Make background work sooner: on commit, best effort, never raises. The sweep does it anyway."""

from threading import Thread

import structlog
from celery import current_app as app
from django.conf import settings
from django.db import transaction

log = structlog.get_logger(__name__)

PATIENCE = 0.5

_sending = None


def nudge(task, *args):
    """Send a Celery task once this transaction is safe. No broker, or a broken one, costs half a second at most."""
    if not settings.CELERY_BROKER_URL:
        return
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task, args):
    """Send in a thread that we wait for only so long. While it still tries, a broker in trouble is asked nothing more."""
    global _sending
    if _sending and _sending.is_alive():
        log.warning("nudge.left_out", task=task)
        return
    _sending = Thread(target=_try_to_send, args=(task, args), daemon=True)
    _sending.start()
    _sending.join(PATIENCE)


def _try_to_send(task, args):
    try:
        app.send_task(task, args=args, retry=False)
    except Exception as problem:
        log.warning("nudge.failed", task=task, problem=type(problem).__name__)
