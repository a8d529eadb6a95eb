"""A closed school has a successor: its people, its mentors' places, its years and its drafts are carried across.

What was submitted stays with the school that claimed, and its people go on seeing it there. Conditions are not carried:
the new school accepts them itself. Here, because only claims knows about drafts and live claims.
"""

from django.db import transaction

from apps.audit.record import record
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine, ReadyMade
from apps.claims.services.leaving import live_claims
from apps.core import clock
from apps.core.errors import Refused
from apps.mentors.models import Place
from apps.schools.models import Eligibility, School, Succession
from apps.schools.notifications import SchoolCarriedForSchool, tell_people
from apps.schools.services.eligibility import make_eligible
from apps.schools.services.succession import named
from apps.users.services.people import let_in, memberships_in

STAYS_WITH_ITS_PLACE = {"id", "created_at", "updated_at", "version", "mentor", "school", "tries", "ended_at"}


class CannotCarry(Refused):
    """These two schools cannot be joined now."""

    title = "Nothing was carried across"


def what_would_be_carried(succession):
    """What carrying across would move now: people, places, years and drafts, as rows."""
    old, new = succession.predecessor, succession.successor
    people = memberships_in(old).filter(user__is_active=True).select_related("user").order_by("user__email")
    return {
        "people": list(people.exclude(user__in=memberships_in(new).values("user"))),
        "places": list(
            Place.objects.current().filter(school=old).select_related("mentor").order_by("mentor__sort_name")
        ),
        "years": list(years_standing(old)),
        "drafts": list(drafts_of(old)),
    }


def drafts_of(school):
    found = Claim.objects.of_school(school).filter(status=ClaimStatus.DRAFT)
    return found.select_related("provider", "year").order_by("reference")


def years_standing(school):
    """The years of a school's eligibility that are not over."""
    found = Eligibility.objects.filter(school=school, ended_at=None, year__ends_on__gte=clock.today())
    return found.select_related("year").order_by("year__starts_on")


@transaction.atomic
def carry_across(succession, *, by):
    """Move what is not submitted to the successor, once. Everybody who now has both schools is told."""
    succession = held(succession)
    old, new = succession.predecessor, succession.successor
    moving = what_would_be_carried(succession)
    for membership in moving["people"]:
        let_in(new, membership.user, by=by)
    for place in moving["places"]:
        carry_place(place, new, by=by)
    for eligibility in moving["years"]:
        make_eligible(new, eligibility.year, by=by, reason=f"Carried over from {named(old)}")
    for claim in moving["drafts"]:
        carry_draft(claim, new, by=by)
    counts = {what: len(rows) for what, rows in moving.items()}
    succession.carried_at, succession.carried_by, succession.carried = clock.now(), by, counts
    succession.save(update_fields=["carried_at", "carried_by", "carried"])
    record("school.carry_out", old, by=by, successor=named(new), **counts)
    event = record("school.carry_in", new, by=by, predecessor=named(old), **counts)
    tell_people(SchoolCarriedForSchool, new, event, predecessor=old, counts=counts)
    return succession


def held(succession):
    """The succession with both its schools held, in the order of their ids so that two of these cannot wait for each other."""
    succession = Succession.objects.select_for_update(of=("self",)).get(pk=succession.pk)
    ids = sorted([succession.predecessor_id, succession.successor_id])
    schools = {
        one.pk: one
        for one in School.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    }
    succession.predecessor, succession.successor = schools[succession.predecessor_id], schools[succession.successor_id]
    old, new = succession.predecessor, succession.successor
    if done := Succession.objects.filter(predecessor=old, carried_at__isnull=False).select_related("successor").first():
        raise CannotCarry(f"{old} was carried across to {done.successor} on {clock.day_of(done.carried_at):%-d %B %Y}.")
    if old.is_open:
        raise CannotCarry(f"{old} is open, so everything stays there.")
    if not new.is_open:
        raise CannotCarry(f"{new} is not open, so nothing can be carried to it.")
    return succession


def carry_place(place, school, *, by):
    """A mentor's place at the new school, with what the old one knew. The old place ends unless a live claim stands on it."""
    fields = [field.name for field in Place._meta.concrete_fields if field.name not in STAYS_WITH_ITS_PLACE]
    facts = {name: getattr(place, name) for name in fields}
    there, is_new = Place.objects.get_or_create(mentor=place.mentor, school=school, defaults=facts)
    if is_new or there.ended_at is not None:
        there.ended_at = None
        there.save(update_fields=["ended_at"])
        record("place.start", there, by=by, mentor=str(place.mentor))
    if not live_claims(place):
        place.ended_at = clock.now()
        place.save(update_fields=["ended_at"])
        record("place.end", place, by=by, mentor=str(place.mentor))


def carry_draft(claim, school, *, by):
    """A draft goes on at the new school, under its reference. It is priced there when it is submitted.

    One that was made ready from recorded hours is an ordinary draft from now on: those hours were recorded for the old school.
    """
    was = claim.school
    ReadyMade.objects.filter(claim=claim).update(claim=None)
    claim.school = school
    claim.save(update_fields=["school"])
    ClaimLine.objects.filter(claim=claim).update(school=school)
    record("claim.carry", claim, by=by, was=named(was), now=named(school))
