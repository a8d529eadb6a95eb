"""Forms of signing in, and of letting people in."""

import re

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError

from apps.core.govuk.fields import EmailField, LinesField
from apps.users.models import User
from apps.users.services.codes import pretend_to_send_code

TOO_MANY = "Too many tries: wait a few minutes, then ask for a new code"


class MentorCodeForm(RequestLoginCodeForm):
    """Only mentors may sign in by code: everyone else comes through DfE Sign-in."""

    email = EmailField(
        label="What is your email address?",
        help_text="Use the address your school gave us. We will send you a code.",
        error_messages={"required": "Enter an email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self):
        email = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise ValidationError(TOO_MANY)
        self._user = User.objects.with_email(email).filter(is_active=True, is_mentor=True).first()
        if self._user is None:
            pretend_to_send_code(email)
        return email


class CodeForm(ConfirmLoginCodeForm):
    """The six digits of the email, typed with any spaces."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        error_messages={"required": "Enter the code from the email"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )

    def clean_code(self):
        self.cleaned_data["code"] = code = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise ValidationError("Code must be 6 digits")
        return super().clean_code()


def name_field(label, required):
    return forms.CharField(
        label=label,
        max_length=100,
        error_messages={"required": required, "max_length": f"{label} must be 100 characters or fewer"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class InvitePersonForm(forms.Form):
    """Whom to let in. Somebody who is in already is an error beside the address."""

    first_name = name_field("First name", "Enter a first name")
    last_name = name_field("Last name", "Enter a last name")
    email = EmailField(
        label="Email address",
        help_text="The address they use for DfE Sign-in",
        error_messages={"required": "Enter an email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = members

    def clean_email(self):
        email = self.cleaned_data["email"]
        if self.members.filter(user__in=User.objects.with_email(email)).exists():
            raise ValidationError(f"{email} already has access")
        return email


class RefuseForm(forms.Form):
    """Why somebody is not let in. They read it."""

    reason = LinesField(
        label="Why are you refusing this request?",
        help_text="They will read this",
        max_length=500,
        error_messages={"required": "Enter your reason", "max_length": "Reason must be 500 characters or fewer"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DigestForm(forms.Form):
    """How often somebody of several organisations wants to hear from us."""

    digest = forms.TypedChoiceField(
        label="How often should we email you?",
        choices=[("no", "As things happen"), ("yes", "Once a day, at 4pm")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select how often we should email you"),
    )
