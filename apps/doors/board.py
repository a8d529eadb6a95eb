"""The partner board: schools that would host trainees, providers that want mentors, and what each asks of the other's list."""

from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q

from apps.claims.filters import Asked, text_box, ticks
from apps.core import clock, searching
from apps.core.govuk.fields import HoursField, LinesField
from apps.doors.partners import partners_of
from apps.mentors.enums import Phase, Subject
from apps.mentors.forms import choose_any
from apps.mentors.models import HostingOffer, MentorsWanted
from apps.policy.models import AcademicYear
from apps.schools.models import School

MOST = 500
YEARS_SHOWN = 2


def years_to_come():
    """The years one can speak of: this one, and the next once it is open."""
    return list(AcademicYear.objects.filter(ends_on__gte=clock.today()).order_by("starts_on")[:YEARS_SHOWN])


class OfferForm(forms.Form):
    """What a school would host in a year. Never a trainee's name."""

    number = HoursField(
        of="Number of trainees",
        most=MOST,
        label="How many trainees would you host?",
        error_messages={"required": "Enter how many trainees you would host"},
    )
    phases = forms.MultipleChoiceField(
        label="In which phases?",
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select a phase", "invalid_choice": "Phases must be from the list"},
    )
    subjects = choose_any(Subject, "In which subjects? (optional)")
    words = LinesField(
        label="Anything providers should know (optional)",
        help_text="For example on which days, or from when. Do not name a trainee or a mentor.",
        required=False,
        max_length=500,
        error_messages={"max_length": "What providers should know must be 500 characters or fewer"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open this page again"})


class WantedForm(OfferForm):
    """Which mentors a provider wants in a year, and where."""

    area = forms.CharField(
        label="In which area?",
        help_text="For example Leeds and Bradford",
        max_length=100,
        error_messages={
            "required": "Enter the area in which you want mentors",
            "max_length": "Area must be 100 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["number", "area", "phases", "subjects", "words", "version"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["number"]
        number.of, number.label = "Number of mentors", "How many mentors do you want?"
        number.error_messages["required"] = "Enter how many mentors you want"
        self.fields["words"].label = "Anything schools should know (optional)"
        self.fields["words"].error_messages["max_length"] = "What schools should know must be 500 characters or fewer"


class BoardFilter(Asked):
    """What both lists of the board can be asked."""

    q = text_box("Search", "Name, town or postcode")
    year = forms.ChoiceField(label="Academic year", required=False)
    phase = ticks("Phase", Phase.choices)
    subject = forms.ChoiceField(label="Subject", required=False, choices=[("", "Any subject"), *Subject.choices])

    def offer(self):
        years = [(year.slug, year.name) for year in years_to_come()]
        self.fields["year"].choices = [("", "Any year"), *years]

    def narrowed(self, rows):
        """Rows of the board that meet every condition but the search."""
        if self.asked("year"):
            rows = rows.filter(year__name=self.asked("year").replace("-", " "))
        if self.asked("subject"):
            rows = rows.filter(subjects__contains=[self.asked("subject")])
        return rows.filter(reduce(or_, [Q(phases__contains=[phase]) for phase in self.asked("phase")], Q()))


class OffersFilter(BoardFilter):
    """Schools that would host trainees."""

    one = "offer"
    q = text_box("Search", "School, town, postcode, URN or local authority")
    that = ticks("Show only", [("partner", "Schools that work with you")])

    def offers(self, this_year):
        found = HostingOffer.objects.standing().filter(school__is_open=True)
        if typed := self.asked("q"):
            named = School.objects.matching(typed).order_by().values("pk")
            found = found.filter(Q(school__in=named) | Q(school__authority_name__icontains=typed))
        if self.asked("that"):
            found = found.filter(school__in=partners_of(self.organisation, this_year).order_by().values("pk"))
        return self.narrowed(found).select_related("school", "year", "said_by")


class WantedFilter(BoardFilter):
    """Providers that want mentors."""

    one = "provider"
    q = text_box("Search", "Provider or area")

    def wanted(self):
        found = MentorsWanted.objects.standing().filter(provider__part_of=None)
        for word in searching.words(self.asked("q"))[:12]:
            found = found.filter(Q(provider__search_text__contains=word) | Q(area__icontains=word))
        return self.narrowed(found).select_related("provider", "year")
