"""A mentor shows that they are who their school says, and the address is theirs from then on."""

from django.db import transaction
from django.db.models import F

from apps.audit.record import record
from apps.core.errors import Refused
from apps.mentors.models import Mentor, Place

MOST_TRIES = 5


class NotYourRecord(Refused):
    title = "We could not match you to a mentor"


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
