"""A school says that recorded hours are wrong, and the provider answers. Until then nobody changes or claims them."""

from django.db import IntegrityError, transaction

from apps.audit.record import record
from apps.core import clock
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.notifications import DisputeAnsweredForSchool, HoursDisputedForProvider, tell_provider, tell_school
from apps.training.refusals import AlreadyDisputed, DisputeAnswered
from apps.training.services.recording import Said, record_hours


@transaction.atomic
def dispute_hours(entry, *, hours, words, by):
    """Say that hours recorded of a school's mentor are wrong, with the right number and why.

    Raises AlreadyDisputed while an earlier dispute of them waits for its answer.
    """
    entry = LedgerEntry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)
    try:
        with transaction.atomic():
            dispute = LedgerDispute.objects.create(entry=entry, hours_said=hours, words=words.strip(), disputed_by=by)
    except IntegrityError:
        raise AlreadyDisputed(f"{entry.provider} has not answered yet about these hours.") from None
    said = {"recorded": entry.hours, "hours": hours, "words": dispute.words, "school": str(entry.school)}
    event = record("hours.dispute", entry, by=by, **said)
    tell_provider(HoursDisputedForProvider, entry, event, dispute=dispute)
    return dispute


@transaction.atomic
def answer_dispute(dispute, *, words, minutes=None, by):
    """Answer a school: the hours stand, or `minutes` are the year's total from now on. Raises DisputeAnswered."""
    entry = LedgerEntry.objects.select_for_update(of=("self",), no_key=True).get(pk=dispute.entry_id)
    dispute.refresh_from_db()
    if dispute.answered_at:
        raise DisputeAnswered(f"{dispute.answered_by} has answered the school already.")
    dispute.answer, dispute.answered_by, dispute.answered_at = words.strip(), by, clock.now()
    dispute.save(update_fields=["answer", "answered_by", "answered_at"])
    before = entry.hours
    if minutes is not None and minutes != entry.minutes:
        said = Said(1, entry.trn, entry.school.urn, entry.year, minutes, replaces=True)
        record_hours(entry.provider, [said], by=by, how="answer")
    else:
        LedgerEntry.objects.filter(pk=entry.pk).update(updated_at=clock.now())
    entry.refresh_from_db()
    told = {"before": before, "hours": entry.hours, "words": dispute.answer, "provider": str(entry.provider)}
    event = record("hours.answer_dispute", entry, by=by, **told)
    tell_school(DisputeAnsweredForSchool, entry, event, dispute=dispute)
