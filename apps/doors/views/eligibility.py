"""What a school could claim this year, and why or why not; and its word that it hosts trainees."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from apps.core import clock
from apps.core.access import allowed
from apps.core.govuk.fields import HoursField, LinesField
from apps.core.govuk.forms import posted
from apps.doors.views.ask import MOST_RESULTS, ResultForm, SearchForm
from apps.policy.figures import current_year, next_window, window_open_now, year_figures
from apps.providers.models import Provider
from apps.schools.access import for_school_user
from apps.schools.permissions import can_ask_to_host
from apps.schools.services.conditions import acceptance_of
from apps.schools.services.eligibility import is_eligible
from apps.schools.services.hosting import ask_to_host, latest_request

MOST_MENTORS = 100


class EstimateForm(forms.Form):
    """How many mentors are trained, by type of training."""

    def __init__(self, *args, caps, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in caps:
            self.fields[kind] = HoursField(
                of="Number of mentors",
                least=0,
                most=MOST_MENTORS,
                label=f"Mentors in {kind.label.lower()} training",
                error_messages={"required": f"Enter how many mentors are in {kind.label.lower()} training"},
            )


class HostForm(ResultForm):
    """Whose trainees, and what DfE should know."""

    words = LinesField(
        label="Anything we should know (optional)",
        help_text="For example when your trainees begin. Do not name a trainee.",
        required=False,
        max_length=500,
        error_messages={"max_length": "What you tell us must be 500 characters or fewer"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def year_of(window):
    """The year a school would claim for: that of the window that is open, or else opens next, or else today's."""
    return window.year if window else current_year()


@for_school_user
def show_eligibility(request, school):
    """Whether the school is on the list and why, its area, its conditions, the window, and an estimate."""
    window = window_open_now() or next_window()
    year = year_of(window)
    figures = year_figures(year)
    area = school.funding_area
    of_area = next((row for row in figures.areas if row.area == area), None)
    asked = {kind: request.GET[kind] for kind in figures.caps if kind in request.GET}
    form = EstimateForm(asked or None, caps=figures.caps)
    context = {
        "year": year,
        "window": window,
        "area": area,
        "rate_pence": of_area and of_area.rate_pence,
        "eligibility": school.eligibilities.filter(year=year, ended_at=None).first(),
        "acceptance": acceptance_of(school, year),
        "asked": latest_request(school, year),
        "form": form,
        "estimate": estimate_of(form, figures, of_area) if of_area and form.is_valid() else None,
    }
    return render(request, "doors/school/eligibility.html", context)


def estimate_of(form, figures, of_area):
    """A row for each type of training, and what they come to."""
    rows = [
        {
            "kind": kind,
            "mentors": form.cleaned_data[kind],
            "hours": form.cleaned_data[kind] * hours,
            "pence": form.cleaned_data[kind] * of_area.most_pence[kind],
        }
        for kind, hours in figures.caps.items()
    ]
    return {"rows": rows, "hours": sum(row["hours"] for row in rows), "pence": sum(row["pence"] for row in rows)}


@for_school_user
@allowed(can_ask_to_host)
def host_trainees(request, school):
    """Search for the provider, choose it, and tell DfE."""
    year = year_of(window_open_now() or next_window())
    if is_eligible(school, year):
        return redirect("doors:school-show-eligibility", school.pk)
    search = SearchForm(request.GET if "q" in request.GET else None, kind="provider")
    search.fields["q"].label = "Which provider’s trainees do you host?"
    if not search.is_valid():
        return render(request, "doors/school/host_search.html", {"form": search})
    typed = search.cleaned_data["q"]
    found = list(Provider.objects.accredited_on(clock.today()).matching(typed)[: MOST_RESULTS + 1])
    form = HostForm(posted(request), found=found[:MOST_RESULTS])
    if not form.is_valid():
        context = {"form": form, "search": search, "typed": typed, "found": found, "most": MOST_RESULTS, "year": year}
        return render(request, "doors/school/host_results.html", context)
    provider = form.cleaned_data["chosen"]
    ask_to_host(
        school,
        year,
        provider_id=provider.pk,
        provider_name=provider.name,
        words=form.cleaned_data["words"],
        by=request.user,
        people=provider.people_for(school),
    )
    messages.success(request, f"DfE has been told that {school} hosts trainees of {provider}.")
    return redirect("doors:school-show-eligibility", school.pk)
