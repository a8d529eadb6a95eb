"""A closed school's successor: the register names it or DfE does, then what is not submitted is carried across."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from apps.claims.services.carrying import carry_across, what_would_be_carried
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.schools.models import School, Succession
from apps.schools.services.succession import NoSuccession, name_successor
from apps.support.permissions import can_onboard
from apps.users.access import for_support

MOST_RESULTS = 15


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Which school follows it?",
        help_text="Name, town, postcode or URN",
        max_length=200,
        error_messages={"required": "Enter a school's name, town, postcode or URN"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ResultForm(forms.Form):
    chosen = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select one, or search again"),
    )

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {str(school.pk): school for school in found}
        self.fields["chosen"].choices = [(pk, school.one_line) for pk, school in self.found.items()]

    def clean_chosen(self):
        if school := self.found.get(self.cleaned_data["chosen"]):
            return school
        raise ValidationError("Select one, or search again")


@for_support
@allowed(can_onboard)
def choose_successor(request, roles, school_id):
    """Search among open schools, choose one, then look at what would move."""
    school = get_object_or_404(School, pk=school_id)
    if school.is_open:
        raise NoSuccession(f"{school} is open. Only a closed school has a successor.")
    search = SearchForm(request.GET if "q" in request.GET else None)
    if not search.is_valid():
        return render(request, "support/schools/successor_search.html", {"school": school, "form": search})
    typed = search.cleaned_data["q"]
    found = School.objects.filter(is_open=True).exclude(pk=school.pk).matching(typed)[:MOST_RESULTS]
    form = ResultForm(posted(request), found=found)
    if not form.is_valid():
        context = {"school": school, "form": form, "search": search, "typed": typed}
        return render(request, "support/schools/successor_results.html", context)
    succession = name_successor(school, form.cleaned_data["chosen"], by=request.user)
    return redirect("support:carry-school", school.pk, succession.pk)


@for_support
@allowed(can_onboard)
def carry_school(request, roles, school_id, succession_id):
    """What would move and what stays; then it is done, once."""
    found = Succession.objects.select_related("predecessor", "successor")
    succession = get_object_or_404(found, pk=succession_id, predecessor=school_id)
    if request.method != "POST":
        context = {"succession": succession, "moving": what_would_be_carried(succession)}
        return render(request, "support/schools/carry.html", context)
    carry_across(succession, by=request.user)
    messages.success(request, f"Carried across to {succession.successor}. We have emailed the people of both schools.")
    return redirect("support:show-school", succession.successor_id)
