"""The school door and the trust door: an address is swapped for something the person belongs to, or it does not exist."""

from django.shortcuts import get_object_or_404

from apps.core.access import door_for
from apps.schools.models import School, Trust


def find_school(request, school_id):
    """A school open to the person, through its own membership or its trust's; else 404."""
    return get_object_or_404(School.objects.open_to(request.user), pk=school_id)


def find_trust(request, trust_id):
    """A trust the person belongs to; else 404."""
    return get_object_or_404(Trust.objects.open_to(request.user), pk=trust_id)


for_school_user = door_for("school", find_school)
for_trust_user = door_for("trust", find_trust)
