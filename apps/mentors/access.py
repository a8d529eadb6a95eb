"""The mentor's door: their own record, and nobody else's."""

from django.http import Http404

from apps.core.access import door_for
from apps.mentors.models import Mentor


def find_mentor(request, _):
    """The mentor this person is. One who has not yet shown who they are gets None: the page asks."""
    if not request.user.is_mentor:
        raise Http404
    return Mentor.objects.filter(user=request.user).first()


for_mentor = door_for("mentor", find_mentor)
