"""Which claims are due a look by the checks, and when each is looked at again. Nobody tells the checks: they look."""

from datetime import timedelta

from django.db.models import F, Q

from apps.assurance.enums import Outcome
from apps.assurance.facts import BEFORE_A_DECISION
from apps.assurance.models import ClaimCheck
from apps.assurance.models.confirmations import UNDO_FOR
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core import clock
from apps.core.nudge import nudge

CHECKED = (ClaimStatus.SUBMITTED, ClaimStatus.NEEDS_REVIEW, ClaimStatus.APPROVED)
AFTER_THE_NIGHT = timedelta(hours=6)
ASK_OUTSIDE_AGAIN = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)


def claims_due():
    """Claims that no run has taken and that were never checked as submitted, or whose time has come again; longest waiting first."""
    new = Q(checking=None) | ~Q(checking__submission_number=F("submission_number"))
    open_claims = Claim.objects.filter(status__in=CHECKED, is_in_run=False)
    return open_claims.filter(new | Q(checking__due_at__lte=clock.now())).order_by("status_since", "id")


def look_soon(claim):
    """Something about a claim changed: look at it again as soon as this change is safe."""
    ClaimCheck.objects.filter(claim=claim).update(due_at=clock.now())
    nudge("assurance.check_claims")


def looked_at(claim, facts, findings):
    """Note that a claim was checked, and when it is due again."""
    now = clock.now()
    moments = [clock.start_of(clock.today() + timedelta(days=1)) + AFTER_THE_NIGHT]
    if claim.status in BEFORE_A_DECISION:
        moments.append(clock.start_of(facts.answer_by + timedelta(days=1)))
    if facts.last_answer_at:
        moments.append(facts.last_answer_at + UNDO_FOR)
    if any(found.outcome == Outcome.NOT_YET_KNOWN and code != "AR09" for code, found in findings.items()):
        moments.append(now + ASK_OUTSIDE_AGAIN)
    keep(claim, due_at=min(moment for moment in moments if moment > now), tries=0, problem="")


def put_off(claim, problem):
    """Keep what stopped the checks of a claim, and try again later, longer each time."""
    before = ClaimCheck.objects.filter(claim=claim).first()
    tries = (before.tries if before else 0) + 1
    wait = min(timedelta(minutes=2 ** min(tries, 12)), LONGEST_WAIT)
    keep(claim, due_at=clock.now() + wait, tries=tries, problem=f"{type(problem).__name__}: {problem}"[:2000])


def keep(claim, **fields):
    fields |= {"submission_number": claim.submission_number, "checked_at": clock.now()}
    ClaimCheck.objects.update_or_create(claim=claim, defaults=fields)
