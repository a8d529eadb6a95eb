"""Many schools made eligible for a year: a list or a file of URNs, a preview that is kept, and the rows to correct."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator

from apps.core.access import allowed
from apps.core.files.reading import FileRefused, Problem, Row, read_rows
from apps.core.files.writing import csv_response
from apps.core.govuk.fields import CsvField
from apps.core.models import JourneyAnswers
from apps.policy.models import AcademicYear
from apps.schools.models import School
from apps.schools.services.many_eligible import make_many_eligible, waiting_for
from apps.support.forms import posted, words_field
from apps.support.permissions import can_onboard
from apps.users.access import for_support

JOURNEY, OWNER = "make-many-eligible", "support"
MOST_LISTED = 50


class ManyForm(forms.Form):
    """Which year, which schools, and why."""

    year = forms.ModelChoiceField(
        label="For which year?",
        queryset=AcademicYear.objects.order_by("-starts_on"),
        empty_label=None,
        to_field_name="name",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a year", "invalid_choice": "Select a year"},
    )
    urns = words_field("URNs, one on each line", "", most=20_000, rows=6, called="URNs")
    file = CsvField(label="Or a CSV file with the column urn", help_text="", required=False)
    reason = words_field("Reason", "Enter your reason", most=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["urns"].required = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return []
        try:
            return read_rows(file.name, file.read(), required=["urn"])
        except FileRefused as refused:
            raise ValidationError(refused.words) from None

    def clean(self):
        typed = (self.cleaned_data.get("urns") or "").split("\n")
        listed = [Row(number, {"urn": line.strip()}) for number, line in enumerate(typed, 1) if line.strip()]
        self.rows = [*listed, *(self.cleaned_data.get("file") or [])]
        if not self.rows and not {"urns", "file"} & set(self.errors):
            self.add_error("urns", "Enter URNs, or choose a CSV file")
        return self.cleaned_data


def sorted_out(rows):
    """The URNs of open schools, each once, and what is wrong with the other rows."""
    asked = {row["urn"] for row in rows if is_urn(row["urn"])}
    open_now = set(School.objects.filter(urn__in=asked, is_open=True).values_list("urn", flat=True))
    problems = []
    for row in rows:
        if not is_urn(row["urn"]):
            problems.append([row.number, Truncator(row["urn"]).chars(40), "URN must be 6 digits"])
        elif row["urn"] not in open_now:
            problems.append([row.number, row["urn"], f"No open school has URN {row['urn']}"])
    return sorted(open_now), problems


def is_urn(text):
    return text.isascii() and text.isdecimal() and len(text) == 6


@for_support
@allowed(can_onboard)
def make_many(request, roles):
    """Say which schools; what would change is kept and shown next."""
    form = ManyForm(posted(request), request.FILES or None)
    if not form.is_valid():
        return render(request, "support/schools/many-eligible.html", {"form": form})
    urns, problems = sorted_out(form.rows)
    kept = JourneyAnswers.objects.create(
        journey=JOURNEY,
        owner=OWNER,
        user=request.user,
        answers={
            "year": form.cleaned_data["year"].name,
            "reason": form.cleaned_data["reason"],
            "urns": urns,
            "problems": problems,
        },
    )
    return redirect("support:check-many-eligible", kept.pk)


@for_support
@allowed(can_onboard)
def check_many(request, roles, answers_id):
    """What would change; then, on the button, the change. A second press changes nothing more."""
    kept = find(request, answers_id)
    said = kept.answers
    year = get_object_or_404(AcademicYear, name=said["year"])
    if request.method == "POST" and not kept.finished_url:
        count = make_many_eligible(said["urns"], year, by=request.user, reason=said["reason"])
        kept.finished_url = reverse("support:list-schools")
        kept.save(update_fields=["finished_url"])
        messages.success(request, f"{count:,} school{'s' * (count != 1)} made eligible for {year}.")
        return redirect(kept.finished_url)
    if kept.finished_url:
        return redirect(kept.finished_url)
    waiting = waiting_for(said["urns"], year).order_by("sort_name")
    count = waiting.count()
    context = {
        "kept": kept,
        "year": year,
        "reason": said["reason"],
        "schools": waiting[:MOST_LISTED],
        "count": count,
        "already": len(said["urns"]) - count,
        "problems_shown": [Problem(row, "urn", words) for row, _, words in said["problems"][:MOST_LISTED]],
        "wrong": len(said["problems"]),
    }
    return render(request, "support/schools/many-eligible-check.html", context)


@for_support
@allowed(can_onboard)
def download_problems(request, roles, answers_id):
    """The rows to correct, each with why."""
    problems = find(request, answers_id).answers["problems"]
    rows = ([urn, number, words] for number, urn, words in problems)
    return csv_response("schools-to-correct.csv", ["urn", "row", "problem"], rows)


def find(request, answers_id):
    return get_object_or_404(JourneyAnswers, pk=answers_id, journey=JOURNEY, owner=OWNER, user=request.user)
