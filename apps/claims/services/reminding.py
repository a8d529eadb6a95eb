"""A provider reminds a school of hours it recorded that the school has not claimed: once a week at most."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum

from apps.audit.record import record
from apps.claims.models import HoursReminder
from apps.claims.notifications import HoursNotClaimedForSchool, people_of
from apps.claims.recorded import with_claimed
from apps.core import clock
from apps.core.errors import Refused
from apps.notifications.queue import queue
from apps.policy.figures import rates_for
from apps.schools.models import School
from apps.training.models import LedgerDispute, LedgerEntry

ONCE_IN = timedelta(days=7)


class CannotRemind(Refused):
    """There is nothing to remind a school of, or nobody, or it was reminded a moment ago."""

    title = "You cannot remind this school now"


@dataclass(frozen=True)
class Unclaimed:
    """Whole hours that a school could claim of what a provider recorded, but for those it disputes."""

    hours: int
    mentors: int
    to_add: int
    worth_pence: int | None


def unclaimed_at(school, provider, year):
    """What a school has not claimed of a year's recorded hours, with its worth at the published rate of its area."""
    disputed = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    entries = LedgerEntry.objects.filter(~Exists(disputed), school=school, provider=provider, year=year)
    found = (
        with_claimed(entries)
        .filter(unclaimed__gt=0)
        .aggregate(hours=Sum("unclaimed"), mentors=Count("pk"), to_add=Count("pk", filter=Q(is_there=False)))
    )
    rate = rates_for(year).get(school.funding_area)
    hours = found["hours"] or 0
    return Unclaimed(hours, found["mentors"], found["to_add"], rate and hours * rate)


def reminders_of(school, provider):
    """What was sent, newest first."""
    return HoursReminder.objects.filter(school=school, provider=provider).select_related("sent_by", "year")


def next_reminder_on(school, provider) -> date | None:
    """The first day on which a provider can remind a school again; None when it can now."""
    latest = reminders_of(school, provider).first()
    free = latest and latest.created_at + ONCE_IN
    return clock.day_of(free) if free and free > clock.now() else None


@transaction.atomic
def remind_school(school, provider, year, *, by):
    """Tell each person of a school what it has not claimed. Raises CannotRemind with nothing or nobody to tell, or within a week."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    people = list(people_of(school))
    if not people:
        raise CannotRemind(f"Nobody at {school} has access to this service yet.")
    if free_on := next_reminder_on(school, provider):
        raise CannotRemind(
            f"{school} was reminded less than a week ago. You can remind it again from {free_on:%-d %B %Y}."
        )
    unclaimed = unclaimed_at(school, provider, year)
    if not unclaimed.hours:
        raise CannotRemind(f"{school} has claimed every hour that you recorded, or disputes the rest.")
    reminder = HoursReminder.objects.create(
        provider=provider, school=school, year=year, hours=unclaimed.hours, mentors=unclaimed.mentors, sent_by=by
    )
    said = {"provider": str(provider), "hours": unclaimed.hours, "mentors": unclaimed.mentors, "people": len(people)}
    event = record("hours.remind", school, by=by, **said)
    for person in people:
        queue(message_to(person.email, school, provider, year, unclaimed, event=event, by=by))
    return reminder


def message_to(address, school, provider, year, unclaimed, *, by, event=None):
    """The email as one person reads it: the preview and the real one are made here."""
    context = {"provider": provider, "year": year, "unclaimed": unclaimed, "sender": by.full_name}
    return HoursNotClaimedForSchool(to=address, event=event, about=school, context=context)
