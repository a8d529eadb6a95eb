"""Hand a claim to DfE. Everything that must be true is asked here, whoever asks and by whatever page."""

from django.db import transaction

from apps.claims import lifecycle
from apps.claims.enums import EDITABLE, ClaimStatus, Move
from apps.claims.models import ClaimLine
from apps.claims.notifications import ClaimSubmittedForSchool, tell_school
from apps.claims.pricing import price_pence, rate_for
from apps.claims.readiness import readiness_of
from apps.claims.refusals import (
    ConditionsNotAccepted,
    HoursExhausted,
    MentorNotReady,
    NoFundingArea,
    NotDeclared,
    NotEligible,
    ProviderNotAccredited,
    SchoolNotOpen,
    WindowClosed,
)
from apps.claims.services.drafts import write_lines
from apps.core import clock
from apps.core.nudge import nudge
from apps.mentors.models import Place
from apps.policy.figures import conditions_in_force
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
    conditions = check_claim(claim)
    declared = claim.declared if declared is None else list(declared)
    check_declared(conditions, declared)

    if hours is None:
        hours = {line.mentor: line.hours for line in claim.lines.select_related("mentor")}
    check_mentors(claim, hours)
    # Hours are what can run out: hold the allowances, or two schools could spend the same last hour.
    kept = list(claim.lines.select_related("mentor"))
    allowances = hold_allowances({*hours, *(line.mentor for line in kept)}, claim.provider, claim.year)
    check_hours_left(claim, hours, allowances, kept)

    rate = rate_for(claim)
    write_lines(claim, hours)
    for line in claim.lines.order_by("mentor_id"):
        allowance = allowances[line.mentor_id]
        ClaimLine.objects.filter(pk=line.pk).update(
            rate_pence=rate, allowance=allowance, training_type=allowance.training_type, agreed=True
        )
    event = lifecycle.move(
        claim,
        Move.SUBMIT,
        by=by,
        note={"hours": sum(hours.values()), "mentors": len(hours), "number": claim.submission_number + 1},
        **frozen_facts(claim, rate, hours),
        submission_number=claim.submission_number + 1,
        submitted_by=by,
        submitter_is_mentor=claim.submitter_is_mentor if is_mentor is None else is_mentor,
        declared=declared,
        conditions=conditions,
        return_by=None,
        answers={},
    )
    tell_school(ClaimSubmittedForSchool, claim, event)
    nudge("assurance.check_claims")
    return event


def frozen_facts(claim, rate, hours):
    """What a submission fixes: window, moment, area, rate and amount."""
    now = clock.now()
    return {
        "window": claim.window or window_for(claim),
        "first_submitted_at": claim.first_submitted_at or now,
        "submitted_at": now,
        "funding_area": claim.school.funding_area,
        "rate_pence": rate,
        "amount_pence": sum(price_pence(count, rate) for count in hours.values()),
    }


def window_for(claim):
    """The window open now, if it belongs to the claim's year."""
    return ClaimWindow.objects.open_now().filter(year=claim.year).first()


def check_claim(claim):
    """What must be true of school, window, conditions and provider. Returns the conditions in force."""
    refuse(claim, readiness_of(claim.school, claim.year, claim.provider))
    return conditions_in_force(claim.year)


def refuse(claim, now):
    """Raise the first thing that stands against submitting this claim; `now` is its Readiness."""
    school, year = claim.school, claim.year
    if claim.status == ClaimStatus.RETURNED:
        if claim.return_by and clock.today() > claim.return_by:
            raise WindowClosed(f"This claim had to be changed by {claim.return_by:%-d %B %Y}.")
    elif not now.has_window:
        raise WindowClosed(f"No claim window for {year} is open now. Your answers are kept in the draft.")
    if not school.is_open:
        raise SchoolNotOpen(f"The register lists {school} as closed.")
    if now.area is None:
        raise NoFundingArea(
            "The register does not say which district this school is in, so we cannot know its rate. "
            "DfE will set it. Your answers are kept in the draft."
        )
    if not now.is_eligible:
        raise NotEligible(f"{school} is not on the list of schools that can claim for {year}.")
    if not now.has_accepted:
        raise ConditionsNotAccepted(f"Someone at {school} must accept the grant conditions for {year} first.")
    if not now.is_accredited:
        raise ProviderNotAccredited(f"{claim.provider} is not accredited today, so nobody can claim for its training.")


def check_declared(conditions, declared):
    """Every statement of the conditions in force is ticked."""
    missing = [row.text for row in conditions.declarations.all() if row.text not in declared]
    if missing:
        raise NotDeclared("Tick every statement to submit this claim")


def check_mentors(claim, hours):
    """Each mentor is at the school now, was verified, and has hours to claim."""
    if not hours:
        raise MentorNotReady("Add at least one mentor to this claim.")
    here = set(
        Place.objects.current().filter(school=claim.school, mentor__in=hours).values_list("mentor_id", flat=True)
    )
    for mentor, count in hours.items():
        if mentor.pk not in here:
            raise MentorNotReady(f"{mentor} is no longer a mentor at {claim.school}. Take them off this claim.")
        if mentor.verified_at is None:
            raise MentorNotReady(f"We have not checked {mentor} against the teaching record yet. Try again later.")
        if not count or count < 1:
            raise MentorNotReady(f"Enter the hours for {mentor}.")


def check_hours_left(claim, hours, allowances, kept):
    """No mentor goes over the allowance; a returned claim's own hours, still held, count as free."""
    own = {line.mentor_id: line.hours or 0 for line in kept} if claim.holds_hours else {}
    left = {mentor.pk: allowances[mentor.pk].left + own.get(mentor.pk, 0) for mentor in hours}
    short = [mentor for mentor, count in hours.items() if count > left[mentor.pk]]
    if short:
        words = " ".join(
            f"{mentor} has {left[mentor.pk]} hour{'' if left[mentor.pk] == 1 else 's'} left with {claim.provider}."
            for mentor in short
        )
        raise HoursExhausted(words, left=left)
