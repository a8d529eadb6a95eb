"""Which answer stands for each line of a claim, the provider's and the mentor's own, and which lines still wait for one."""

from django.db.models import Exists, F, OuterRef, Q

from apps.assurance.enums import Answer
from apps.assurance.models import Confirmation, MentorAnswer
from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine

ANSWERABLE = (ClaimStatus.SUBMITTED, ClaimStatus.NEEDS_REVIEW)
AS_SHOWN = ("due_on", "claim__reference", "mentor__sort_name")


def answers_to(lines):
    """The answer that stands for each line, by line id. One about the same hours comes before one that gave them."""
    lines = list(lines)
    said = {}
    rows = Confirmation.objects.standing().filter(claim__in={line.claim_id for line in lines})
    for row in rows.select_related("answered_by").order_by("answered_at"):
        said.setdefault((row.claim_id, row.mentor_id), []).append(row)
    found = {}
    for line in lines:
        about = [row for row in said.get((line.claim_id, line.mentor_id), []) if row.speaks_of(line.hours)]
        if about:
            found[line.pk] = max(about, key=lambda row: (row.hours_asked == line.hours, row.answered_at))
    return found


def mentors_answers_to(lines):
    """What each line's mentor says of its hours, by line id. A word about other hours no longer counts."""
    lines = list(lines)
    rows = MentorAnswer.objects.standing().filter(claim__in={line.claim_id for line in lines})
    said = {(row.claim_id, row.mentor_id, row.hours): row for row in rows}
    found = {line.pk: said.get((line.claim_id, line.mentor_id, line.hours)) for line in lines}
    return {pk: row for pk, row in found.items() if row}


def is_answered():
    """Of a line: whether an answer about its hours stands."""
    same_hours = Q(hours_asked=OuterRef("hours")) | Q(answer=Answer.OTHER_HOURS, hours_answered=OuterRef("hours"))
    standing = Confirmation.objects.standing().filter(claim=OuterRef("claim"), mentor=OuterRef("mentor"))
    return Exists(standing.filter(same_hours))


def lines_waiting_for(provider):
    """Lines whose hours this provider is asked about and has not answered, each with its deadline `due_on`."""
    asked = provider.within_limit(ClaimLine.objects.all()).filter(
        claim__provider=provider,
        claim__status__in=ANSWERABLE,
        claim__confirmation_requests__submission_number=F("claim__submission_number"),
    )
    waiting = asked.annotate(due_on=F("claim__confirmation_requests__due_on")).exclude(is_answered())
    return waiting.select_related("claim__school", "claim__year", "mentor", "allowance")


def has_waiting_lines():
    """Of a claim: whether one of its lines waits for an answer."""
    return Exists(ClaimLine.objects.filter(claim=OuterRef("pk")).exclude(is_answered()))
