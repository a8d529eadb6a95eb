"""Accredited providers as DfE sees them."""

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.claims.models import Claim
from apps.claims.services.sites import join_site, part_site
from apps.core import clock
from apps.core.access import allowed
from apps.core.paging import count_up_to, page_by_key
from apps.providers.models import Provider
from apps.support.claim_page import label_for
from apps.support.forms import SeenForm, posted, save_seen
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


class SiteForm(SeenForm):
    """Another row of the register for a provider."""

    code = forms.CharField(
        label="Provider code of the site",
        help_text="Three characters, as the register of providers has it, for example 1TZ",
        max_length=5,
        validators=[RegexValidator(r"^[A-Za-z0-9]+$", "Provider code must be letters and digits only")],
        error_messages={
            "required": "Enter the provider code of the site",
            "max_length": "Provider code must be 5 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label="Name of the site",
        help_text="Where the service knows the code already, it keeps the name it has",
        max_length=255,
        error_messages={
            "required": "Enter the name of the site",
            "max_length": "Name must be 255 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        return self.cleaned_data["code"].upper()


@for_support
@allowed(can_read_console)
def list_providers(request, roles):
    asked = ProvidersFilter(request.GET)
    asked.full_clean()
    words = asked.cleaned_data.get("q") or ""
    providers = Provider.objects.matching(words) if words else Provider.objects.all()
    providers = providers.select_related("part_of")
    page = page_by_key(providers.prefetch_related("accreditations"), request, keys=["sort_name"])
    context = {"asked": asked, "words": words, "page": page, "count": count_up_to(providers)}
    context["standing"] = {provider.pk: standing_of(provider) for provider in page.items}
    return render(request, "support/providers/list.html", context)


def standing_of(provider):
    """Whether a provider is accredited today, in words and a colour; a site is nothing of its own."""
    if provider.part_of_id:
        return {"text": "Site", "classes": "govuk-tag--grey"}
    today = clock.today()
    for one in provider.accreditations.all():
        if one.starts_on <= today and (one.ends_on is None or one.ends_on > today):
            return {"text": "Accredited", "classes": "govuk-tag--green"}
    return {"text": "Not accredited", "classes": "govuk-tag--grey"}


@for_support
@allowed(can_read_console)
def show_provider(request, roles, provider_id):
    """One provider: facts, accreditations, contact, people, claims that name it."""
    found = Provider.objects.select_related("part_of").prefetch_related("accreditations")
    provider = get_object_or_404(found, pk=provider_id)
    claims = Claim.objects.named_to(provider).select_related("school", "year").order_by("-submitted_at", "-id")
    return render(
        request,
        "support/providers/show.html",
        {
            "provider": provider,
            "standing": standing_of(provider),
            "sites": provider.sites.order_by("sort_name", "code"),
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
def add_site(request, roles, provider_id):
    """Say that another row of the register is a site of a provider."""
    provider = get_object_or_404(Provider, pk=provider_id)
    form = SiteForm(posted(request), record=provider)
    if not form.is_valid():
        return render(request, "support/providers/add-site.html", {"form": form, "provider": provider})
    facts = {name: form.cleaned_data[name] for name in ("code", "name")}
    site = save_seen(form, join_site, provider, **facts, by=request.user)
    messages.success(request, f"{site} is a site of {provider}.")
    return redirect("support:show-provider", provider.pk)


@for_support
@allowed(can_onboard)
@require_POST
def remove_site(request, roles, provider_id, site_code):
    """Say that a row stands for itself again."""
    site = get_object_or_404(Provider, part_of=provider_id, code=site_code)
    part_site(site, by=request.user)
    messages.success(request, f"{site} is no longer a site of another provider.")
    return redirect("support:show-provider", provider_id)


@for_support
@allowed(can_onboard)
def limit_person(request, roles, organisation_id, membership_id):
    """Say which schools somebody at a provider acts for."""
    provider = get_object_or_404(Provider, pk=organisation_id)
    people_page = "support:provider-list-people"
    return limit_page(request, provider, membership_id, layout="layouts/support.html", people_page=people_page)
