"""The school door and the trust door: an address is swapped for something the person belongs to, or it does not exist."""

from django.shortcuts import get_object_or_404

from apps.core.access import door_for
from apps.schools.models import School, Trust
from apps.schools.models.school import of_its_trust

# This stands before every page of a school. Putting it together from a queryset takes longer than answering it.
OWN_SCHOOL = """
    SELECT school.* FROM schools_school school
    JOIN schools_schoolmembership membership ON membership.school_id = school.id
    WHERE school.id = %s AND membership.user_id = %s AND membership.ended_at IS NULL
"""


def find_school(request, school_id):
    """A school open to the person, through its own membership or its trust's; else 404."""
    own = School.objects.raw(OWN_SCHOOL, [school_id, request.user.pk])
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
