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
        Job("notifications.send_digests", timedelta(hours=1), "A day's messages go together at 4pm, London time"),
        Job(
            "assurance.check_claims", timedelta(seconds=15), "A submitted claim is found by looking, not by being told"
        ),
        Job("assurance.count_rules", timedelta(hours=1), "A year's findings are too many to count for each reader"),
        Job("assurance.remind_providers", timedelta(hours=1), "A provider that forgets holds up a school's money"),
        Job("payments.forget_uploads", timedelta(days=1), "Raw uploads are kept 90 days"),
        Job("core.refresh_bank_holidays", timedelta(days=7), "Deadlines move off days that gov.uk adds"),
        Job("core.delete_old_journeys", timedelta(hours=6), "Answers that nobody sent are not ours to keep"),
        Job(
            "mentors.refresh", timedelta(minutes=2), "Names and standing change; each of 60,000 is asked about nightly"
        ),
        Job(
            "schools.fetch_register",
            timedelta(hours=6),
            "The schools register publishes a file a day, at no set time, and some days none",
        ),
        Job("providers.fetch_register", timedelta(days=1), "Accreditations begin and end, and providers change names"),
        Job("content.forget_feedback", timedelta(days=1), "What people say of the service is kept a year"),
        Job("mentors.forget_volunteers", timedelta(days=1), "An offer to mentor is kept a year, unless it is taken up"),
        Job(
            "training.work_through_files",
            timedelta(seconds=30),
            "A large file is recorded even if its worker was killed",
        ),
        Job("training.forget_files", timedelta(days=1), "Raw uploads are kept 90 days"),
        Job("training.forget_calls", timedelta(days=1), "A call is repeated within days, or never"),
        Job("training.recognise_mentors", timedelta(minutes=1), "Recorded hours wait for a school to add the mentor"),
        Job(
            "claims.prepare_claims",
            timedelta(minutes=1),
            "Recorded hours that nobody claimed become a draft by themselves",
        ),
        Job("claims.look_again_at_recorded", timedelta(days=1), "A claim withdrawn frees hours, and no ledger says so"),
        Job(
            "claims.tell_of_ready_claims",
            timedelta(hours=1),
            "A school hears once a day of the claims made ready for it",
        ),
        Job("claims.lapse", timedelta(hours=1), "A returned claim must not hold its hours past its deadline"),
        Job("claims.delete_stale_drafts", timedelta(hours=12), "A draft that no window is left for only misleads"),
    ]
}
