"""Forms of a claim outside its journey."""

from django import forms
from django.core.exceptions import ValidationError

from apps.core.govuk.fields import HoursField, LinesField


class WithdrawForm(forms.Form):
    """Why a claim is withdrawn, for its history."""

    reason = LinesField(
        label="Reason",
        help_text="DfE and the people of your school can read this",
        max_length=500,
        error_messages={"required": "Enter your reason", "max_length": "Reason must be 500 characters or fewer"},
    )


class WithdrawSeenForm(WithdrawForm):
    """The same for one claim, with the version of it that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open this page again"})


class DisputeForm(forms.Form):
    """What the school says of recorded hours: another number, and why."""

    hours = HoursField(
        label="How many hours did the mentor train?",
        least=0,
        most=500,
        error_messages={"required": "Enter the hours the mentor trained"},
    )
    words = LinesField(
        label="What is wrong?",
        help_text="The provider can read this",
        max_length=500,
        error_messages={
            "required": "Enter what is wrong",
            "max_length": "What is wrong must be 500 characters or fewer",
        },
    )

    def __init__(self, data=None, *, recorded):
        super().__init__(data)
        self.recorded = recorded

    def clean_hours(self):
        if self.cleaned_data["hours"] == self.recorded:
            raise ValidationError("Hours must differ from those recorded")
        return self.cleaned_data["hours"]
