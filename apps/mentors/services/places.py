"""Mentors and their places at schools: add, and change what the school says of them."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.mentors.enums import Phase, Subject
from apps.mentors.models import Mentor, Place
from apps.users.models import User


class AlreadyHere(Refused):
    title = "This mentor is already at your school"


class ChangedMeanwhile(Refused):
    title = "This changed while you were here"


@transaction.atomic
def add_mentor(school, teacher, *, by, former_trn="", email="", subjects=(), phases=()):
    """Give a teacher a place at a school. `teacher` is what the teaching record found.

    A place that ended begins anew, with what the school says now: claims of before keep their place. Raises AlreadyHere.
    """
    mentor = keep_teacher(teacher, former_trn=former_trn)
    place, is_new = Place.objects.select_for_update().get_or_create(mentor=mentor, school=school)
    if not is_new and place.ended_at is None:
        raise AlreadyHere(f"{mentor} is already at your school.")
    place.started_at, place.started_by = clock.now(), by if isinstance(by, User) else None
    place.ended_at, place.told, place.email, place.tries = None, True, "", 0
    place.subjects, place.phases = list(subjects), list(phases)
    place.save()
    record("place.start", place, by=by, mentor=str(mentor), again=not is_new)
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
        "asked_at": now,
        "missing_since": None,
    }
    mentor = Mentor.objects.select_for_update().filter(trn=teacher.trn).first()
    if mentor is None and former_trn:
        mentor = Mentor.objects.select_for_update().filter(trn=former_trn).first()
    if mentor is None:
        changed = {"former_trn": former_trn, "trn_changed_at": now} if former_trn else {}
        mentor, is_new = Mentor.objects.get_or_create(trn=teacher.trn, defaults={**facts, **changed})
        if is_new:
            return mentor
    if mentor.trn != teacher.trn:
        mentor.follow(teacher.trn)
    for field, value in facts.items():
        setattr(mentor, field, value)
    mentor.save()
    return mentor


@transaction.atomic
def change_mentor(place, *, version, email, subjects, phases, by):
    """What the school says of a mentor, beside what the teaching record knows. Only what changed is noted.

    Raises ChangedMeanwhile when the place is no longer of the `version` that the person saw.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("mentor").get(pk=place.pk)
    subjects, phases = in_order(Subject, subjects), in_order(Phase, phases)
    if (email, subjects, phases) == (place.email, place.subjects, place.phases):
        return
    if place.version != version:
        raise ChangedMeanwhile(f"Somebody changed {place.mentor} since you opened the page. Look at it again.")
    if email != place.email:
        change_email(place, email, by=by)
    before = place.teaches
    place.subjects, place.phases = subjects, phases
    if place.teaches != before:
        place.save(update_fields=["subjects", "phases"])
        record("place.change_subjects", place, by=by, before=before, now=place.teaches)


def in_order(kind, values):
    """The values as the list of choices has them, so that equal answers are equal rows."""
    return [value for value in kind.values if value in values]


@transaction.atomic
def change_email(place, email, *, by):
    """The address the mentor may sign in with, by a code. Somebody who has other doors keeps to DfE Sign-in."""
    place.email, place.tries = email, 0
    place.save(update_fields=["email", "tries"])
    record("place.change_email", place, by=by, given=bool(email))
    if email and not User.objects.with_email(email).exists():
        User.objects.create_user(email, is_mentor=True)
