"""People of a school or a provider, looked after by DfE: the same pages their own members have, behind our door."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.core.paging import page_by_key
from apps.providers.models import Provider
from apps.schools.models import School, Trust
from apps.support.permissions import can_onboard, can_read_console
from apps.users import people
from apps.users.access import for_support
from apps.users.forms import RefuseForm
from apps.users.models import AccessRequest
from apps.users.people import PeoplePages
from apps.users.services.access_requests import accept_access_request, refuse_access_request

KINDS = {"school": School, "trust": Trust, "provider": Provider}


def pages_for(request, kind):
    """The people pages of a kind of organisation as this person sees them."""
    return PeoplePages(
        layout="layouts/support.html",
        address=f"support:{kind}",
        can_manage=lambda user, organisation: can_onboard(user, request.roles),
        limits="support:limit-person" if kind == "provider" else "",
    )


def beneath(kind, act, can, *, changes=False):
    """A page about the people of one kind of organisation: the organisation is found, then the shared page drawn."""

    def view(request, roles, organisation_id, **ids):
        organisation = get_object_or_404(KINDS[kind], pk=organisation_id)
        return act(request, organisation, *ids.values(), pages_for(request, kind))

    view.__name__, view.__doc__ = act.__name__, act.__doc__
    return for_support(allowed(can)(require_POST(view) if changes else view))


class PeopleOf:
    """The views of `people_addresses` for one kind of organisation."""

    def __init__(self, kind):
        self.list_people = beneath(kind, people.list_people, can_read_console)
        self.invite_person = beneath(kind, people.invite_person, can_onboard)
        self.remove_person = beneath(kind, people.remove_person, can_onboard)
        self.resend_invitation = beneath(kind, people.resend_invitation, can_onboard, changes=True)
        self.accept_request = beneath(kind, people.accept_request, can_onboard, changes=True)
        self.refuse_request = beneath(kind, people.refuse_request, can_onboard)


@for_support
@allowed(can_read_console)
def list_access_requests(request, roles):
    """Strangers who ask to join an organisation that has nobody to answer them, longest waiting first."""
    page = page_by_key(AccessRequest.objects.waiting_for_support(), request, keys=["created_at"])
    context = {"page": page, "may": can_onboard(request.user, roles)}
    return render(request, "support/access-requests.html", context)


@for_support
@allowed(can_onboard)
@require_POST
def accept_request(request, roles, request_id):
    asked = find_request(request_id)
    user = accept_access_request(asked, by=request.user)
    messages.success(request, f"{user.full_name} can now act for {asked.organisation_name}. We have emailed them.")
    return redirect("support:list-access-requests")


@for_support
@allowed(can_onboard)
def refuse_request(request, roles, request_id):
    """Why they are not let in, then it is done and they are told."""
    asked = find_request(request_id)
    form = RefuseForm(posted(request))
    if not form.is_valid():
        return render(request, "support/refuse-access-request.html", {"form": form, "asked": asked})
    refuse_access_request(asked, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"Request from {asked.full_name} refused. We have emailed them.")
    return redirect("support:list-access-requests")


def find_request(request_id):
    return get_object_or_404(AccessRequest, pk=request_id)
