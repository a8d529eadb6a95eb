"""Schools that are not on the list and name a provider: it tells DfE whether they host its trainees."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.core.paging import page_by_key
from apps.providers.access import for_provider_user
from apps.providers.permissions import can_vouch
from apps.schools.models import HostingRequest
from apps.schools.services.hosting import vouch

SAYS = {"yes": "hosts", "no": "does not host"}


def requests_about(provider):
    """Those that name a provider and that DfE has not answered, longest waiting first."""
    return HostingRequest.objects.waiting().about(provider.whole)


@for_provider_user
def list_hosting_requests(request, provider):
    waiting = requests_about(provider).select_related("school", "year", "asked_by", "vouched_by")
    page = page_by_key(waiting, request, keys=["created_at"])
    return render(request, "doors/provider/list_hosting_requests.html", {"page": page})


@for_provider_user
@allowed(can_vouch)
@require_POST
def answer_hosting_request(request, provider, hosting_request_id):
    """Say that the school hosts our trainees, or that it does not."""
    asked = get_object_or_404(requests_about(provider), pk=hosting_request_id)
    says = request.POST.get("says")
    if says in SAYS:
        vouch(asked, vouched=says == "yes", by=request.user)
        messages.success(request, f"DfE has been told that {asked.school} {SAYS[says]} your trainees.")
    return redirect("doors:provider-list-hosting-requests", provider.pk)
