"""Claims as a provider may see them, as plain values: mentors, hours, its own answers. Never an amount."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from apps.assurance.answers import ANSWERABLE, answers_to, has_waiting_lines
from apps.assurance.enums import Answer
from apps.assurance.models import Confirmation, ConfirmationRequest
from apps.claims.enums import BLUE, PROVIDER_LABELS, YELLOW, ClaimStatus, Label
from apps.claims.models import Claim, ClaimLine
from apps.core import clock

ANSWERED = Label("Answered", BLUE, "You have answered; checks continue.")
LATE = Label("With DfE", YELLOW, "DfE is looking at this claim. You can still answer.")
DISAGREE = "You and the school disagree"
UNDECIDED = (ClaimStatus.NEEDS_REVIEW, ClaimStatus.RETURNED)
DISAGREES = Q(answer__in=[Answer.NOT_OUR_MENTOR, Answer.CANNOT_VERIFY]) | Q(
    answer=Answer.OTHER_HOURS, hours_answered__lt=F("hours_asked")
)


@dataclass(frozen=True)
class LineShown:
    """One mentor on a claim, with the provider's own answer."""

    id: object
    mentor: str
    trn: str
    hours: int
    answer: Confirmation | None


@dataclass(frozen=True)
class ClaimShown:
    """One claim that names the provider."""

    id: object
    reference: str
    school: str
    urn: str
    year: str
    submitted_on: date
    label: Label
    due_on: date | None
    is_asked: bool
    lines: tuple

    @property
    def hours(self):
        return sum(line.hours for line in self.lines)


def claims_of(provider):
    """Claims that name a provider, newest first in a list."""
    return provider.within_limit(Claim.objects.named_to(provider)).select_related("school", "year")


def shown(claims):
    """These claims as their provider sees them, in the same number of queries for many as for one."""
    lines = list(
        ClaimLine.objects.filter(claim__in=claims).select_related("mentor").order_by("mentor__sort_name", "mentor__trn")
    )
    answers = answers_to(lines)
    asked = {
        (row.claim_id, row.submission_number): row.due_on
        for row in ConfirmationRequest.objects.filter(claim__in=claims)
    }
    by_claim = {}
    for line in lines:
        by_claim.setdefault(line.claim_id, []).append(
            LineShown(line.pk, str(line.mentor), line.mentor.trn, line.hours, answers.get(line.pk))  # type: ignore[arg-type]
        )
    return [
        claim_shown(claim, tuple(by_claim.get(claim.pk, ())), asked.get((claim.pk, claim.submission_number)))
        for claim in claims
    ]


def claim_shown(claim, lines, due_on):
    is_waiting = claim.status in ANSWERABLE and any(line.answer is None for line in lines)
    is_asked = is_waiting and due_on is not None
    return ClaimShown(
        id=claim.pk,
        reference=claim.reference,
        school=str(claim.school),
        urn=claim.school.urn or "",
        year=str(claim.year),
        submitted_on=claim.submitted_at.astimezone(clock.LONDON).date(),
        label=label_of(claim.status, is_waiting),
        due_on=due_on if is_asked else None,
        is_asked=is_asked,
        lines=lines,
    )


def label_of(status, is_waiting):
    """The tag a provider reads: a submitted claim is its turn only while a mentor waits for an answer."""
    if status == ClaimStatus.SUBMITTED and not is_waiting:
        return ANSWERED
    if status == ClaimStatus.NEEDS_REVIEW and is_waiting:
        return LATE
    return PROVIDER_LABELS[ClaimStatus(status)]


def status_choices():
    """The words of every tag, for a filter, and of claims on which the provider and the school disagree."""
    words = [label.text for label in PROVIDER_LABELS.values() if label]
    return list(dict.fromkeys([words[0], ANSWERED.text, *words, DISAGREE]))


def with_status(claims, words):
    """Claims whose tag says these words, or undecided ones with an answer of the provider that the school must face."""
    if words == DISAGREE:
        return claims.filter(
            status__in=UNDECIDED, pk__in=Confirmation.objects.standing().filter(DISAGREES).values("claim")
        )
    statuses = [status for status, label in PROVIDER_LABELS.items() if label and label.text == words]
    if words == ANSWERED.text:
        return claims.filter(status=ClaimStatus.SUBMITTED).exclude(has_waiting_lines())
    if words == PROVIDER_LABELS[ClaimStatus.SUBMITTED].text:
        others = [status for status in statuses if status != ClaimStatus.SUBMITTED]
        waiting = claims.filter(has_waiting_lines(), status=ClaimStatus.SUBMITTED)
        return claims.filter(pk__in=waiting.values("pk")) | claims.filter(status__in=others)
    return claims.filter(status__in=statuses)
