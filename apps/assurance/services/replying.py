"""A school replies to a provider that gave fewer hours: accept its numbers, or contest them."""

from django.db import transaction

from apps.assurance.answers import answers_to
from apps.assurance.refusals import NothingToAccept
from apps.assurance.services.checking import check_claim
from apps.assurance.services.confirming import is_fewer
from apps.audit.actors import Actor
from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus
from apps.claims.services.submission import submit_claim


def fewer_hours_of(claim):
    """The lines for which the provider gives fewer hours than a returned claim has, each with the answer."""
    if claim.status != ClaimStatus.RETURNED:
        return []
    lines = list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))
    answers = answers_to(lines)
    return [(line, answers[line.pk]) for line in lines if line.pk in answers and is_fewer(answers[line.pk], line.hours)]


@transaction.atomic
def accept_provider_hours(claim, *, by):
    """Submit a returned claim again with the provider's numbers. A mentor with no hours leaves the claim.

    Raises NothingToAccept, or a refusal of claims/refusals.py.
    """
    lifecycle.hold(claim)
    fewer = {line.pk: answer.hours_answered for line, answer in fewer_hours_of(claim)}
    if not fewer:
        raise NothingToAccept(
            f"{claim.provider} gives no other hours for claim {claim.reference} now. Look at it again."
        )
    lines = list(claim.lines.select_related("mentor"))
    hours = {line.mentor: count for line in lines if (count := fewer.get(line.pk, line.hours))}
    if not hours:
        raise NothingToAccept(f"{claim.provider} gives no hours for any mentor. You can withdraw this claim instead.")
    return submit_claim(claim, hours=hours, by=by)


@transaction.atomic
def contest_provider_hours(claim, words, *, by):
    """Submit a returned claim again unchanged, with the school's reason: a person at DfE decides."""
    lifecycle.hold(claim)
    if not fewer_hours_of(claim):
        raise NothingToAccept(
            f"{claim.provider} gives no other hours for claim {claim.reference} now. Look at it again."
        )
    if not words.strip():
        raise NothingToAccept("Enter your reason.")
    event = submit_claim(claim, by=by)
    record("claim.contest", claim, by=by, provider=str(claim.provider), words=words.strip())
    check_claim(claim, by=Actor.job("checks"))
    return event
