"""Ask a provider to confirm the hours of a submission, and remind it before the deadline."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from apps.assurance.answers import ANSWERABLE, has_waiting_lines, is_answered
from apps.assurance.models import ConfirmationRequest
from apps.assurance.notifications import HoursStillToConfirmForProvider, HoursToConfirmForProvider, tell_provider
from apps.assurance.services.matching import match_ledger
from apps.audit.record import record
from apps.claims.models import Claim
from apps.core import clock
from apps.core.calendar import deadline

REMIND_DAYS = (14, 7, 2)


@transaction.atomic
def ask_provider(claim, *, by):
    """Ask about each line without an answer, once a submission. Returns the request, or None when all are answered.

    What the provider's ledger covers is confirmed first, also when it was recorded after the provider was asked.
    """
    match_ledger(claim, by=by)
    asked = ConfirmationRequest.objects.filter(claim=claim, submission_number=claim.submission_number).first()
    waiting = claim.lines.exclude(is_answered()).count()
    if asked or not waiting:
        return asked
    due_on = deadline(clock.today(), days=claim.year.confirmation_days)
    asked = ConfirmationRequest.objects.create(
        claim=claim, submission_number=claim.submission_number, due_on=due_on, asked_at=clock.now()
    )
    event = record(
        "claim.ask_provider", claim, by=by, provider=str(claim.provider), due_on=f"{due_on:%-d %B %Y}", mentors=waiting
    )
    tell_provider(HoursToConfirmForProvider, claim, event, due_on=due_on, mentors=waiting)
    return asked


def remind_providers(*, by):
    """Remind providers of answers due in 14, 7 and 2 days, once each. Returns how many requests were reminded of."""
    soon = ConfirmationRequest.objects.filter(
        due_on__range=(clock.today(), clock.today() + timedelta(days=max(REMIND_DAYS))),
        submission_number=F("claim__submission_number"),
        claim__in=Claim.objects.filter(has_waiting_lines(), status__in=ANSWERABLE),
    )
    return sum(remind(request, by=by) for request in soon.order_by("due_on", "id"))


@transaction.atomic
def remind(request, *, by):
    """Remind a provider of one request if a day for it has come. True when it did."""
    request = ConfirmationRequest.objects.select_for_update(of=("self",)).select_related("claim").get(pk=request.pk)
    days_left = (request.due_on - clock.today()).days
    come = [days for days in REMIND_DAYS if days_left <= days]
    if set(come) <= set(request.reminded_days):
        return False
    request.reminded_days = sorted({*request.reminded_days, *come}, reverse=True)
    request.save(update_fields=["reminded_days"])
    claim = request.claim
    waiting = claim.lines.exclude(is_answered()).count()
    event = record("claim.remind_provider", claim, by=by, provider=str(claim.provider), mentors=waiting)
    tell_provider(HoursStillToConfirmForProvider, claim, event, due_on=request.due_on, mentors=waiting)
    return True
