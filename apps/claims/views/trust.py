"""A trust's schools and their claims, each in one table; what is ticked goes on to be submitted or withdrawn together."""

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.pricing import price_pence
from apps.claims.recorded import unclaimed_hours, unclaimed_of
from apps.claims.trust_exports import claims_file
from apps.claims.trust_filters import ClaimsFilter, SchoolsFilter
from apps.claims.trusts import claims_of, schools_of, with_figures, year_of_interest
from apps.claims.views.together import address_of
from apps.core.govuk.addresses import query
from apps.core.govuk.forms import posted
from apps.core.paging import count_up_to, page_by_key
from apps.schools.access import for_trust_user

MOST_EVENTS = 10
TOGETHER = {"submit": "claims:trust-submit-drafts", "withdraw": "claims:trust-withdraw-claims"}


@for_trust_user
def list_schools(request, trust):
    """The trust's open schools, with what each has claimed this year and what waits for it."""
    year, _ = year_of_interest()
    asked = SchoolsFilter(request.GET, trust)
    found = asked.schools(with_figures(schools_of(trust), year))
    page = page_by_key(found, request, keys=asked.keys)
    context = {
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(found.count()),
        "page": page,
        "rows": with_recorded(page.items, year),
        "year": year,
        "events": [pair for pair in history_of(trust) if pair[0].event == "trust.change_schools"][-MOST_EVENTS:],
    }
    return render(request, "claims/trust/list_schools.html", context)


def with_recorded(schools, year):
    """Each school with the hours that providers recorded and it has not claimed, and their pence where its rate is known."""
    hours = unclaimed_hours(schools, year)
    found = [(school, hours.get(school.pk, 0)) for school in schools]
    return [(school, count, school.rate_pence and price_pence(count, school.rate_pence)) for school, count in found]


class TickedForm(forms.Form):
    """Claims of the list that were ticked, and what to do with them. Nothing ticked is the one mistake."""

    do = forms.ChoiceField(choices=[(key, key) for key in TOGETHER], required=False)
    claim = forms.ModelMultipleChoiceField(
        queryset=Claim.objects.none(),
        error_messages=dict.fromkeys(["required", "invalid_choice", "invalid_pk_value"], "Select at least one claim"),
    )

    def __init__(self, *args, claims, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claim"].queryset = claims


@for_trust_user
def list_claims(request, trust):
    """Every claim of the trust's schools, as far as it meets what the address asks."""
    form = TickedForm(posted(request), claims=claims_of(trust))
    if form.is_valid():
        page = TOGETHER.get(form.cleaned_data["do"], TOGETHER["submit"])
        return redirect(address_of(page, trust, [claim.reference for claim in form.cleaned_data["claim"]]))
    asked = ClaimsFilter(request.GET, trust)
    found = asked.claims()
    page = page_by_key(found.select_related("school", "provider", "year"), request, keys=asked.keys)
    context = {
        "form": form,
        "picked": request.POST.getlist("claim"),
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(count_up_to(found)),
        "page": page,
        "tickable": [claim.pk for claim in page.items if claim.status == ClaimStatus.DRAFT or claim.can_be_withdrawn],
        "recorded": unclaimed_of(schools_of(trust), year_of_interest()[0]),
        "file": reverse("claims:trust-download-claims", args=[trust.pk]) + query(request, after=None, before=None),
    }
    return render(request, "claims/trust/list_claims.html", context)


@for_trust_user
def download_claims(request, trust):
    """The same claims as a file, one row a mentor."""
    return claims_file(ClaimsFilter(request.GET, trust).claims())
