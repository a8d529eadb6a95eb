"""What a provider is asked about its modules and sessions, and about who came; what a mentor is asked about them."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import TrnField
from apps.training.enums import Agreement, CurriculumArea, Format
from apps.training.models import Module, Pulse
from apps.training.models.pulse import QUESTIONS

TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?\s*(?P<half>am|pm)?", re.ASCII | re.IGNORECASE)
KEY = re.compile(r"[0-9]{7}-[0-9]{6}", re.ASCII)


class WholeNumberField(forms.Field):
    """A whole number in plain digits, from 1 to `most`."""

    widget = forms.NumberInput

    def __init__(self, *, called, most, **kwargs):
        super().__init__(**kwargs)
        self.called, self.most = called, most

    def to_python(self, value):
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal()):
            raise ValidationError(f"{self.called} must be a whole number")
        if len(text) > 6 or not 1 <= int(text) <= self.most:
            raise ValidationError(f"{self.called} must be between 1 and {self.most:,}")
        return int(text)


class TimeField(forms.Field):
    """A time of day as people write it: 9:30am, 9am, 2pm or 14:00."""

    widget = forms.TextInput

    def __init__(self, *, called, **kwargs):
        super().__init__(**kwargs, error_messages={"required": f"Enter {called}, like 9:30am"})
        self.called = called.removeprefix("a ").removeprefix("an ").capitalize()

    def prepare_value(self, value):
        return written(value) if isinstance(value, time) else value

    def to_python(self, value):
        text = str(value or "").strip()
        if not text:
            return None
        match = TIME.fullmatch(text)
        hour, minute = (int(match["hour"]), int(match["minute"] or 0)) if match else (-1, 0)
        half = (match["half"] or "").lower() if match else ""
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half or not (match and match["minute"]):
            hour = -1
        if not 0 <= hour <= 23:
            raise ValidationError(f"{self.called} must be a time, like 9:30am")
        return time(hour, minute)


def written(moment):
    """A time of day in words: 9:30am, 2pm."""
    minute = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minute}{'am' if moment.hour < 12 else 'pm'}"


class ModuleForm(forms.Form):
    """A module of a year; `module` where it exists already."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="Title",
        help_text="Hours of the module are recorded under its title",
        max_length=100,
        error_messages={"required": "Enter a title", "max_length": "Title must be 100 characters or fewer"},
    )
    areas = forms.MultipleChoiceField(
        label="Curriculum areas (optional)",
        help_text="Select all that the module covers",
        choices=CurriculumArea.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Curriculum areas must be from the list"},
    )
    format = forms.ChoiceField(
        label="Format",
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a format", "invalid_choice": "Select a format"},
    )
    minutes = WholeNumberField(
        called="Minutes", most=24 * 60, label="Length in minutes", error_messages={"required": "Enter the minutes"}
    )
    link = forms.CharField(
        label="Link (optional)",
        help_text="Where mentors find it, like https://example.org/module",
        required=False,
        max_length=500,
        error_messages={"max_length": "Link must be 500 characters or fewer"},
    )

    def __init__(self, data=None, *, provider, year, module=None, **kwargs):
        super().__init__(data, **kwargs)
        self.others = Module.objects.live().filter(provider=provider, year=year).exclude(pk=module and module.pk)

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        if self.others.filter(title=title).exists():
            raise ValidationError("You have a module with this title in this year")
        return title

    def clean_link(self):
        link = self.cleaned_data["link"]
        if link and (not link.startswith("https://") or len(link) <= len("https://") or len(link.split()) > 1):
            raise ValidationError("Link must start with https://")
        return link


