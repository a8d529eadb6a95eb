"""A form for each step of claiming. A refusal of the form says how to put it right."""

from django import forms
from django.core.exceptions import ValidationError

from apps.core.govuk.fields import HoursField


class MentorsForm(forms.Form):
    """Which of the mentors that can be chosen."""

    mentors = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one mentor",
            "invalid_choice": "A mentor you selected cannot be on this claim now: the reason is under the list",
        },
    )

    def __init__(self, *args, provider, choosable, others, gone, **kwargs):
        super().__init__(*args, **kwargs)
        self.choosable, self.others, self.gone = choosable, others, gone
        self.fields["mentors"].label = f"Which mentors did {provider} train?"
        self.fields["mentors"].choices = [(str(left.mentor.pk), str(left.mentor)) for left in choosable]

    def clean_mentors(self):
        """The mentors themselves, in the order of the list."""
        chosen = set(self.cleaned_data["mentors"])
        return [left.mentor for left in self.choosable if str(left.mentor.pk) in chosen]


class HoursForm(forms.Form):
    """What the provider recorded, all the hours that are left, or another number. A number that was recorded is shown as such."""

    RECORDED, ALL, NUMBER = "recorded", "all", "number"

    choice = forms.ChoiceField(widget=forms.RadioSelect)
    hours = HoursField(required=False, label="Hours")

    def __init__(self, *args, left, position, count, provider, recorded=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.left, self.recorded, mentor = left, min(recorded, left.left), left.mentor
        if self.recorded and self.data.get("choice") == self.NUMBER and self.data.get("hours") == str(self.recorded):
            self.data = {**self.data.dict(), "choice": self.RECORDED, "hours": ""}
        self.fields["choice"].label = f"How many hours are you claiming for {mentor}?"
        self.fields["choice"].choices = [
            (choice, label)
            for choice, label, is_offered in (
                (
                    self.RECORDED,
                    f"{self.recorded} hour{'s' * (self.recorded != 1)}, recorded by {provider}",
                    self.recorded,
                ),
                (
                    self.ALL,
                    f"All {left.left} hours left" if left.left > 1 else "The 1 hour left",
                    self.recorded < left.left,
                ),
                (self.NUMBER, "A different number", True),
            )
            if is_offered
        ]
        self.fields["choice"].error_messages = dict.fromkeys(
            ["required", "invalid_choice"], f"Select how many hours to claim for {mentor}"
        )
        self.fields["hours"].of, self.fields["hours"].most = f"Hours for {mentor}", left.left

    def clean(self):
        found = super().clean()
        if found.get("choice") != self.NUMBER:
            self.errors.pop("hours", None)  # what stands in a box that is closed is no answer
        if found.get("choice") in (self.ALL, self.RECORDED):
            found["hours"] = self.left.left if found["choice"] == self.ALL else self.recorded
        elif found.get("choice") == self.NUMBER and found.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", f"Enter the hours for {self.left.mentor}")
        return found


class MoreThanRecordedForm(forms.Form):
    """The person has seen that some hours are more than the provider recorded. Other hours are shown anew."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, more, **kwargs):
        super().__init__(*args, **kwargs)
        self.more = more
        self.mark = ",".join(f"{mentor.pk}:{hours}:{recorded}" for mentor, hours, recorded in more)

    def clean_seen(self):
        if self.cleaned_data["seen"] != self.mark:
            raise ValidationError("These hours have changed: look at them again")
        return self.mark


class AgreedForm(forms.Form):
    """The hours were agreed with the provider."""

    agreed = forms.BooleanField()

    def __init__(self, *args, provider, hours, **kwargs):
        super().__init__(*args, **kwargs)
        self.hours = hours
        self.fields["agreed"].label = f"I have agreed these hours with {provider}"
        self.fields["agreed"].error_messages = {
            "required": f"Tick to say that you have agreed these hours with {provider}"
        }


class DeclarationForm(forms.Form):
    """Every statement of the year's conditions, and whether the person is one of the mentors.

    `statements` and `seen`, the mark of what the page shows, are asked only when it is shown or answered. What was
    declared of something else than the page shows now is asked again.
    """

    declared = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Declaration")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    is_mentor = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="Are you one of these mentors?",
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Select whether you are one of these mentors"),
    )

    def __init__(self, *args, statements, seen, things="this claim", **kwargs):
        super().__init__(*args, **kwargs)
        self.statements, self.seen_now, self.things = statements, seen, things
        self.fields["declared"].choices = lambda: list(statements().items())
        self.fields["declared"].error_messages = dict.fromkeys(
            ["required", "invalid_choice"], f"Tick every statement to submit {things}"
        )

    def clean_declared(self):
        """The words of the statements, as ticked."""
        ticked = self.cleaned_data["declared"]
        if set(ticked) != set(self.statements()):
            raise ValidationError(f"Tick every statement to submit {self.things}")
        return list(self.statements().values())

    def clean_is_mentor(self):
        return self.cleaned_data["is_mentor"] == "yes"

    def clean(self):
        found = super().clean()
        if found.get("seen") and found["seen"] != self.seen_now():
            self.add_error(
                None, "What you see here changed while this page was open. Check it again before you submit."
            )
        return found
