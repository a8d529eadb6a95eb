"""What a provider is asked when it records hours."""

from django import forms
from django.core.exceptions import ValidationError

from apps.core import clock
from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import CsvField, LinesField, OnceField, TrnField
from apps.policy.models import AcademicYear
from apps.training.files.ledger import LONGEST_WHAT
from apps.training.hours import minutes_of


class MinutesField(forms.Field):
    """Hours as people write them, as minutes. `of` says whose: "Hours of Ada Byron"."""

    widget = forms.TextInput

    def __init__(self, *, of="Hours", **kwargs):
        super().__init__(**kwargs)
        self.of = of

    def to_python(self, value):
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return minutes_of(text)
        except ValidationError as wrong:
            raise ValidationError(f"{self.of} {wrong.message}") from None


class RecordHoursForm(forms.Form):
    """One mentor's hours: the year's total, or one day's where there is a day."""

    trn = TrnField(
        label="TRN",
        help_text="Teacher reference number, 7 digits",
        error_messages={"required": "Enter the mentor’s TRN"},
    )
    urn = forms.CharField(
        label="School’s URN",
        help_text="6 digits. You can ask the school for it",
        max_length=20,
        error_messages={"required": "Enter the school’s URN"},
    )
    year = forms.ModelChoiceField(
        AcademicYear.objects.none(),
        label="Which year do these hours belong to?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a year", "invalid_choice": "Select a year"},
    )
    hours = MinutesField(
        label="Hours",
        help_text="Like 16, 1.5 or 1:30",
        error_messages={"required": "Enter the hours"},
    )
    trained_on = DateField(
        called="day",
        label="Day (optional)",
        help_text="For example, 6 10 2025. Leave blank if the hours are the total of the year",
        required=False,
    )
    what = forms.CharField(
        label="Session or module (optional)",
        required=False,
        max_length=LONGEST_WHAT,
        error_messages={"max_length": f"Session or module must be {LONGEST_WHAT} characters or fewer"},
    )
    replaces = forms.BooleanField(label="Put these hours in place of those recorded another way", required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["year"].queryset = AcademicYear.objects.filter(training_from__lte=clock.today()).order_by(
            "-starts_on"
        )

    def clean_urn(self):
        urn = "".join(self.cleaned_data["urn"].split())
        if not (urn.isascii() and urn.isdecimal() and len(urn) == 6):
            raise ValidationError("URN must be 6 digits")
        return urn

    def clean_trained_on(self):
        day = self.cleaned_data["trained_on"]
        if day and day > clock.today():
            raise ValidationError("Day must be today or earlier: record hours once they are done")
        return day

    def clean(self):
        found = super().clean()
        day, year = found.get("trained_on"), found.get("year")
        if day and year and not year.training_from <= day <= year.training_until:
            self.add_error(
                "trained_on",
                f"Day must be in that year’s training period, {year.training_from:%-d %B %Y} to {year.training_until:%-d %B %Y}",
            )
        if day and (found.get("hours") or 0) > 24 * 60:
            self.add_error("hours", "Hours of one day must be 24 or fewer")
        if found.get("what") and not day and "trained_on" not in self.errors:
            self.add_error("trained_on", "Enter the day of the session")
        return found


class HoursFileForm(forms.Form):
    """A CSV file of hours."""

    file = CsvField(label="File of hours")


class AnswerDisputeForm(forms.Form):
    """What a provider answers a school: the hours stand, or another total takes their place."""

    STAND, CHANGE = "stand", "change"

    choice = forms.ChoiceField(
        label="What do you answer the school?",
        choices=[(STAND, "The hours are right"), (CHANGE, "The hours were wrong")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you answer the school"},
    )
    hours = MinutesField(label="Total hours of the year", help_text="Like 16, 1.5 or 1:30", required=False)
    words = LinesField(
        label="What do you want to say to the school?",
        max_length=500,
        error_messages={
            "required": "Enter what you want to say",
            "max_length": "What you say must be 500 characters or fewer",
        },
    )

    def clean(self):
        found = super().clean()
        if found.get("choice") == self.CHANGE and not found.get("hours") and "hours" not in self.errors:
            self.add_error("hours", "Enter the total hours of the year")
        return found

    @property
    def minutes(self):
        """The new total, or None when the hours stand."""
        return self.cleaned_data["hours"] if self.cleaned_data["choice"] == self.CHANGE else None


class MakeTokenForm(forms.Form):
    """A token for one of the provider's systems."""

    name = forms.CharField(
        label="Which system will hold the token?",
        max_length=100,
        error_messages={
            "required": "Enter the name of the system",
            "max_length": "Name must be 100 characters or fewer",
        },
    )
    days = forms.TypedChoiceField(
        label="How long will it work?",
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (365, "A year")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how long it will work"},
    )
    key = OnceField()
