"""Forms of a claim outside its journey."""

from django import forms

from apps.core.govuk.fields import LinesField


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
