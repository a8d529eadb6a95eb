"""A provider's answers about hours: many at once, undone within an hour, or reported as wrong later."""

from dataclasses import dataclass, field

from django.db import transaction

from apps.assurance.answers import ANSWERABLE, answers_to
from apps.assurance.enums import REASONS, Answer, AnswerReason, contradiction
from apps.assurance.models import Confirmation, ConfirmationRequest
from apps.assurance.models.confirmations import hours_in_words
from apps.assurance.notifications import AnswerTakenBackForSchool, MoreHoursForSchool
from apps.assurance.refusals import AnswerRefused
from apps.assurance.services.due import look_soon
from apps.audit.actors import Actor
from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus, Move
from apps.claims.models import Claim
from apps.claims.notifications import ClaimReturnedForSchool, tell_school
from apps.core import clock
from apps.core.calendar import working_days_after

DAYS_TO_CHANGE = 10


@dataclass(frozen=True)
class LineAnswer:
    """What a provider says of one line of a claim, by the line's id and its hours as they were shown."""

    line_id: object
    hours_asked: int
    answer: Answer
    hours: int | None = None
    reason: str = ""
    words: str = ""

    @property
    def why(self):
        """The reason and the words, as a page shows them."""
        return ". ".join(part for part in (self.reason and AnswerReason(self.reason).label, self.words) if part)


@dataclass
class Answered:
    """Answers that were kept, and those that came too late: answered by someone else, or no longer asked."""

    kept: list = field(default_factory=list)
    too_late: list = field(default_factory=list)


@transaction.atomic
def answer_hours(provider, answers, *, by):
    """Keep a provider's answers, many at once. A claim with fewer hours than claimed goes back to its school.

    Raises AnswerRefused for an answer without its number or reason.
    """
    answers = {answer.line_id: answer for answer in answers}
    for answer in answers.values():
        check_answer(answer)
    claims = Claim.objects.filter(provider=provider, lines__in=answers).order_by("id").distinct().values_list("pk")
    outcome, found = Answered(), set()
    for claim in hold_all([pk for (pk,) in claims]):
        asked = is_asked(claim)
        lines = list(claim.lines.filter(pk__in=answers).select_related("mentor", "allowance").order_by("id"))
        standing = answers_to(lines)
        found |= {line.pk for line in lines}
        late = [
            line for line in lines if not asked or line.pk in standing or line.hours != answers[line.pk].hours_asked
        ]
        outcome.too_late += [answers[line.pk] for line in late]
        kept = [keep_answer(claim, line, answers[line.pk], by=by) for line in lines if line not in late]
        if kept:
            tell_of_answers(claim, kept, by=by)
        outcome.kept += kept
    outcome.too_late += [answer for pk, answer in answers.items() if pk not in found]
    return outcome


def check_answer(answer):
    """An answer that does not simply confirm says how many hours, or why."""
    if answer.answer == Answer.CONFIRMED:
        return
    if answer.answer not in REASONS or answer.reason not in REASONS[answer.answer]:
        raise AnswerRefused("Select a reason for each answer that does not confirm the hours.")
    if answer.reason == AnswerReason.OTHER and not answer.words.strip():
        raise AnswerRefused("Enter your reason.")
    if answer.answer == Answer.OTHER_HOURS and answer.hours is None:
        raise AnswerRefused("Enter the hours that each mentor completed.")
    if answer.hours is not None and (wrong := contradiction(answer.reason, answer.hours, answer.hours_asked)):
        raise AnswerRefused(f"{wrong}. Select another reason.")


def hold_all(ids):
    """Lock claims in the order of their ids, so that two batches never wait for each other."""
    held = Claim.objects.filter(pk__in=ids).order_by("id").select_for_update(of=("self",), no_key=True)
    return list(held.select_related("school", "provider", "year"))


def is_asked(claim):
    """Whether the provider was asked about this submission and nobody has decided it."""
    return (
        claim.status in ANSWERABLE
        and ConfirmationRequest.objects.filter(claim=claim, submission_number=claim.submission_number).exists()
    )


def keep_answer(claim, line, answer, *, by):
    """Write one answer down."""
    hours = answer.hours if answer.answer == Answer.OTHER_HOURS else None
    if hours is not None and not 0 <= hours <= line.allowance.cap:
        raise AnswerRefused(f"Hours for {line.mentor} must be a whole number from 0 to {line.allowance.cap}.")
    return Confirmation.objects.create(
        claim=claim,
        mentor=line.mentor,
        hours_asked=line.hours,
        answer=answer.answer,
        hours_answered=hours,
        reason="" if answer.answer == Answer.CONFIRMED else answer.reason,
        words="" if answer.answer == Answer.CONFIRMED else answer.words.strip(),
        answered_by=by,
        answered_at=clock.now(),
    )


