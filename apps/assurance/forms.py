"""What a provider and a school are asked about hours."""

import re
import uuid

from django import forms

from apps.assurance.enums import REASONS, Answer, AnswerReason, MentorSays, ReportReason, contradiction
from apps.core.govuk.fields import CsvField, HoursField, LinesField

LONGEST_WORDS = 500
ASKED = re.compile(r"answer-([0-9a-f-]{36})-([0-9]{1,4})")
MOST_AT_ONCE = 200


def field_name(line):
    """The name of a line's field. It holds the hours, so that an answer about other hours than are claimed now is none."""
    return f"answer-{line.pk}-{line.hours}"


def lines_named(posted):
    """The ids of the lines that a posted page was about."""
    named = [ASKED.fullmatch(name) for name in posted]
    ids = []
    for match in filter(None, named):
        try:
            ids.append(uuid.UUID(match[1]))
        except ValueError:
            continue
    return ids[:MOST_AT_ONCE]


class HoursCompletedField(HoursField):
    """Hours a mentor completed, from none to the allowance."""

    def range_words(self):
        return f"{self.of} must be a whole number from {self.least} to {self.most}"


class AnswersForm(forms.Form):
    """One question about each of many mentors. Those left open are asked again."""

    def __init__(self, data=None, *, lines, chosen=""):
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self.fields[field_name(line)] = forms.ChoiceField(
                label=str(line.mentor),
                required=False,
                initial=chosen,
                widget=forms.RadioSelect,
                choices=[
                    (
                        value,
                        f"Confirm {line.hours} hour{'' if line.hours == 1 else 's'}" if value == "confirmed" else label,
                    )
                    for value, label in Answer.choices
                ],
                error_messages={"invalid_choice": f"Select an answer for {line.mentor}"},
            )

    def clean(self):
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error(
                field_name(self.lines[0]) if self.lines else None, "Select an answer for at least one mentor"
            )
        return self.cleaned_data

    def chosen(self):
        """Lines with an answer, each with it."""
        found = [(line, self.cleaned_data.get(field_name(line))) for line in self.lines]
        return [(line, Answer(value)) for line, value in found if value]


class ExplainForm(forms.Form):
    """The number, the reason and words for each answer that does not simply confirm."""

    def __init__(self, data=None, *, exceptions):
        super().__init__(data)
        self.exceptions = exceptions
        for line, answer in exceptions:
            if answer == Answer.OTHER_HOURS:
                self.fields[f"hours-{line.pk}"] = HoursCompletedField(
                    label=f"Hours {line.mentor} completed",
                    of=f"Hours for {line.mentor}",
                    least=0,
                    most=line.allowance.cap,
                    error_messages={"required": f"Enter the hours {line.mentor} completed"},
                )
            self.fields[f"reason-{line.pk}"] = forms.ChoiceField(
                label="Reason",
                widget=forms.RadioSelect,
                choices=[(reason.value, reason.label) for reason in REASONS[answer]],
                error_messages={"required": f"Select a reason for {line.mentor}"},
            )
            self.fields[f"words-{line.pk}"] = LinesField(
                label="Say more",
                help_text="The school and DfE can read this. Enter it if you chose another reason.",
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": f"Reason must be {LONGEST_WORDS} characters or fewer"},
            )

    def clean(self):
        for line, _ in self.exceptions:
            is_other = self.cleaned_data.get(f"reason-{line.pk}") == AnswerReason.OTHER
            if (
                is_other
                and not self.cleaned_data.get(f"words-{line.pk}", "").strip()
                and f"words-{line.pk}" not in self.errors
            ):
                self.add_error(f"words-{line.pk}", f"Enter your reason for {line.mentor}")
            self.compare(line)
        return self.cleaned_data

    def compare(self, line):
        """Refuse a reason that says the opposite of the hours."""
        hours = self.cleaned_data.get(f"hours-{line.pk}")
        wrong = (
            contradiction(self.cleaned_data.get(f"reason-{line.pk}"), hours, line.hours) if hours is not None else ""
        )
        if wrong:
            self.add_error(f"reason-{line.pk}", f"{wrong} for {line.mentor}: select another reason")

    def rows(self):
        """Each exception with its fields, as the page draws them."""
        names = set(self.fields)
        return [
            {
                "line": line,
                "answer": answer,
                "hours": self[f"hours-{line.pk}"] if f"hours-{line.pk}" in names else None,
                "reason": self[f"reason-{line.pk}"],
                "words": self[f"words-{line.pk}"],
            }
            for line, answer in self.exceptions
        ]


class AnswersFileForm(forms.Form):
    """A CSV file of answers about hours."""

    file = CsvField(label="File of answers")


class WordsForm(forms.Form):
    """Why, in words."""

    words = LinesField(
        label="Reason",
        max_length=LONGEST_WORDS,
        error_messages={
            "required": "Enter your reason",
            "max_length": f"Reason must be {LONGEST_WORDS} characters or fewer",
        },
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MentorAnswerForm(forms.Form):
    """Whether the hours that a school claimed for a mentor are right. A query says what is wrong with them."""

    answer = forms.ChoiceField(
        label="Did you train for these hours?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether these hours are right"},
    )
    words = LinesField(
        label="What is wrong?",
        help_text="Your school and DfE can read this. Your provider cannot.",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"What is wrong must be {LONGEST_WORDS} characters or fewer"},
    )
    hours = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open this page again"})

    def __init__(self, data=None, *, line, said=None):
        before = {"answer": said.answer, "words": said.words} if said else {}
        super().__init__(data, initial={"hours": line.hours, **before})
        self.fields["answer"].choices = [
            (MentorSays.CONFIRMED.value, f"Yes, I trained for {line.hours} hour{'' if line.hours == 1 else 's'}"),
            (MentorSays.QUERIED.value, "No, something is wrong"),
        ]
        self.fields["answer"].error_messages["invalid_choice"] = "Select whether these hours are right"

    def clean(self):
        found = super().clean()
        is_silent = not found.get("words", "").strip() and "words" not in self.errors
        if found.get("answer") == MentorSays.QUERIED and is_silent:
            self.add_error("words", "Enter what is wrong with these hours")
        return found


class ReportForm(forms.Form):
    """What is wrong with a paid claim: why, and the hours each mentor really did."""

    reason = forms.ChoiceField(
        label="Why is this claim wrong?",
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a reason", "invalid_choice": "Select a reason"},
    )

    def __init__(self, data=None, *, lines):
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self.fields[f"hours-{line.pk}"] = HoursCompletedField(
                label=str(line.mentor),
                of=f"Hours for {line.mentor}",
                help_text=f"{line.hours} hour{' was' if line.hours == 1 else 's were'} claimed",
                least=0,
                most=line.hours,
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
                error_messages={"required": f"Enter the hours {line.mentor} really worked"},
            )
        self.fields["words"] = LinesField(
            label="What happened?",
            help_text="People at DfE read this. It stays in the history of the claim.",
            max_length=2000,
            error_messages={"required": "Enter your reason", "max_length": "Reason must be 2,000 characters or fewer"},
        )

    def clean(self):
        if not self.errors and all(hours == line.hours for line, hours in self.hours().items()):
            self.add_error(f"hours-{self.lines[0].pk}", "At least one mentor must have fewer hours than claimed")
        return self.cleaned_data

    def hours(self):
        """The hours really done, by line."""
        return {line: self.cleaned_data[f"hours-{line.pk}"] for line in self.lines}

    def hour_fields(self):
        """The fields of the mentors, as the page draws them."""
        return [self[f"hours-{line.pk}"] for line in self.lines]
