"""One school's mentors and the hours each did in a year, typed in one go."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render

from apps.claims.models import Claim
from apps.core import clock
from apps.core.access import allowed
from apps.core.durations import in_words
from apps.core.govuk.forms import posted
from apps.doors.views.ledger import entries_of
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear
from apps.providers.access import for_delivery_partner
from apps.schools.models import School
from apps.training.enums import WaitingFor
from apps.training.forms import MinutesField
from apps.training.models import LedgerEntry
from apps.training.permissions import can_record_hours
from apps.training.services.files import hours_cell
from apps.training.services.recording import Said, record_hours

MOST_MENTORS = 200


@dataclass(frozen=True)
class GridRow:
    """One mentor at the school: a name only where a claim has given it, and why the hours cannot be typed here, if so."""

    trn: str
    name: str
    minutes: int = 0
    entry_id: object = None
    instead: str = ""

    @property
    def who(self):
        return self.name or f"TRN {self.trn}"


class GridForm(forms.Form):
    """The year's total of each mentor. Each field carries the minutes it was shown with, so that no colleague is overwritten."""

    def __init__(self, data=None, *, rows):
        super().__init__(data and data.copy())
        self.rows = [row for row in rows if not row.instead]
        for row in self.rows:
            of, before = f"Hours of {row.who}", hours_cell(row.minutes) if row.minutes else ""
            self.fields[f"hours-{row.trn}"] = MinutesField(of=of, label=of, required=False, initial=before)
            self.fields[f"was-{row.trn}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=row.minutes
            )

    def clean(self):
        for row in self.rows:
            if f"hours-{row.trn}" not in self.errors:
                self.look_at(row)
        if not self.errors and not self.changed():
            self.add_error(f"hours-{self.rows[0].trn}", "Change the hours of at least one mentor")
        return self.cleaned_data

    def look_at(self, row):
        """Refuse to forget hours, and to write over what somebody recorded meanwhile."""
        minutes, was = self.cleaned_data[f"hours-{row.trn}"], self.cleaned_data.get(f"was-{row.trn}")
        if row.minutes not in (was, minutes) and minutes != was:
            self.data[f"was-{row.trn}"] = str(row.minutes)
            words = f"Somebody recorded {in_words(row.minutes)} for {row.who} while you were here. Check and save again"
            self.add_error(f"hours-{row.trn}", words)
        elif minutes is None and row.minutes:
            self.add_error(f"hours-{row.trn}", f"Enter the hours of {row.who}")

    def changed(self):
        """The rows that were typed over, each with its minutes."""
        typed = [(row, self.cleaned_data.get(f"hours-{row.trn}")) for row in self.rows]
        return [
            (row, minutes) for row, minutes in typed if minutes and minutes != self.cleaned_data.get(f"was-{row.trn}")
        ]


def partner_school(provider, school_id):
    """A school with hours or claims of this provider, or 404."""
    recorded = LedgerEntry.objects.filter(provider=provider, school=OuterRef("pk"))
    claims = Claim.objects.named_to(provider).filter(school=OuterRef("pk"))
    schools = provider.within_limit(School.objects.filter(Q(Exists(recorded)) | Q(Exists(claims))), "pk")
    return get_object_or_404(schools, pk=school_id)


def rows_of(provider, school, year):
    """The mentors with hours or claims of this provider at a school in any year, with their hours of one year, by name, then TRN."""
    recorded = LedgerEntry.objects.filter(provider=provider, school=school).order_by("trn")
    trns = dict.fromkeys(recorded.values_list("trn", flat=True).distinct()[:MOST_MENTORS], "")
    on_claims = Mentor.objects.filter(
        Exists(Claim.objects.named_to(provider).filter(school=school, lines__mentor=OuterRef("pk")))
    )
    trns |= {mentor.trn: mentor.full_name for mentor in on_claims.order_by("sort_name")[:MOST_MENTORS]}
    entries = {entry.trn: entry for entry in entries_of(provider).filter(school=school, year=year, trn__in=trns)}
    rows = [row_of(trn, name, entries.get(trn)) for trn, name in trns.items()]
    return sorted(rows, key=lambda row: (not row.name, row.name.casefold(), row.trn))[:MOST_MENTORS]


def row_of(trn, name, entry):
    if entry is None:
        return GridRow(trn, name)
    instead = ""
    if entry.is_disputed:
        instead = "disputed by the school: answer it first"
    elif entry.minutes and entry.total_minutes is None:
        instead = "recorded session by session"
    return GridRow(trn, name, entry.minutes, entry.pk, instead)


@for_delivery_partner
@allowed(can_record_hours)
def record_school_hours(request, provider, school_id):
    """The hours of one school's mentors in a year: all that were changed are saved, or none."""
    school = partner_school(provider, school_id)
    years = list(AcademicYear.objects.filter(training_from__lte=clock.today()).order_by("-starts_on"))
    now = next(year for year in years if year.starts_on <= clock.today())
    year = next((year for year in years if year.slug == request.GET.get("year")), now)
    rows = rows_of(provider, school, year)
    form = GridForm(posted(request), rows=rows)
    if school.is_open and form.rows and form.is_valid() and save(request, provider, school, year, form):
        return redirect(f"{request.path}?year={year.slug}")
    shown = [(row, None if row.instead else form[f"hours-{row.trn}"], in_words(row.minutes)) for row in rows]
    context = {
        "school": school,
        "years": years,
        "year": year,
        "form": form,
        "rows": shown,
        "hidden": [form[f"was-{row.trn}"] for row in form.rows],
    }
    return render(request, "doors/provider/record_school_hours.html", context)


def save(request, provider, school, year, form):
    """Record what changed, whole; what the ledger refuses is said beside its field, and nothing is kept."""
    changed = form.changed()
    rows = [Said(number, row.trn, school.urn, year, minutes) for number, (row, minutes) in enumerate(changed, 1)]
    with transaction.atomic():
        found = record_hours(provider, rows, by=request.user, how="page", schools=provider.limited_to)
        refused = [row for row in found.rows if not row.outcome.is_kept]
        transaction.set_rollback(bool(refused))
    for row in refused:
        form.add_error(f"hours-{row.said.trn}", row.outcome.label)
    if not refused:
        messages.success(request, words_about(found))
    return not refused


def words_about(found):
    """How many mentors' hours were recorded, how many wait for the school, and how many go beyond what can be claimed."""
    count, waiting = len(found.rows), sum(row.waiting_for != WaitingFor.NOBODY for row in found.rows)
    told = f"Hours of {count} mentor{'' if count == 1 else 's'} recorded."
    if waiting:
        told += f" {waiting} wait{'s' if waiting == 1 else ''} for the school to add the mentor."
    if over := sum(found.over.values()):
        told += f" {in_words(over * 60)} {'goes' if over == 1 else 'go'} beyond what can be claimed."
    return told
