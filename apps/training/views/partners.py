"""Which schools somebody at a provider acts for: the same page for its own people and for DfE."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core.access import allowed
from apps.core.govuk.fields import LinesField
from apps.core.govuk.forms import posted
from apps.providers.access import for_provider_user
from apps.providers.permissions import can_manage_people
from apps.schools.models import School
from apps.training.services.limiting import limit_person as limit
from apps.users.services.people import memberships_in

MOST_SCHOOLS = 500


class LimitForm(forms.Form):
    ALL, SOME = "all", "some"

    which = forms.ChoiceField(
        label="Which schools does this person act for?",
        choices=[(ALL, "Every school"), (SOME, "Some schools only")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Select which schools this person acts for"),
    )
    urns = LinesField(label="URNs of the schools", help_text="6 digits each, one on a line", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        self.schools = None
        if self.cleaned_data.get("which") != self.SOME or "urns" not in self.cleaned_data:
            return
        urns = list(dict.fromkeys(self.cleaned_data["urns"].replace(",", " ").split()))
        if not urns:
            self.add_error("urns", "Enter the URN of at least one school")
            return
        if len(urns) > MOST_SCHOOLS:
            self.add_error("urns", f"Enter {MOST_SCHOOLS} URNs or fewer")
            return
        self.schools = list(School.objects.filter(urn__in=urns, is_open=True).order_by("sort_name", "pk"))
        known = {school.urn for school in self.schools}
        if unknown := [urn for urn in urns if urn not in known]:
            self.add_error("urns", f"No open school has the URN {unknown[0][:20]}")


def limit_page(request, provider, membership_id, *, layout, people_page):
    """Choose the schools of one person, then back to the list of people."""
    membership = get_object_or_404(memberships_in(provider).select_related("user"), pk=membership_id)
    schools = School.objects.filter(pk__in=membership.limited_to or []).order_by("sort_name", "pk")
    opened_with = {
        "which": LimitForm.ALL if membership.limited_to is None else LimitForm.SOME,
        "urns": "\n".join(school.urn or "" for school in schools),
        "version": membership.version,
    }
    form = LimitForm(posted(request), initial=opened_with)
    if form.is_valid():
        limit(membership, form.schools, version=form.cleaned_data["version"], by=request.user)
        count = len(form.schools or [])
        where = f"{count} school{'' if count == 1 else 's'} only" if form.schools is not None else "every school"
        messages.success(request, f"{membership.user.full_name} acts for {where}.")
        return redirect(people_page, provider.pk)
    context = {
        "layout": layout,
        "people_page": people_page,
        "provider": provider,
        "person": membership.user,
        "form": form,
    }
    return render(request, "training/provider/limit_person.html", context)


@for_provider_user
@allowed(can_manage_people)
def limit_person(request, provider, membership_id):
    """Say which schools somebody acts for."""
    people_page = "providers:provider-list-people"
    return limit_page(request, provider, membership_id, layout="layouts/provider.html", people_page=people_page)
