"""People of a trust: who can act for it and its schools, and who may let them in."""

from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.schools.access import for_trust_user
from apps.schools.permissions import can_manage_trust_people
from apps.users import people
from apps.users.people import PeoplePages

TRUST = PeoplePages(layout="layouts/trust.html", address="schools:trust", can_manage=can_manage_trust_people)


@for_trust_user
def list_people(request, trust):
    return people.list_people(request, trust, TRUST)


@for_trust_user
@allowed(can_manage_trust_people)
def invite_person(request, trust):
    return people.invite_person(request, trust, TRUST)


@for_trust_user
@allowed(can_manage_trust_people)
def remove_person(request, trust, membership_id):
    return people.remove_person(request, trust, membership_id, TRUST)


@for_trust_user
@allowed(can_manage_trust_people)
@require_POST
def resend_invitation(request, trust, membership_id):
    return people.resend_invitation(request, trust, membership_id, TRUST)


@for_trust_user
@allowed(can_manage_trust_people)
@require_POST
def accept_request(request, trust, request_id):
    return people.accept_request(request, trust, request_id, TRUST)


@for_trust_user
@allowed(can_manage_trust_people)
def refuse_request(request, trust, request_id):
    return people.refuse_request(request, trust, request_id, TRUST)
