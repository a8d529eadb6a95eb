"""A claim before it is submitted: start, fill, change provider, discard. Drafts hold no hours."""

from urllib.parse import urlencode
from uuid import uuid4

from django.db import IntegrityError, transaction

from apps.audit.history import events_of
from apps.audit.record import record
from apps.claims.enums import EDITABLE, ClaimStatus
from apps.claims.lifecycle import MoveNotAllowed, hold
from apps.claims.models import Claim, ClaimLine
from apps.core.references import new_reference
from apps.users.services.people import person_behind

SAID_OF_THE_PROVIDER = ("agreed", "check-your-answers")


@transaction.atomic
def start_claim(school, provider, year, *, by, key=None, **details):
    """A new draft, with its reference. The same `key` for the same school is the same draft, however often asked.

    `details` go into its first line of history.
    """
    key = key or uuid4()
    for _ in range(5):
        if there := Claim.objects.of_school(school).filter(pk=key).first():
            return there
        try:
            with transaction.atomic():
                claim = Claim.objects.create(
                    pk=key,
                    reference=new_reference(),
                    school=school,
                    provider=provider,
                    year=year,
                    created_by=person_behind(by),
                )
        except IntegrityError:
            continue
        record("claim.start", claim, by=by, provider=str(provider), **details)
        return claim
    raise RuntimeError("Five references in a row were taken")


@transaction.atomic
def keep_answers(claim, answers, hours=None, *, by):
    """Keep a journey's answers as they were posted; a draft's lines follow them.

    `hours` gives whole hours, or None where not yet said, by mentor. A returned claim keeps its lines, which hold
    hours, until it is submitted again. Raises MoveNotAllowed when the claim is neither draft nor returned.
    """
    hold(claim)
    if claim.status not in EDITABLE:
        raise MoveNotAllowed(f"Claim {claim.reference} can no longer be changed. Look at it again.")
    claim.answers = answers
    claim.save(update_fields=["answers"])
    if hours is not None and claim.status == ClaimStatus.DRAFT:
        write_lines(claim, hours)


@transaction.atomic
def fill_draft(claim, hours, *, by, agreed=False):
    """Put mentors and hours into a draft as if the journey had asked; `agreed` only if the person said so of these hours."""
    keep_answers(claim, answers_of(hours, agreed=agreed), hours, by=by)


def answers_of(hours, *, agreed):
    """The answers of the journey that stand for these hours by mentor; None of a mentor leaves the question open."""
    answers = {"mentors": urlencode([("mentors", mentor.pk) for mentor in hours])}
    for mentor, count in hours.items():
        if count:
            answers[f"hours-{mentor.pk}"] = urlencode({"choice": "number", "hours": count})
    if agreed:
        answers["agreed"] = urlencode({"agreed": "on"})
    return answers


@transaction.atomic
def change_provider(claim, provider, *, by):
    """Claim for another provider's training: mentors and hours stay, what was agreed is asked again. Only of a draft."""
    hold(claim)
    if claim.status != ClaimStatus.DRAFT:
        raise MoveNotAllowed("Only a draft can change its provider. Withdraw this claim and start another.")
    if claim.provider_id == provider.pk:
        return
    claim.provider = provider
    claim.answers = {step: posted for step, posted in claim.answers.items() if step not in SAID_OF_THE_PROVIDER}
    claim.save(update_fields=["provider", "answers"])


def write_lines(claim, hours):
    """Make the claim's lines say just these mentors and hours. The caller holds the claim."""
    lines = {line.mentor_id: line for line in claim.lines.select_related("mentor")}
    wanted = {mentor.pk: count for mentor, count in hours.items()}
    for mentor_id, line in lines.items():
        if mentor_id not in wanted:
            line.delete()
        elif line.hours != wanted[mentor_id]:
            line.hours = wanted[mentor_id]
            line.save(update_fields=["hours"])
    for mentor, count in hours.items():
        if mentor.pk not in lines:
            ClaimLine.objects.create(claim=claim, mentor=mentor, hours=count)


@transaction.atomic
def discard_draft(claim, *, by):
    """Delete a draft. History keeps that it was there."""
    hold(claim)
    if claim.status != ClaimStatus.DRAFT:
        raise MoveNotAllowed("Only a draft can be deleted. You can withdraw a submitted claim.")
    said = {"reference": claim.reference, "provider": str(claim.provider), "school": str(claim.school_id)}
    record("claim.discard", claim, by=by, **said)
    claim.lines.all().delete()
    claim.delete()


def was_discarded(school, claim_id):
    """Whether this was a draft of the school that somebody deleted."""
    discarded = events_of(Claim(pk=claim_id), "claim.discard")
    return any(event.details.get("school") == str(school.pk) for event in discarded)
