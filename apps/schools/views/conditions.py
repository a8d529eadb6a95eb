"""A school reads and accepts the grant conditions of each year."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.audit.history import history_of
from apps.core.access import allowed
from apps.policy.changes import what_changed
from apps.policy.figures import current_year, next_window, window_open_now, year_figures
from apps.policy.models import AcademicYear
from apps.schools.access import for_school_user
from apps.schools.permissions import can_accept_conditions
from apps.schools.services.conditions import accept_conditions, acceptance_of, acceptances_of

ACCEPTED = {"text": "Accepted", "classes": "govuk-tag--green"}
TO_ACCEPT = {"text": "To accept", "classes": "govuk-tag--yellow"}
WITHDRAWN = {"text": "Withdrawn", "classes": "govuk-tag--grey"}


class AcceptForm(forms.Form):
    accepted = forms.BooleanField()
    conditions = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, school, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accepted"].label = f"I can accept these conditions for {school}"
        self.fields["accepted"].error_messages["required"] = f"Confirm that you can accept these for {school}"


@for_school_user
@allowed(can_accept_conditions)
def show_conditions(request, school):
    """The years a school has accepted, and those it has to."""
    now, window, later = current_year(), window_open_now(), next_window()
    wanted = {year.pk for year in (now, window and window.year, later and later.year) if year}
    accepted = school.acceptances.values_list("conditions__year", flat=True)
    years = AcademicYear.objects.filter(pk__in=wanted | set(accepted)).order_by("-starts_on")
    rows = [(year, acceptance, tag_of(acceptance)) for year, acceptance in acceptances_of(school, years)]
    context = {"school": school, "rows": rows}
    return render(request, "schools/school/conditions.html", context)


def tag_of(acceptance):
    if acceptance is None:
        return TO_ACCEPT
    return WITHDRAWN if acceptance.withdrawn_at else ACCEPTED


@for_school_user
@allowed(can_accept_conditions)
def accept_year(request, school, slug):
    """One year's conditions: read them, accept them, see who did."""
    year = get_object_or_404(AcademicYear, name=slug.replace("-", " "))
    conditions = get_object_or_404(year.conditions.in_force().prefetch_related("declarations"))
    form = AcceptForm(request.POST or None, school=school, initial={"conditions": conditions.pk})
    if request.method == "POST" and form.is_valid():
        shown = get_object_or_404(year.conditions, pk=form.cleaned_data["conditions"])
        accept_conditions(school, shown, by=request.user)
        messages.success(request, f"Grant conditions of {year} accepted for {school}.")
        return redirect("schools:school-show-conditions", school.pk)
    acceptance = acceptance_of(school, year)
    withdrawn = acceptance and acceptance.withdrawn_at and who_withdrew(acceptance)
    history = history_of(*school.acceptances.filter(conditions__year=year))
    figures = year_figures(year)
    context = {
        "school": school,
        "year": year,
        "conditions": conditions,
        "figures": figures,
        "changes": what_changed(conditions, figures),
        "acceptance": acceptance,
        "earlier": None if acceptance else earlier_of(school, conditions),
        "withdrawn_by": withdrawn,
        "form": form,
        "history": history,
    }
    return render(request, "schools/school/conditions_of_year.html", context)


def earlier_of(school, conditions):
    """The newest acceptance of an earlier version of the same year, which asks to be renewed; None where there is none."""
    found = school.acceptances.filter(conditions__year=conditions.year, conditions__number__lt=conditions.number)
    return found.select_related("conditions").order_by("-conditions__number", "-accepted_at").first()


def who_withdrew(acceptance):
    """Who at DfE withdrew an acceptance, by the newest line of its history."""
    names = [event.actor_name for event, _ in history_of(acceptance) if event.event == "conditions.withdraw"]
    return names[-1] if names else "DfE"
