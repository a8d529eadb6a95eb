"""Each due moment of each job happens once, whoever sees it first."""

import structlog
from django.db import IntegrityError, transaction

from apps.core import clock
from apps.core.models import Tick

log = structlog.get_logger(__name__)


def run_once(job, work):
    """Run a job's work for its latest due moment unless somebody already has. True when it ran.

    A failure is kept on the tick and the next due moment tries again; it stops no other job.
    """
    due_at = job.due_at(clock.now())
    try:
        with transaction.atomic():
            tick = Tick.objects.create(job=job.task, due_at=due_at)
    except IntegrityError:
        return False
    try:
        work()
    except Exception as problem:
        log.exception("job.failed", job=job.task)
        tick.problem = f"{type(problem).__name__}: {problem}"[:2000]
    tick.finished_at = clock.now()
    tick.save(update_fields=["finished_at", "problem"])
    return True
