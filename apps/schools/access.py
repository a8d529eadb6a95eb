"""The school door and the trust door: an address is swapped for something the person belongs to, or it does not exist."""

from django.shortcuts import get_object_or_404

from apps.core.access import door_for
from apps.schools.models import School, Trust
from apps.schools.models.school import of_its_people, of_its_trust


def find_school(request, school_id):
    """A school open to the person, through its own membership or its trust's; else 404.

    Asked in this order, one plain join each: this stands before every page of a school.
    """
    own = School.objects.filter(of_its_people(request.user), pk=school_id)[:1]
    return next(iter(own), None) or come_through_trust(request.user, school_id)


def come_through_trust(user, school_id):
    """A school open to the person through its trust. What they do there, history and emails say, they do for the trust."""
    school = get_object_or_404(School.objects.select_related("trust"), of_its_trust(user), pk=school_id)
    school.through = school.trust
    return school


def find_trust(request, trust_id):
    """A trust the person belongs to; else 404."""
    return get_object_or_404(Trust.objects.open_to(request.user), pk=trust_id)


for_school_user = door_for("school", find_school)
for_trust_user = door_for("trust", find_trust)
