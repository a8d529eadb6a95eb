"""A claim as one line of a light list, for the `records` macro. Needs `lines`, `provider` and `year` read beforehand."""

from itertools import groupby

from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.core import clock
from apps.core.money import pounds


def record_of(claim):
    """Reference, what it is about, its tag, and the date that matters or how far a draft has come."""
    return {
        "title": claim.reference,
        "href": reverse("doors:school-show-claim", args=[claim.school_id, claim.pk]),
        "hint": hint_of(claim),
        "tag": claim.label("school"),
        "note": note_of(claim),
    }


def hint_of(claim):
    lines = claim.lines.all()
    mentors = f"{len(lines)} mentor{'' if len(lines) == 1 else 's'}" if lines else "no mentors yet"
    worth = f" {pounds(claim.amount_pence)}." if claim.amount_pence is not None else ""
    return f"{claim.provider}, {mentors}.{worth} {next_words(claim)}".strip()


def next_words(claim):
    """What happens next, in one sentence; nothing where the tag says it all."""
    return "" if claim.status in {ClaimStatus.PAID, ClaimStatus.WITHDRAWN} else claim.label("school").next


def note_of(claim):
    if claim.status == ClaimStatus.DRAFT:
        lines = claim.lines.all()
        given = sum(1 for line in lines if line.hours)
        return (
            f"Hours given for {given} of {len(lines)}"
            if lines
            else f"Started {clock.day_of(claim.created_at):%-d %B %Y}"
        )
    if claim.status == ClaimStatus.RETURNED and claim.return_by:
        return f"By {claim.return_by:%-d %B %Y}"
    if claim.status == ClaimStatus.PAID and claim.paid_on:
        return f"Paid {claim.paid_on:%-d %B %Y}"
    return f"Submitted {clock.day_of(claim.submitted_at):%-d %B %Y}"


def by_year(claims):
    """Pairs of a year and its records, in the order given."""
    return [(year, [record_of(claim) for claim in group]) for year, group in groupby(claims, key=lambda one: one.year)]
