"""Forms of what DfE writes for the public: updates, help topics, banners."""

import re
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError

from apps.content.models import Audience, HelpTopic
from apps.content.words import unknown_figures
from apps.core import clock
from apps.core.govuk.dates import DateField
from apps.policy.figures import current_year, named_figures
from apps.support.forms import SeenForm, choice_field, words_field

MOST_WORDS = 20_000
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?", re.IGNORECASE)
MARKUP = "An empty line begins a new paragraph. Begin a heading with ## and a line of a list with a hyphen."


def title_field(label="Title"):
    return forms.CharField(
        label=label,
        max_length=100,
        error_messages={"required": "Enter a title", "max_length": "Title must be 100 characters or fewer"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def audience_field():
    return choice_field("Who is it for?", Audience.choices, "Select who it is for")


class UpdateForm(forms.Form):
    """A piece of news."""

    title = title_field()
    audience = audience_field()
    words = words_field("Words", "Enter the words", hint=MARKUP, most=MOST_WORDS, rows=12, called="Words")
    figures = ()

    def clean_words(self):
        words = self.cleaned_data["words"]
        if unknown := unknown_figures(words, self.figures):
            raise ValidationError(f"{unknown[0]} is not the name of a figure")
        return words


class TopicForm(UpdateForm):
    """The answer to one question."""

    title = title_field("Question")
    slug = forms.SlugField(
        label="Address",
        help_text="The end of the page’s address, such as how-much-can-we-claim",
        max_length=60,
        error_messages={
            "required": "Enter an address",
            "invalid": "Address must be letters, numbers and hyphens",
            "max_length": "Address must be 60 characters or fewer",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("title", "slug", "audience", "words")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.figures = [*named_figures(current_year()), "rate_table"]
        names = ", ".join(f"{{{name}}}" for name in self.figures)
        self.fields["words"].help_text = f"{MARKUP} These names become figures of the year: {names}."

    def clean_slug(self):
        slug = self.cleaned_data["slug"].lower()
        if HelpTopic.objects.filter(slug=slug).exclude(pk=getattr(getattr(self, "record", None), "pk", None)).exists():
            raise ValidationError(f"{slug} is the address of another topic")
        return slug


class ChangeUpdateForm(UpdateForm, SeenForm):
    """The same for an update that is there, as the person saw it."""


class ChangeTopicForm(TopicForm, SeenForm):
    """The same for a topic that is there, as the person saw it."""

    field_order = (*TopicForm.field_order, "version")


class TimeField(forms.CharField):
    """A time of the day as people write it: 9:30am, 9am, 14:30."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-5"})

    def __init__(self, *, called, **kwargs):
        super().__init__(**kwargs, error_messages={"required": f"Enter {called}, like 9:30am"})
        self.wrong = f"{called.split(' ', 1)[1].capitalize()} must be a time, like 9:30am"

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        if not (found := TIME.fullmatch(text)):
            raise ValidationError(self.wrong)
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValidationError(self.wrong)
        if half:
            hour = hour % 12 + 12 * (half == "pm")
        if hour > 23 or minute > 59:
            raise ValidationError(self.wrong)
        return time(hour, minute)


class BannerForm(forms.Form):
    """A sentence or two, for whom, and from when until when."""

    words = words_field("Words", "Enter the words", most=300, rows=3, called="Words")
    audience = audience_field()
    starts_on = DateField(called="first day", label="First day")
    starts_time = TimeField(called="a start time", label="Start time")
    ends_on = DateField(called="last day", label="Last day")
    ends_time = TimeField(called="an end time", label="End time")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].error_messages["required"] = "Enter the first day"
        self.fields["ends_on"].error_messages["required"] = "Enter the last day"

    def clean(self):
        said = self.cleaned_data
        for name in ("starts", "ends"):
            day, moment = said.get(f"{name}_on"), said.get(f"{name}_time")
            if day and moment is not None:
                said[f"{name}_at"] = datetime.combine(day, moment, tzinfo=clock.LONDON)
        if "starts_at" in said and "ends_at" in said and said["ends_at"] <= said["starts_at"]:
            self.add_error("ends_on", "Last day and end time must be after the start")
        elif "ends_at" in said and said["ends_at"] <= clock.now():
            self.add_error("ends_on", "Last day and end time must be in the future")
        return said

    @property
    def banner(self):
        """What the services take."""
        return {name: self.cleaned_data[name] for name in ("words", "audience", "starts_at", "ends_at")}


class ChangeBannerForm(BannerForm, SeenForm):
    """The same for a banner that is there, as the person saw it."""


def banner_now(banner):
    """A banner as its form shows it."""
    starts, ends = (moment.astimezone(clock.LONDON) for moment in (banner.starts_at, banner.ends_at))
    return {
        "words": banner.words,
        "audience": banner.audience,
        "starts_on": starts.date(),
        "starts_time": f"{starts:%H:%M}",
        "ends_on": ends.date(),
        "ends_time": f"{ends:%H:%M}",
    }
