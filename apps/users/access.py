"""The support door and the payer's door. Support pages also ask a role: see permissions.py of each app."""

from django.http import Http404

from apps.core.access import door_for
from apps.users.models import PayerMembership, SupportMembership


def find_support(request, _):
    """The roles this person holds at DfE now; a person without any finds no such door."""
    roles = frozenset(SupportMembership.objects.filter(user=request.user, ended_at=None).values_list("role", flat=True))
    if not roles:
        raise Http404
    request.roles = roles
    return roles


def find_payer(request, _):
    """The payer's own people; anyone else finds no such door."""
    membership = PayerMembership.objects.filter(user=request.user, ended_at=None).first()
    if membership is None:
        raise Http404
    return membership


for_support = door_for("support", find_support)
for_payer = door_for("payer", find_payer)
