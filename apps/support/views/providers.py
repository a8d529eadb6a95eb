"""Accredited providers as DfE sees them."""

from django import forms
from django.shortcuts import get_object_or_404, render

from apps.audit.history import history_of
from apps.claims.models import Claim
from apps.core import clock
from apps.core.access import allowed
from apps.core.paging import count_up_to, page_by_key
from apps.providers.models import Provider
from apps.support.claim_page import label_for
from apps.support.permissions import can_onboard, can_read_console
from apps.support.views.schools import MOST_CLAIMS
from apps.training.views.partners import limit_page
from apps.users.access import for_support
from apps.users.models import AccessRequest
from apps.users.services.people import memberships_in


class ProvidersFilter(forms.Form):
    q = forms.CharField(
        label="Search",
        help_text="Name, town, postcode, UKPRN or code",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@for_support
@allowed(can_read_console)
def list_providers(request, roles):
    asked = ProvidersFilter(request.GET)
    asked.full_clean()
    words = asked.cleaned_data.get("q") or ""
    providers = Provider.objects.matching(words) if words else Provider.objects.all()
    page = page_by_key(providers.prefetch_related("accreditations"), request, keys=["sort_name"])
    context = {"asked": asked, "words": words, "page": page, "count": count_up_to(providers)}
    context["standing"] = {provider.pk: standing_of(provider) for provider in page.items}
    return render(request, "support/providers/list.html", context)


def standing_of(provider):
    """Whether a provider is accredited today, in words and a colour."""
    today = clock.today()
    for one in provider.accreditations.all():
        if one.starts_on <= today and (one.ends_on is None or one.ends_on > today):
            return {"text": "Accredited", "classes": "govuk-tag--green"}
    return {"text": "Not accredited", "classes": "govuk-tag--grey"}


@for_support
@allowed(can_read_console)
def show_provider(request, roles, provider_id):
    """One provider: facts, accreditations, contact, people, claims that name it."""
    provider = get_object_or_404(Provider.objects.prefetch_related("accreditations"), pk=provider_id)
    claims = Claim.objects.named_to(provider).select_related("school", "year").order_by("-submitted_at", "-id")
    return render(
        request,
        "support/providers/show.html",
        {
            "provider": provider,
            "standing": standing_of(provider),
            "contacts": provider.contacts.order_by("purpose"),
            "accreditations": sorted(provider.accreditations.all(), key=lambda one: one.starts_on),
            "members": memberships_in(provider).select_related("user").order_by("user__last_name", "id"),
            "requests": AccessRequest.objects.waiting_for(provider),
            "claims": [(claim, label_for(claim, roles)) for claim in claims[:MOST_CLAIMS]],
            "events": history_of(provider),
            "may": can_onboard(request.user, roles),
        },
    )


@for_support
@allowed(can_onboard)
def limit_person(request, roles, organisation_id, membership_id):
    """Say which schools somebody at a provider acts for."""
    provider = get_object_or_404(Provider, pk=organisation_id)
    people_page = "support:provider-list-people"
    return limit_page(request, provider, membership_id, layout="layouts/support.html", people_page=people_page)
