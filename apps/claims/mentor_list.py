"""A school's mentors as a list and as a file: what may be asked of them, and the facts of each, read once for all."""

from dataclasses import dataclass

from django import forms
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.text import capfirst

from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.core import clock, searching
from apps.core.files.writing import csv_response
from apps.core.govuk.addresses import query
from apps.mentors.enums import Phase, Subject
from apps.mentors.models import Place
from apps.policy.figures import caps_for
from apps.policy.models import TrainingType
from apps.providers.models import Provider
from apps.training.models import Allowance

SORTS = {"": "mentor__sort_name", "-name": "-mentor__sort_name", "-claimed": "-last_claimed", "claimed": "last_claimed"}
SORTED = [
    ("", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("-claimed", "Last claim, newest first"),
    ("claimed", "Last claim, oldest first"),
]
HERE = "Everybody on your list"
STANDINGS = {
    "hours": "with hours left this year",
    "none": "with no hours left this year",
    "inactive": "not shown as free to teach",
    "missing": "with a TRN to check",
    "left": "who left your list",
}
COLUMNS = [
    "mentor_trn",
    "mentor_name",
    "email",
    "subjects",
    "phases",
    "on_list_from",
    "on_list_until",
    "free_to_teach",
    "academic_year",
    "provider_name",
    "training_type",
    "hours_allowed",
    "hours_left",
    "last_claim_reference",
    "last_claim_submitted_on",
]


@dataclass(frozen=True)
class Hours:
    """What a mentor has left with one provider this year."""

    provider: Provider
    training_type: TrainingType
    cap: int
    left: int


@dataclass(frozen=True)
class MentorRow:
    """A mentor of the school, the hours left with each provider who trained them, and the last claim here."""

    place: Place
    hours: list
    last_line: ClaimLine | None


class MentorsFilter(forms.Form):
    """What to list. What makes no sense is left out, and the heading shows that it was."""

    q = forms.CharField(
        label="Name or TRN",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    standing = forms.ChoiceField(
        label="Show",
        choices=[("", HERE), *((name, capfirst(words)) for name, words in STANDINGS.items())],
        required=False,
    )
    subject = forms.ChoiceField(label="Subject", choices=[("", "Any subject"), *Subject.choices], required=False)
    phase = forms.ChoiceField(label="Phase", choices=[("", "Any phase"), *Phase.choices], required=False)
    sort = forms.ChoiceField(label="Sort by", choices=SORTED, required=False)

    def __init__(self, data):
        super().__init__(data)
        self.full_clean()
        self.errors.clear()

    def asked(self, name):
        return self.cleaned_data.get(name) or ""

    def places(self, school, year):
        """The school's places that meet every condition."""
        places = Place.objects.filter(school=school).select_related("mentor").annotate(last_claimed=last_claimed())
        places = places.exclude(ended_at=None) if self.asked("standing") == "left" else places.current()
        typed = "".join(self.asked("q").split())
        for word in [typed] if typed.isdecimal() else searching.words(self.asked("q")):
            mentor = Q(mentor__trn__startswith=word) | Q(mentor__former_trn__startswith=word)
            places = places.filter(Q(mentor__sort_name__contains=word) | mentor)
        if self.asked("subject"):
            places = places.filter(subjects__contains=[self.asked("subject")])
        if self.asked("phase"):
            places = places.filter(phases__contains=[self.asked("phase")])
        return self.standing_of(places, year)

    def standing_of(self, places, year):
        rows = Allowance.objects.filter(mentor=OuterRef("mentor"), year=year)
        used_up = Exists(rows) & ~Exists(rows.filter(used__lt=F("cap")))
        match self.asked("standing"):
            case "hours":
                return places.exclude(used_up)
            case "none":
                return places.filter(used_up)
            case "inactive":
                return places.not_free()
            case "missing":
                return places.with_wrong_trn()
        return places

    @property
    def keys(self):
        """What the list is sorted by."""
        return [SORTS[self.asked("sort")]]

    def conditions(self):
        """Each condition in words, with the field that made it."""
        if self.asked("standing"):
            yield "standing", STANDINGS[self.asked("standing")]
        if self.asked("q"):
            yield "q", f"matching “{self.asked('q')}”"
        if self.asked("subject"):
            yield "subject", f"teaching {Subject(self.asked('subject')).label}"
        if self.asked("phase"):
            yield "phase", f"in {Phase(self.asked('phase')).label}"

    def chosen(self, request):
        """The conditions as links that take each away."""
        return [
            {"text": capfirst(words), "href": query(request, **{name: None, "after": None, "before": None})}
            for name, words in self.conditions()
        ]

    def heading(self, count):
        """How many mentors, and which."""
        words = ", ".join(words for _, words in self.conditions())
        many = f"{count:,} mentor{'' if count == 1 else 's'}"
        return f"{many} {words}" if words else many


def last_claimed():
    """When the place's mentor was last on a submitted claim of its school."""
    lines = ClaimLine.objects.filter(school=OuterRef("school"), mentor=OuterRef("mentor"))
    lines = lines.exclude(claim__status=ClaimStatus.DRAFT).order_by("-claim__submitted_at")
    return Subquery(lines.values("claim__submitted_at")[:1])


def rows_of(places, school, year):
    """The facts of each mentor."""
    mentors = [place.mentor_id for place in places]
    hours, lines = hours_of(mentors, year), {}
    claimed = ClaimLine.objects.filter(school=school, mentor__in=mentors).exclude(claim__status=ClaimStatus.DRAFT)
    for line in claimed.select_related("claim").order_by("mentor_id", "-claim__submitted_at").distinct("mentor_id"):
        lines[line.mentor_id] = line
    return [MentorRow(place, hours.get(place.mentor_id, []), lines.get(place.mentor_id)) for place in places]


def hours_of(mentors, year):
    """What is left this year with every provider who ever trained each mentor, by mentor id.

    The row of this year says it; where there is none yet, hours used in an earlier year make it a whole refresher.
    """
    found, caps = {}, caps_for(year)
    rows = Allowance.objects.filter(mentor__in=mentors, year__starts_on__lte=year.starts_on)
    for row in rows.select_related("provider").order_by("provider__sort_name", "provider_id", "-year__starts_on"):
        known = found.setdefault(row.mentor_id, {})
        if row.provider_id in known:
            continue
        if row.year_id == year.pk:
            known[row.provider_id] = Hours(row.provider, TrainingType(row.training_type), row.cap, row.left)
        elif row.used > 0:
            whole = caps[TrainingType.REFRESHER]
            known[row.provider_id] = Hours(row.provider, TrainingType.REFRESHER, whole, whole)
    return {mentor: list(known.values()) for mentor, known in found.items()}


def mentors_file(asked, school, year):
    """The same mentors as a file: a row for each provider who trained them, or one with none."""
    places = list(asked.places(school, year).order_by("mentor__sort_name", "pk"))
    name = f"mentors-{school.urn or school.vendor_number}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, COLUMNS, file_rows(rows_of(places, school, year), year))


def file_rows(rows, year):
    for row in rows:
        place, mentor, claim = row.place, row.place.mentor, row.last_line and row.last_line.claim
        for hours in row.hours or [None]:
            yield [
                mentor.trn,
                mentor.full_name,
                place.email,
                ", ".join(Subject(name).label for name in place.subjects),
                ", ".join(Phase(name).label for name in place.phases),
                clock.day_of(place.started_at).isoformat(),
                place.ended_at and clock.day_of(place.ended_at).isoformat(),
                "yes" if mentor.is_active else "no",
                year.name,
                hours and hours.provider.name,
                hours and hours.training_type.value,
                hours and hours.cap,
                hours and hours.left,
                claim and claim.reference,
                claim and clock.day_of(claim.submitted_at).isoformat(),
            ]
