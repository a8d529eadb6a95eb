"""A school that is not on the list says that it hosts trainees; DfE lets it claim, or says why not."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.schools.models import HostingRequest, School
from apps.schools.notifications import (
    HostingAcceptedForSchool,
    HostingAskedForProvider,
    HostingDeclinedForSchool,
    tell,
    tell_people,
)
from apps.schools.services.eligibility import is_eligible, make_eligible


class CanClaimAlready(Refused):
    """There is nothing to ask for."""

    title = "Your school can claim already"


class HostingAnswered(Refused):
    """Somebody else answered first."""

    title = "This request has been answered"


class ProviderHasSaid(Refused):
    """A colleague at the provider said something else first."""

    title = "A colleague has answered this"


def latest_request(school, year):
    """The newest request of a school for a year, with whoever asked; None when nobody has asked."""
    found = HostingRequest.objects.filter(school=school, year=year).select_related("asked_by")
    return found.order_by("created_at").last()


@transaction.atomic
def ask_to_host(school, year, *, provider_id, provider_name, by, words="", people=()):
    """Say that a school hosts a provider's trainees. Asked twice while it waits, it is still one request.

    `people` are those of the provider, who are asked whether it is so.
    """
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if is_eligible(school, year):
        raise CanClaimAlready(f"{school} is on the list for {year}, so there is nothing to ask for.")
    if waiting := HostingRequest.objects.waiting().filter(school=school, year=year).first():
        return waiting
    asked = HostingRequest.objects.create(
        school=school, year=year, provider_id=provider_id, provider_name=provider_name, words=words, asked_by=by
    )
    event = record("hosting.ask", school, by=by, year=str(year), provider=provider_name, words=words)
    tell(HostingAskedForProvider, people, school, event, asked=asked)
    return asked


@transaction.atomic
def vouch(request, *, vouched, by):
    """The provider says whether the school hosts its trainees. DfE reads it and still decides."""
    found = HostingRequest.objects.select_for_update(of=("self",)).select_related("school", "year", "vouched_by")
    asked = found.get(pk=request.pk)
    if asked.answered_at:
        raise HostingAnswered(f"DfE has answered the request of {asked.school}.")
    if asked.vouched is not None:
        if asked.vouched == vouched:
            return asked
        said = "hosts" if asked.vouched else "does not host"
        raise ProviderHasSaid(f"{asked.vouched_by} has told DfE that {asked.school} {said} your trainees.")
    asked.vouched, asked.vouched_at, asked.vouched_by = vouched, clock.now(), by
    asked.save(update_fields=["vouched", "vouched_at", "vouched_by"])
    record("hosting.vouch", asked.school, by=by, year=str(asked.year), provider=asked.provider_name, vouched=vouched)
    return asked


@transaction.atomic
def accept_hosting(request, *, by):
    """Let the school claim for the year it asked about. Its people are told."""
    asked = answered(request, accepted=True, by=by)
    event = record("hosting.accept", asked.school, by=by, year=str(asked.year), provider=asked.provider_name)
    make_eligible(
        asked.school, asked.year, by=by, reason=f"The school says that it hosts trainees of {asked.provider_name}"
    )
    tell_people(HostingAcceptedForSchool, asked.school, event, asked.asked_by, year=asked.year)
    return asked


@transaction.atomic
def decline_hosting(request, *, words, by):
    """Say why the school is not put on the list. Its people are told, and may ask again."""
    asked = answered(request, accepted=False, words=words, by=by)
    event = record("hosting.decline", asked.school, by=by, year=str(asked.year), words=words)
    tell_people(HostingDeclinedForSchool, asked.school, event, asked.asked_by, year=asked.year, words=words)
    return asked


def answered(request, *, accepted, by, words=""):
    """Mark a request answered, once."""
    found = HostingRequest.objects.select_for_update(of=("self",)).select_related("school", "year", "asked_by")
    asked = found.get(pk=request.pk)
    if asked.answered_at:
        raise HostingAnswered(f"Somebody answered the request of {asked.school} before you.")
    asked.answered_at, asked.answered_by = clock.now(), by
    asked.accepted, asked.answer_words = accepted, words
    asked.save(update_fields=["answered_at", "answered_by", "accepted", "answer_words"])
    return asked
