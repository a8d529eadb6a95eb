"""Mentors and their places at schools: add, change the address, show that a mentor is who they say."""

from django.db import transaction
from django.db.models import F

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.mentors.models import Mentor, Place
from apps.users.models import User

MOST_TRIES = 5


class AlreadyHere(Refused):
    title = "This mentor is already at your school"


class NotYourRecord(Refused):
    title = "We could not match you to a mentor"


@transaction.atomic
def add_mentor(school, teacher, *, by, former_trn="", email=""):
    """Give a teacher a place at a school. `teacher` is what the teaching record found; a place that ended begins again.

    Raises AlreadyHere.
    """
    mentor = keep_teacher(teacher, former_trn=former_trn)
    place, is_new = Place.objects.select_for_update().get_or_create(mentor=mentor, school=school)
    if not is_new and place.ended_at is None:
        raise AlreadyHere(f"{mentor} is already at your school.")
    place.ended_at, place.told = None, True
    place.save(update_fields=["ended_at", "told"])
    record("place.start", place, by=by, mentor=str(mentor))
    if email:
        change_email(place, email, by=by)
    return place


def keep_teacher(teacher, *, former_trn=""):
    """The mentor with what the teaching record says now, verified at this moment. The caller is in a transaction."""
    now = clock.now()
    facts = {
        "first_name": teacher.first_name,
        "last_name": teacher.last_name,
        "is_active": teacher.is_active,
        "induction_status": teacher.induction_status,
        "verified_at": now,
        "refreshed_at": now,
    }
    known = Mentor.objects.filter(trn__in=[teacher.trn, former_trn]).order_by("created_at").first()
    if known is None:
        mentor, is_new = Mentor.objects.select_for_update().get_or_create(
            trn=teacher.trn, defaults={**facts, "former_trn": former_trn}
        )
        if is_new:
            return mentor
        known = mentor
    if known.trn != teacher.trn and not Mentor.objects.filter(trn=teacher.trn).exists():
        known.former_trn, known.trn = known.trn, teacher.trn
    for field, value in facts.items():
        setattr(known, field, value)
    known.save()
    return known


@transaction.atomic
def change_email(place, email, *, by):
    """The address the mentor may sign in with, by a code. Somebody who has other doors keeps to DfE Sign-in."""
    place.email, place.tries = email, 0
    place.save(update_fields=["email", "tries"])
    record("place.change_email", place, by=by, given=bool(email))
    if email and not User.objects.with_email(email).exists():
        User.objects.create_user(email, is_mentor=True)


@transaction.atomic
def note_try(place):
    """Count a date of birth that was tried for a mentor. Returns how many tries are left; none means it is not tried."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    if place.tries < MOST_TRIES:
        place.tries += 1
        place.save(update_fields=["tries"])
        return MOST_TRIES - place.tries + 1
    return 0


def take_back_try(place):
    """The teaching record did not answer, so nothing was tried."""
    Place.objects.filter(pk=place.pk, tries__gt=0).update(tries=F("tries") - 1)


@transaction.atomic
def bind_mentor(place, user, *, by):
    """The address belongs to the mentor from now on. Raises NotYourRecord when somebody else has it."""
    mentor = Mentor.objects.select_for_update().get(pk=place.mentor_id)
    if mentor.user_id not in (None, user.pk):
        raise NotYourRecord("Another address already belongs to this mentor. Ask your school which one it gave us.")
    mentor.user = user
    mentor.save(update_fields=["user"])
    user.first_name, user.last_name = mentor.first_name, mentor.last_name
    user.save(update_fields=["first_name", "last_name"])
    Place.objects.filter(pk=place.pk).update(tries=0)
    record("mentor.bind", mentor, by=by)
    return mentor
