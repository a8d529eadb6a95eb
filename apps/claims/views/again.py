"""Claim again like last year: the same mentors with the same providers, as drafts to go through."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from apps.claims.last_year import again_for, claims_before, last_year_of, made_with, start_again
from apps.claims.permissions import can_add_claim
from apps.claims.starting import start_for
from apps.claims.views.choose_provider import read_key
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.schools.access import for_school_user


class AgainForm(forms.Form):
    """The providers of last year to claim for again."""

    providers = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Which providers trained these mentors again?",
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Select at least one provider"),
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(again.provider.pk): again for again in offered}
        self.fields["providers"].choices = [(key, str(again.provider)) for key, again in self.offered.items()]

    def clean_providers(self):
        return [self.offered[key] for key in self.cleaned_data["providers"]]


@for_school_user
@allowed(can_add_claim)
def claim_again(request, school):
    """Choose what of last year, or of the one earlier claim named in the address, to claim again."""
    ready = start_for(school)
    if ready.stop:
        return render(request, "claims/school/cannot_claim.html", {"stop": ready.stop})
    if there := made_with(school, key_of(request), request.POST.getlist("providers")):
        return redirect("claims:school-add-claim", school.pk, there.pk, "mentors")
    earlier = claims_before(school, ready.year)
    if named := read_key(request.GET.get("claim", "")):
        claim = earlier.filter(pk=named).first()
        if claim is None:
            return redirect("claims:school-claim-again", school.pk)
        earlier, year = [claim], claim.year
    else:
        year = last_year_of(school, ready.year)
        earlier = earlier.filter(year=year) if year else []
    found = again_for(school, ready.year, earlier) if year else []
    form = AgainForm(posted(request), offered=[again for again in found if again.can_start])
    if form.is_valid():
        key, chosen = key_of(request), form.cleaned_data["providers"]
        drafts = start_again(school, ready.year, chosen, by=request.user, key=key)
        if len(drafts) > 1:
            messages.success(request, f"{len(drafts)} drafts made. Go through each, then you can submit them together.")
        return redirect("claims:school-add-claim", school.pk, drafts[0].pk, "mentors")
    context = {"form": form, "found": found, "year": year, "start": ready, "draft": key_of(request)}
    return render(request, "claims/school/claim_again.html", context)


def key_of(request):
    """The key of the drafts this page makes: the same after an error, a new one for a new look."""
    return read_key(request.POST.get("draft", "")) or uuid4()
