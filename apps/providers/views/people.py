"""People of a provider: who can act for it, and who may let them in."""

from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.providers.access import for_provider_user
from apps.providers.permissions import can_manage_people
from apps.users import people
from apps.users.people import PeoplePages

PROVIDER = PeoplePages(
    layout="layouts/provider.html",
    address="providers:provider",
    can_manage=can_manage_people,
    limits="training:provider-limit-person",
)


@for_provider_user
def list_people(request, provider):
    return people.list_people(request, provider, PROVIDER)


@for_provider_user
@allowed(can_manage_people)
def invite_person(request, provider):
    return people.invite_person(request, provider, PROVIDER)


@for_provider_user
@allowed(can_manage_people)
def remove_person(request, provider, membership_id):
    return people.remove_person(request, provider, membership_id, PROVIDER)


@for_provider_user
@allowed(can_manage_people)
@require_POST
def resend_invitation(request, provider, membership_id):
    return people.resend_invitation(request, provider, membership_id, PROVIDER)


@for_provider_user
@allowed(can_manage_people)
@require_POST
def accept_request(request, provider, request_id):
    return people.accept_request(request, provider, request_id, PROVIDER)


@for_provider_user
@allowed(can_manage_people)
def refuse_request(request, provider, request_id):
    return people.refuse_request(request, provider, request_id, PROVIDER)
