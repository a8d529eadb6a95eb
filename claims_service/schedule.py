"""What runs when, and why: one row a job.

Beat offers each job at its interval; `run_due_work` does the same with nothing but the database. Either way a
tick happens once, by its unique (job, due_at).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Job:
    """A task by name, how often it is due, and why it is needed."""

    task: str
    every: timedelta
    because: str

    def due_at(self, moment):
        """The latest due moment not after this one: whole intervals since the epoch."""
        seconds = self.every.total_seconds()
        return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, tz=UTC)


SCHEDULE = {
    job.task: job
    for job in [
        Job("notifications.deliver", timedelta(seconds=10), "A lost nudge must not delay an email for long"),
    ]
}
