"""Make background work sooner: on commit, best effort, never raises. The sweep does it anyway."""

import structlog
from django.conf import settings
from django.db import transaction

log = structlog.get_logger(__name__)


def nudge(task, *args):
    """Send a Celery task once this transaction is safe. No broker, or a broken one, costs half a second at most."""
    if not settings.CELERY_BROKER_URL:
        return
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task, args):
    from celery import current_app as app

    try:
        app.send_task(task, args=args, retry=False)
    except Exception as problem:
        log.warning("nudge.failed", task=task, problem=type(problem).__name__)