def tell_of_answers(claim, kept, *, by):
    """Write history, tell the school of more or fewer hours, and have the claim checked again."""
    said = [{"mentor": str(row.mentor), "said": row.said} for row in kept]
    event = record("claim.provider_answers", claim, by=by, provider=str(claim.provider), answers=said)
    more = [row for row in kept if row.answer == Answer.OTHER_HOURS and row.hours_answered > row.hours_asked]
    if more:
        tell_school(MoreHoursForSchool, claim, event, answers=more)
    if any(row.answer == Answer.OTHER_HOURS and row.hours_answered < row.hours_asked for row in kept):
        return_for_fewer_hours(claim)
    look_soon(claim)


def return_for_fewer_hours(claim):
    """Send a claim back at once, with both figures of each mentor who has fewer hours."""
    words = words_on_fewer_hours(claim)
    event = lifecycle.move(
        claim,
        Move.RETURN,
        by=Actor.job("checks"),
        note={"words": words},
        return_words=words,
        return_by=working_days_after(clock.today(), DAYS_TO_CHANGE),
    )
    tell_school(ClaimReturnedForSchool, claim, event)


def words_on_fewer_hours(claim):
    """Both figures of each mentor for whom the provider gives fewer hours; nothing where there is none."""
    lines = list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))
    answers = answers_to(lines)
    return " ".join(
        f"{line.mentor}: you claimed {hours_in_words(line.hours)}, "
        f"{claim.provider} says {answers[line.pk].hours_answered}."
        for line in lines
        if line.pk in answers and is_fewer(answers[line.pk], line.hours)
    )


def is_fewer(answer, hours):
    """The provider gives a number, and it is less than this."""
    return answer.answer == Answer.OTHER_HOURS and answer.hours_answered < hours


@transaction.atomic
def undo_answer(confirmation, *, by):
    """Take an answer back within the hour, while nobody has decided the claim. The provider is asked again."""
    claim = confirmation.claim
    lifecycle.hold(claim)
    confirmation.refresh_from_db()
    if confirmation.undone_at:
        return
    if clock.now() >= confirmation.can_be_undone_until:
        raise AnswerRefused("An answer can be undone for an hour. You can still tell DfE that it was wrong.")
    if claim.status not in {*ANSWERABLE, ClaimStatus.RETURNED}:
        raise AnswerRefused(f"Claim {claim.reference} has been decided. You can still tell DfE that this was wrong.")
    confirmation.undone_at = clock.now()
    confirmation.save(update_fields=["undone_at"])
    event = record("claim.undo_answer", claim, by=by, provider=str(claim.provider), mentor=str(confirmation.mentor))
    if claim.status == ClaimStatus.RETURNED and is_fewer(confirmation, confirmation.hours_asked):
        still = words_on_fewer_hours(claim)
        taken_back = f"{claim.provider} has taken back its answer about {confirmation.mentor}."
        claim.return_words = f"{taken_back} {still or 'Submit the claim again.'}"
        claim.save(update_fields=["return_words"])
        tell_school(AnswerTakenBackForSchool, claim, event, mentor=confirmation.mentor, still=still)
    look_soon(claim)


@transaction.atomic
def report_wrong(confirmation, words, *, by):
    """Tell DfE that an answer was wrong, once it can no longer be undone. It becomes a finding."""
    claim = confirmation.claim
    lifecycle.hold(claim)
    confirmation.refresh_from_db()
    if not words.strip():
        raise AnswerRefused("Enter what was wrong.")
    if claim.status == ClaimStatus.PAID:
        raise AnswerRefused(f"Claim {claim.reference} is past its checks. Report the claim itself as wrong instead.")
    if confirmation.undone_at or confirmation.reported_wrong_at:
        raise AnswerRefused("This answer was already taken back or reported as wrong.")
    confirmation.reported_wrong_at, confirmation.wrong_words = clock.now(), words.strip()
    confirmation.save(update_fields=["reported_wrong_at", "wrong_words"])
    record(
        "claim.report_wrong_answer",
        claim,
        by=by,
        provider=str(claim.provider),
        mentor=str(confirmation.mentor),
        words=words.strip(),
    )
    look_soon(claim)
