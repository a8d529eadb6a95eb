"""Staff who offer to mentor: the link a school shares, the offers it brings, and what the school makes of them."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from apps.audit.actors import Actor
from apps.audit.record import record, record_many
from apps.core import clock
from apps.core.errors import Refused
from apps.mentors.enums import Phase, Subject, VolunteerAnswer
from apps.mentors.models import Volunteer, VolunteerLink
from apps.mentors.notifications import MentorOfferedForSchool
from apps.mentors.services.places import in_order
from apps.notifications.queue import queue
from apps.schools.models import School
from apps.users.services.people import people_in

# Long enough for a staff notice board, and over before anybody forgets that it hangs there.
LINK_LASTS = timedelta(days=60)
OFFER_KEPT = timedelta(days=365)
BY_LINK = Actor(name="The volunteer", role="by link")


class LinkIsShared(Refused):
    title = "Your school has a link already"


class AlreadyAdded(Refused):
    title = "This volunteer is a mentor already"


def link_of(school):
    """The link a school shares now, or None. One that ran out is none."""
    link = VolunteerLink.objects.filter(school=school, stopped_at=None).select_related("school", "made_by").first()
    return link if link and link.is_live else None


def secret_of(link):
    """The 160 bits of a link's address, worked out anew from our key, so that the row need only keep their hash."""
    return salted_hmac("mentors.volunteer-link", str(link.pk), algorithm="sha256").hexdigest()[:40]


def hashed(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def link_with(secret):
    """The live link of this address, or None."""
    link = VolunteerLink.objects.filter(secret_hash=hashed(secret)).select_related("school").first()
    return link if link and link.is_live else None


@transaction.atomic
def make_link(school, *, by):
    """A new link for the school to share. One that ran out makes room. Raises LinkIsShared while one is live."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if link_of(school):
        raise LinkIsShared("Stop that link first, then make another.")
    VolunteerLink.objects.filter(school=school, stopped_at=None).update(stopped_at=clock.now())
    link = VolunteerLink(school=school, made_by=by, expires_at=clock.now() + LINK_LASTS)
    link.secret_hash = hashed(secret_of(link))
    link.save()
    record("school.make_volunteer_link", school, by=by)
    return link


@transaction.atomic
def stop_link(link, *, by):
    """From now on the address opens nothing."""
    if VolunteerLink.objects.filter(pk=link.pk, stopped_at=None).update(stopped_at=clock.now()):
        record("school.stop_volunteer_link", link.school, by=by)


@transaction.atomic
def offer(link, *, name, email, subjects, phases, words):
    """Somebody offers to mentor. Who offers twice changes what they said; the school is told of them once.

    Offers of one link wait for each other, so a double click is one. Returns None when the link was just stopped.
    """
    link = VolunteerLink.objects.select_for_update(of=("self",)).select_related("school", "made_by").get(pk=link.pk)
    if not link.is_live:
        return None
    known = Volunteer.objects.waiting().filter(school=link.school, email__iexact=email).first()
    said = {"name": name, "words": words}
    said |= {"subjects": in_order(Subject, subjects), "phases": in_order(Phase, phases)}
    if known and said == {name: getattr(known, name) for name in said}:
        return known
    volunteer = known or Volunteer(school=link.school, email=email)
    for name, value in said.items():
        setattr(volunteer, name, value)
    volunteer.save()
    event = record("volunteer.change" if known else "volunteer.offer", volunteer, by=BY_LINK)
    if not known:
        for person in told(link):
            queue(MentorOfferedForSchool(person.email, event, about=volunteer, context={"person": person}))
    return volunteer


def told(link):
    """Whom an offer is news to: the people of the school, and whoever shares the link, while they act for it."""
    people = {person.pk: person for person in people_in(link.school)}
    sharer = link.made_by
    if sharer.is_active and School.objects.open_to(sharer).filter(pk=link.school_id).exists():
        people.setdefault(sharer.pk, sharer)
    return people.values()


@transaction.atomic
def take_up(volunteer, place, *, by):
    """The school added them as a mentor."""
    answer(volunteer, VolunteerAnswer.TAKEN_UP, place=place)
    record("volunteer.take_up", volunteer, by=by)


@transaction.atomic
def decline(volunteer, *, by):
    """The school says no, which a later yes may change. Nobody is emailed: the address was never checked.

    Raises AlreadyAdded for somebody who is a mentor by now.
    """
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if volunteer.answer == VolunteerAnswer.TAKEN_UP:
        raise AlreadyAdded("A colleague added them as a mentor. You can take them off your list of mentors.")
    if volunteer.answer == VolunteerAnswer.WAITING:
        answer(volunteer, VolunteerAnswer.DECLINED)
        record("volunteer.decline", volunteer, by=by)


def answer(volunteer, said, *, place=None):
    volunteer.answer, volunteer.answered_at, volunteer.place = said, clock.now(), place
    volunteer.save(update_fields=["answer", "answered_at", "place"])


@transaction.atomic
def forget_volunteers(*, by):
    """Delete offers of more than a year ago that were not taken up. Returns how many."""
    old = Volunteer.objects.exclude(answer=VolunteerAnswer.TAKEN_UP)
    old = old.filter(created_at__lt=clock.now() - OFFER_KEPT).select_for_update()
    gone = [volunteer.pk for volunteer in old.only("pk")]
    record_many("volunteer.forget", "mentors.volunteer", {pk: {} for pk in gone}, by=by)
    Volunteer.objects.filter(pk__in=gone).delete()
    return len(gone)
