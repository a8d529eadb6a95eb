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
        Job(
            "assurance.check_claims", timedelta(seconds=15), "A submitted claim is found by looking, not by being told"
        ),
        Job("assurance.remind_providers", timedelta(hours=1), "A provider that forgets holds up a school's money"),
        Job("payments.forget_uploads", timedelta(days=1), "Raw uploads are kept 90 days"),
        Job("core.refresh_bank_holidays", timedelta(days=7), "Deadlines move off days that gov.uk adds"),
        Job("core.delete_old_journeys", timedelta(hours=6), "Answers that nobody sent are not ours to keep"),
        Job("mentors.refresh", timedelta(minutes=10), "Names and standing change; each mentor is asked about nightly"),
        Job("claims.lapse", timedelta(hours=1), "A returned claim must not hold its hours past its deadline"),
        Job("claims.delete_stale_drafts", timedelta(hours=12), "A draft that no window is left for only misleads"),
    ]
}
