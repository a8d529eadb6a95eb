"""A person of a trust accepts a year's grant conditions for several of its schools, each acceptance a record of its own."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core.errors import Refused
from apps.core.govuk.forms import posted
from apps.policy.figures import year_figures
from apps.policy.models import AcademicYear
from apps.schools.access import for_trust_user
from apps.schools.models import ConditionsAcceptance, Eligibility, School
from apps.schools.services.conditions import accept_conditions


class AcceptForSchoolsForm(forms.Form):
    """The schools that the person can accept these conditions for."""

    schools = forms.MultipleChoiceField(
        label="I can accept these conditions for",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one school that you can accept these for",
            "invalid_choice": "A school you selected has accepted these already, or is no longer in your trust",
        },
    )
    conditions = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.choosable = {str(school.pk): school for school in schools}
        self.fields["schools"].choices = [(key, school.name) for key, school in self.choosable.items()]

    def clean_schools(self):
        return [self.choosable[key] for key in self.cleaned_data["schools"]]


@for_trust_user
def accept_year(request, trust, slug):
    """One year's conditions: read them, accept them for the schools ticked, see who accepted them for the others."""
    year = get_object_or_404(AcademicYear, name=slug.replace("-", " "))
    conditions = get_object_or_404(year.conditions.in_force())
    schools = School.objects.open_in(trust)
    said = ConditionsAcceptance.objects.filter(conditions=conditions, school__in=schools).select_related("school")
    eligible = Eligibility.objects.filter(school__in=schools, year=year, ended_at=None)
    waiting = schools.filter(pk__in=eligible.values("school")).exclude(pk__in=said.order_by().values("school"))
    form = AcceptForSchoolsForm(
        posted(request), schools=waiting.order_by("sort_name", "pk"), initial={"conditions": conditions.pk}
    )
    if form.is_bound and not form.choosable:
        return redirect("doors:trust-home", trust.pk)
    if form.is_valid():
        shown = get_object_or_404(year.conditions, pk=form.cleaned_data["conditions"])
        accept_for(request, form.cleaned_data["schools"], shown)
        return redirect("doors:trust-home", trust.pk)
    context = {
        "year": year,
        "conditions": conditions,
        "figures": year_figures(year),
        "form": form,
        "acceptances": said.order_by("school__sort_name", "accepted_at"),
    }
    return render(request, "schools/trust/conditions_of_year.html", context)


def accept_for(request, schools, conditions):
    """Accept for each school by itself. One that is refused does not undo the others, and is named."""
    accepted = []
    for school in schools:
        try:
            accept_conditions(school, conditions, by=request.user)
            accepted.append(school.name)
        except Refused as refusal:
            messages.warning(request, f"Not accepted for {school}. {refusal.words}")
    if accepted:
        messages.success(request, f"Grant conditions of {conditions.year} accepted for {', '.join(accepted)}.")
