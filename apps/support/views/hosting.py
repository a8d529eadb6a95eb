"""Schools that are not on the list and say that they host trainees: let them claim in one click, or say why not."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.core.paging import page_by_key
from apps.schools.models import HostingRequest
from apps.schools.services.hosting import accept_hosting, decline_hosting
from apps.support.forms import ReasonForm, posted, save_seen
from apps.support.permissions import can_onboard, can_read_console
from apps.users.access import for_support


@for_support
@allowed(can_read_console)
def list_hosting_requests(request, roles):
    """Those that wait, longest waiting first."""
    waiting = HostingRequest.objects.waiting().select_related("school", "year", "asked_by", "vouched_by")
    page = page_by_key(waiting, request, keys=["created_at"])
    context = {"page": page, "may": can_onboard(request.user, roles)}
    return render(request, "support/hosting-requests.html", context)


@for_support
@allowed(can_onboard)
@require_POST
def accept_hosting_request(request, roles, hosting_request_id):
    asked = accept_hosting(get_object_or_404(HostingRequest, pk=hosting_request_id), by=request.user)
    messages.success(request, f"{asked.school} can claim for {asked.year}. We have emailed its people.")
    return redirect("support:list-hosting-requests")


@for_support
@allowed(can_onboard)
def decline_hosting_request(request, roles, hosting_request_id):
    """Why the school is not put on the list, then it is told."""
    asked = get_object_or_404(HostingRequest.objects.select_related("school", "year"), pk=hosting_request_id)
    form = ReasonForm(posted(request), record=asked, hint="The school will read this")
    if not form.is_valid():
        return render(request, "support/decline-hosting-request.html", {"form": form, "asked": asked})
    save_seen(form, decline_hosting, asked, words=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"{asked.school} stays off the list for {asked.year}. We have emailed its people.")
    return redirect("support:list-hosting-requests")
