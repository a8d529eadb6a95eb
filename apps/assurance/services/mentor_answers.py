"""A mentor confirms or queries the hours that a school claimed for them, and may take that back."""

from django.db import transaction

from apps.assurance.enums import MentorSays
from apps.assurance.models import MentorAnswer
from apps.assurance.notifications import HoursQueriedByMentorForSchool
from apps.assurance.refusals import AnswerRefused, NotToAnswer
from apps.assurance.services.due import look_soon
from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus
from apps.claims.notifications import tell_school
from apps.core import clock


def can_answer_as_mentor(claim):
    """Whether a mentor may speak of a claim: it holds hours, and its school is not changing them."""
    return claim.holds_hours and claim.status != ClaimStatus.RETURNED


@transaction.atomic
def answer_as_mentor(line, answer, words="", *, hours, by):
    """Keep what a mentor says of `hours` on a claim, instead of what they said before. A query goes to the school and is a finding.

    Raises NotToAnswer when the claim or its hours are no longer what the mentor saw, AnswerRefused for a query without words.
    """
    claim, words = line.claim, words.strip()
    lifecycle.hold(claim)
    now = claim.lines.filter(mentor=line.mentor_id).select_related("mentor").first()
    if now is None or now.hours != hours or not can_answer_as_mentor(claim):
        raise NotToAnswer(f"{claim.school} has changed claim {claim.reference}. Look at your training again.")
    if answer == MentorSays.QUERIED and not words:
        raise AnswerRefused("Enter what is wrong with these hours.")
    words = words if answer == MentorSays.QUERIED else ""
    before = standing_answer(now)
    if before and (before.answer, before.hours, before.words) == (answer, hours, words):
        return before
    replace(before)
    said = MentorAnswer.objects.create(
        claim=claim, mentor=now.mentor, hours=hours, answer=answer, words=words, answered_by=by, answered_at=clock.now()
    )
    event = record("claim.mentor_answers", claim, by=by, mentor=str(now.mentor), hours=hours, said=answer, words=words)
    if said.is_query:
        tell_school(HoursQueriedByMentorForSchool, claim, event, mentor=str(now.mentor), hours=hours, words=words)
    look_soon(claim)
    return said


@transaction.atomic
def take_back_mentor_answer(line, *, by):
    """Say nothing of these hours any more. Once is enough, however often asked."""
    claim = line.claim
    lifecycle.hold(claim)
    before = standing_answer(line)
    if before is None:
        return
    replace(before)
    record("claim.mentor_takes_back", claim, by=by, mentor=str(line.mentor), said=before.answer)
    look_soon(claim)


def standing_answer(line):
    return MentorAnswer.objects.standing().filter(claim=line.claim_id, mentor=line.mentor_id).first()


def replace(before):
    if before:
        before.replaced_at = clock.now()
        before.save(update_fields=["replaced_at"])
