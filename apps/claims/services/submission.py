"""Hand a claim to DfE. Everything that must be true is asked here, whoever asks and by whatever page."""

from dataclasses import dataclass

from django.db import transaction

from apps.claims import lifecycle
from apps.claims.enums import EDITABLE, ClaimStatus, Move
from apps.claims.models import Claim, ClaimLine
from apps.claims.notifications import ClaimSubmittedForSchool, tell_school
from apps.claims.pricing import price_pence
from apps.claims.readiness import readiness_of
from apps.claims.refusals import NotDeclared, refuse, refuse_hours, refuse_mentors
from apps.claims.services.drafts import write_lines
from apps.core import clock
from apps.core.errors import Refused
from apps.core.nudge import nudge
from apps.mentors.models import Place
from apps.policy.models import ClaimWindow
from apps.training.allowance import hold_allowances


@transaction.atomic
def submit_claim(claim, *, by, hours=None, declared=None, is_mentor=None):
    """Submit a draft, or a returned claim again: check, hold the hours, fix the amount, tell the school.

    `hours` gives whole hours by mentor, in place of the claim's lines; `declared` the texts of the statements ticked;
    `is_mentor` what the person said of being one of these mentors. Left out, a returned claim keeps its own.
    Returns the line of history. Raises a refusal of claims/refusals.py, HoursExhausted with what is left, or
    MoveNotAllowed.
    """
    lifecycle.hold(claim)
    if claim.status not in EDITABLE:
        raise lifecycle.MoveNotAllowed(
            f"Claim {claim.reference} was submitted on {claim.submitted_at:%-d %B %Y}."
            if claim.submitted_at
            else f"Claim {claim.reference} can no longer be submitted."
        )
    ready = check_claim(claim)
    declared = claim.declared if declared is None else list(declared)
    check_declared(ready, declared)

    kept = list(claim.lines.select_related("mentor"))
    before = {line.mentor: line.hours for line in kept}
    hours = before if hours is None else hours
    check_mentors(claim, hours)
    # Hours are what can run out: hold the allowances, or two schools could spend the same last hour.
    allowances = hold_allowances({*hours, *(line.mentor for line in kept)}, claim.provider, claim.year)
    check_hours_left(claim, hours, allowances, kept)

    write_lines(claim, hours)
    for line in claim.lines.order_by("mentor_id"):
        allowance = allowances[line.mentor_id]
        ClaimLine.objects.filter(pk=line.pk).update(
            rate_pence=ready.rate_pence, allowance=allowance, training_type=allowance.training_type, agreed=True
        )
    event = lifecycle.move(
        claim,
        Move.SUBMIT,
        by=by,
        note={
            "hours": sum(hours.values()),
            "mentors": len(hours),
            "number": claim.submission_number + 1,
            "changes": changes_between(before, hours) if claim.submission_number else [],
        },
        **frozen_facts(claim, ready, hours),
        submission_number=claim.submission_number + 1,
        submitted_by=by,
        submitter_is_mentor=claim.submitter_is_mentor if is_mentor is None else is_mentor,
        declared=declared,
        conditions_id=ready.conditions_id,
        return_by=None,
        answers={},
    )
    tell_school(ClaimSubmittedForSchool, claim, event)
    nudge("assurance.check_claims")
    return event


@dataclass(frozen=True)
class Outcome:
    """What became of one of several claims: why it was not submitted, or None when it is."""

    claim: Claim
    refusal: Refused | None = None


def submit_many(claims, *, declared, is_mentor, by):
    """Submit drafts one after the other in the order of their references, each in a transaction of its own.

    A refused one stays as it was, and the others stand. One that another click has submitted meanwhile counts as submitted.
    """
    outcomes = []
    for claim in sorted(claims, key=lambda one: one.reference):
        refusal: Refused | None = None
        try:
            submit_claim(claim, by=by, declared=declared, is_mentor=is_mentor)
        except lifecycle.MoveNotAllowed as too_late:
            refusal = None if claim.status == ClaimStatus.SUBMITTED else too_late
        except Refused as stands_against:
            refusal = stands_against
        outcomes.append(Outcome(claim, refusal))
    return outcomes


def changes_between(before, after):
    """What changed, mentor by mentor, of hours by mentor: from how many to how many, None where not on the claim."""
    mentors = sorted({*before, *after}, key=lambda mentor: (mentor.sort_name, mentor.trn))
    return [
        {"mentor": str(mentor), "before": before.get(mentor), "after": after.get(mentor)}
        for mentor in mentors
        if before.get(mentor) != after.get(mentor)
    ]


def frozen_facts(claim, ready, hours):
    """What a submission fixes: window, moment, area, rate and amount."""
    now = clock.now()
    return {
        "window": claim.window or window_for(claim),
        "first_submitted_at": claim.first_submitted_at or now,
        "submitted_at": now,
        "funding_area": ready.area,
        "rate_pence": ready.rate_pence,
        "amount_pence": sum(price_pence(count, ready.rate_pence) for count in hours.values()),
    }


def window_for(claim):
    """The window open now, if it belongs to the claim's year."""
    return ClaimWindow.objects.open_now().filter(year=claim.year).first()


def check_claim(claim):
    """What must be true of school, window, conditions and provider. Returns the facts it went by."""
    ready = readiness_of(claim.school, claim.year, claim.provider)
    refuse(claim, ready)
    return ready


def check_declared(ready, declared):
    """Every statement of the conditions in force is ticked."""
    if not set(ready.statements.values()) <= set(declared):
        raise NotDeclared("Tick every statement to submit this claim")


def check_mentors(claim, hours):
    """Each mentor is at the school now, was verified, and has hours to claim."""
    places = Place.objects.current().filter(school=claim.school, mentor__in=hours)
    refuse_mentors(claim, hours, set(places.values_list("mentor_id", flat=True)))


def check_hours_left(claim, hours, allowances, kept):
    """No mentor goes over the allowance; a returned claim's own hours, still held, count as free."""
    own = {line.mentor_id: line.hours or 0 for line in kept} if claim.holds_hours else {}
    refuse_hours(claim, hours, {mentor.pk: allowances[mentor.pk].left + own.get(mentor.pk, 0) for mentor in hours})
