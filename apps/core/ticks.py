"""Each due moment of each job happens once, whoever sees it first."""

from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction

from apps.core import clock
from apps.core.models import Tick

log = structlog.get_logger(__name__)

GIVEN_UP_AFTER = timedelta(minutes=10)


def run_once(job, work):
    """Run a job's work for its latest due moment unless somebody already has. True when it ran.

    A failure is kept on the tick and the next due moment tries again; it stops no other job.
    """
    tick = take(job.task, job.due_at(clock.now()))
    if tick is None:
        return False
    try:
        work()
    except Exception as problem:
        log.exception("job.failed", job=job.task)
        tick.problem = f"{type(problem).__name__}: {problem}"[:2000]
    tick.finished_at = clock.now()
    tick.save(update_fields=["finished_at", "problem"])
    return True


def take(job, due_at):
    """The tick of this moment, if it is ours: nobody took it, or whoever did was cut short and has not come back."""
    try:
        with transaction.atomic():
            return Tick.objects.create(job=job, due_at=due_at)
    except IntegrityError:
        left = Tick.objects.filter(
            job=job, due_at=due_at, finished_at=None, started_at__lt=clock.now() - GIVEN_UP_AFTER
        )
        return Tick.objects.get(job=job, due_at=due_at) if left.update(started_at=clock.now()) else None
