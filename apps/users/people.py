"""The pages on which an organisation's people let each other in: the same for a school, a trust and a provider.

Each app declares its own views, doors and addresses, and calls these.
"""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render

from apps.audit.history import history_of
from apps.core.govuk.forms import posted
from apps.users.forms import InvitePersonForm, RefuseForm
from apps.users.models import AccessRequest
from apps.users.services import access_requests, people


@dataclass(frozen=True)
class PeoplePages:
    """What differs: the layout of the door, how its addresses begin, who may let people in, and where a person is limited."""

    layout: str
    address: str
    can_manage: object
    limits: str = ""

    def name(self, page):
        return f"{self.address}-{page}"

    def draw(self, request, page, organisation, **context):
        context |= {"layout": self.layout, "pages": self, "organisation": organisation}
        return render(request, f"users/people/{page}.html", context)

    def back_to_list(self, organisation):
        return redirect(self.name("list-people"), organisation.pk)


def list_people(request, organisation, pages):
    """Who can act, who was invited and has not come, who asks, and who did what about it."""
    members = people.memberships_in(organisation).select_related("user", "invited_by")
    members = list(members.annotate(is_bound=is_bound()).order_by("user__last_name", "user__first_name", "id"))
    came = [membership for membership in members if membership.user.has_signed_in or membership.is_bound]
    return pages.draw(
        request,
        "list",
        organisation,
        members=came,
        invited=[membership for membership in members if membership not in came],
        requests=AccessRequest.objects.waiting_for(organisation),
        history=[(event, words) for event, words in history_of(organisation) if event.event.startswith("people.")],
        may_manage=pages.can_manage(request.user, organisation),
    )


def is_bound():
    """Of a membership: its person is known by a sign-in already, as whoever asked for access is before they come back."""
    return Exists(SocialAccount.objects.filter(user=OuterRef("user")))


def invite_person(request, organisation, pages):
    form = InvitePersonForm(posted(request), members=people.memberships_in(organisation))
    if not form.is_valid():
        return pages.draw(request, "invite", organisation, form=form)
    membership = people.invite_person(organisation, **form.cleaned_data, by=request.user)
    messages.success(request, f"{membership.user.full_name} invited. We have emailed {membership.user.email}.")
    return pages.back_to_list(organisation)


def remove_person(request, organisation, membership_id, pages):
    membership = get_object_or_404(people.memberships_of(organisation), pk=membership_id)
    if membership.ended_at:
        return pages.back_to_list(organisation)
    if request.method != "POST":
        return pages.draw(request, "remove", organisation, membership=membership)
    people.remove_person(membership, by=request.user)
    messages.success(request, f"{membership.user.full_name} removed. They can no longer act for {organisation}.")
    return pages.back_to_list(organisation)


def resend_invitation(request, organisation, membership_id, pages):
    membership = get_object_or_404(people.memberships_in(organisation), pk=membership_id)
    people.resend_invitation(membership, by=request.user)
    messages.success(request, f"Invitation sent again to {membership.user.email}.")
    return pages.back_to_list(organisation)


def accept_request(request, organisation, request_id, pages):
    asked = get_object_or_404(AccessRequest.objects.of(organisation), pk=request_id)
    user = access_requests.accept_access_request(asked, by=request.user)
    messages.success(request, f"{user.full_name} can now act for {organisation}. We have emailed them.")
    return pages.back_to_list(organisation)


def refuse_request(request, organisation, request_id, pages):
    """Why they are not let in, then it is done and they are told."""
    asked = get_object_or_404(AccessRequest.objects.of(organisation), pk=request_id)
    form = RefuseForm(posted(request))
    if not form.is_valid():
        return pages.draw(request, "refuse", organisation, form=form, asked=asked)
    access_requests.refuse_access_request(asked, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"Request from {asked.full_name} refused. We have emailed them.")
    return pages.back_to_list(organisation)