class SessionForm(forms.Form):
    """When and where a module is taught."""

    IN_PLACE, ONLINE = "place", "online"

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = DateField(called="the date of the session", label="Date")
    starts_at = TimeField(called="a start time", label="Start time", help_text="Like 9:30am")
    ends_at = TimeField(called="an end time", label="End time", help_text="Like 3:30pm")
    where = forms.ChoiceField(
        label="Where is it?",
        choices=[(IN_PLACE, "In a place"), (ONLINE, "Online")],
        widget=forms.RadioSelect,
        error_messages={"required": "Enter a place, or select Online"},
    )
    place = forms.CharField(
        label="Place",
        required=False,
        max_length=200,
        error_messages={"max_length": "Place must be 200 characters or fewer"},
    )
    capacity = WholeNumberField(called="Capacity", most=10_000, label="How many can come? (optional)", required=False)

    def __init__(self, data=None, *, year, **kwargs):
        super().__init__(data, **kwargs)
        self.year = year

    def clean_held_on(self):
        day, year = self.cleaned_data["held_on"], self.year
        if not year.training_from <= day <= year.training_until:
            period = f"{year.training_from:%-d %B %Y} to {year.training_until:%-d %B %Y}"
            raise ValidationError(f"Date must be in the training period of {year}, {period}")
        return day

    def clean(self):
        found = super().clean()
        starts, ends = found.get("starts_at"), found.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", f"End time must be after {written(starts)}")
        if found.get("where") == self.ONLINE:
            found["place"] = ""
        elif found.get("where") and not found.get("place") and "place" not in self.errors:
            self.add_error("place", "Enter a place, or select Online")
        return found

    @property
    def fields_of_session(self):
        return {name: self.cleaned_data[name] for name in ("held_on", "starts_at", "ends_at", "place", "capacity")}


class CameField(forms.MultipleChoiceField):
    """TRNs, each with the URN of its school. Anybody may have come, so any pair may be chosen."""

    def valid_value(self, value):
        return bool(KEY.fullmatch(value))


class AttendanceForm(forms.Form):
    """Who came, of those shown, and one more who was not expected; or nobody. `was` is who had come when the page was drawn.

    Attendance that was taken may be taken back by leaving everything empty.
    """

    came = CameField(
        label="Who came?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select mentors from the list"},
    )
    was = CameField(
        required=False, widget=forms.MultipleHiddenInput, error_messages={"invalid_choice": "Open this page again"}
    )
    trn = TrnField(label="TRN", required=False)
    urn = forms.CharField(label="School’s URN", required=False, max_length=20)
    nobody = forms.BooleanField(label="Nobody came", required=False)

    def __init__(self, data=None, *, choices, is_taken=False, **kwargs):
        super().__init__(data, **kwargs)
        self.is_taken = is_taken
        self.fields["came"].choices = choices

    def clean_urn(self):
        urn = "".join(self.cleaned_data["urn"].split())
        if urn and not (urn.isascii() and urn.isdecimal() and len(urn) == 6):
            raise ValidationError("URN must be 6 digits")
        return urn

    def clean(self):
        found = super().clean()
        for name, other, words in (("trn", "urn", "Enter the mentor's TRN"), ("urn", "trn", "Enter the school's URN")):
            if found.get(other) and not found.get(name) and name not in self.errors:
                self.add_error(name, words)
        somebody = any(found.get(name) for name in ("came", "trn", "urn"))
        if found["nobody"] and somebody:
            self.add_error("nobody", "Select who came, or that nobody came, but not both")
        elif not (self.errors or somebody or found["nobody"] or found.get("was") or self.is_taken):
            self.add_error("nobody", "Select who came, or that nobody came")
        return found

    @property
    def pairs(self):
        """Pairs who came now and had not, and pairs who had come and did not."""
        came, was = ({tuple(key.split("-")) for key in self.cleaned_data[name]} for name in ("came", "was"))
        added = self.cleaned_data["trn"], self.cleaned_data["urn"]
        return (came - was) | ({added} if all(added) else set()), was - came - {added}


class PulseForm(forms.Form):
    """How far a mentor agrees with each of three statements."""

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        for question in QUESTIONS:
            words = Pulse.words_of(question)
            wrong = f"Select how far you agree: {words[0].lower() if words[:2] != 'I ' else words[0]}{words[1:]}"
            self.fields[question] = forms.TypedChoiceField(
                label=words,
                coerce=int,
                choices=Agreement.choices,
                widget=forms.RadioSelect,
                error_messages={"required": wrong, "invalid_choice": wrong},
            )
