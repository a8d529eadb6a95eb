"""Forms about mentors."""

from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from apps.core import clock
from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import EmailField, TrnField
from apps.mentors.models import Place
from apps.mentors.teaching_record import client
from apps.mentors.teaching_record.asking import Teacher, who_is

SALT = "mentors.teacher"
STATEMENTS = [
    ("told", "I have told them that we will add them, and given them the privacy notice"),
    ("general", "They train to mentor trainee teachers, not early career teachers"),
]
NOBODY = "We cannot find a teacher with this TRN and date of birth. Check both with your mentor, then try again"
NOT_NOW = (
    "We cannot check teaching records just now, and it is not your fault. What you typed is still here: try again in a "
    "few minutes"
)


class BirthDateField(DateField):
    """A date of birth: checked with the teaching record, kept nowhere."""

    def __init__(self, **kwargs):
        super().__init__(called="date of birth", **kwargs)

    def clean(self, value):
        born = super().clean(value)
        if born and born >= clock.today():
            raise self.wrong("Date of birth must be in the past", ("day", "month", "year"))
        return born


class TeacherForm(forms.Form):
    """Who the mentor is. What a person posts is checked with the teaching record; what was kept of it is signed."""

    trn = TrnField(
        label="Teacher reference number (TRN)",
        help_text="7 digits. Your mentor can find it on their payslip or their teacher pension.",
        max_length=30,
        error_messages={"required": "Enter the mentor’s TRN", "max_length": "TRN must be 7 digits"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
    )
    date_of_birth = BirthDateField(
        label="Date of birth", help_text="For example, 27 3 1985. We check it and do not keep it."
    )
    statements = forms.MultipleChoiceField(
        label="Before you add this mentor",
        choices=STATEMENTS,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Tick both statements to add this mentor"),
    )

    def __init__(self, data=None, *, school, **kwargs):
        self.kept = read_kept(data)
        if self.kept:
            data = QueryDict(urlencode({"trn": self.kept.former_trn or self.kept.found.trn}))
        super().__init__(data, **kwargs)
        self.school = school
        self.fields["date_of_birth"].error_messages["required"] = "Enter the mentor’s date of birth"
        if self.kept:
            for field in self.fields.values():
                field.required = False

    def clean_statements(self):
        ticked = self.cleaned_data["statements"]
        if not self.kept and len(ticked) < len(STATEMENTS):
            raise ValidationError("Tick both statements to add this mentor")
        return ticked

    def clean(self):
        found = super().clean()
        if self.errors:
            return found
        teacher = self.kept or self.ask(found["trn"], found["date_of_birth"])
        if teacher:
            self.refuse_twice(teacher.found.trn, str(teacher.found.first_name))
            found["teacher"] = teacher
        return found

    def ask(self, trn, born):
        """Ask the teaching record, unless the mentor is here already."""
        self.refuse_twice(trn)
        answer = None if self.errors else who_is(trn, born)
        match answer:
            case Teacher() | None:
                return answer
            case client.NotFound() | client.Mismatch():
                self.add_error("trn", NOBODY)
            case client.Busy(wait):
                minutes = -(-wait // 60)
                self.add_error(
                    None,
                    "Teaching records are busy. What you typed is still here: try again in "
                    f"{minutes} minute{'' if minutes == 1 else 's'}",
                )
            case _:
                self.add_error(None, NOT_NOW)
        return None

    def refuse_twice(self, trn, _=""):
        place = Place.objects.current().filter(school=self.school, mentor__trn=trn).select_related("mentor").first()
        if place and "trn" not in self.errors:
            self.add_error("trn", f"{place.mentor} is already at your school")

    def to_keep(self):
        """What was verified, signed. Never the date of birth."""
        teacher = self.cleaned_data["teacher"]
        return urlencode({"checked": signing.dumps([vars(teacher.found), teacher.former_trn], salt=SALT)})


def read_kept(data):
    """The Teacher that an answer was kept as, or None for what a person posted."""
    if not data or "checked" not in data:
        return None
    try:
        found, former_trn = signing.loads(data["checked"], salt=SALT)
    except signing.BadSignature:
        return None
    return Teacher(client.Found(**found), former_trn)


class ConfirmMentorForm(forms.Form):
    """The mentor is the right one. An address is their way to see their own record."""

    email = EmailField(
        label="Their email address (optional)",
        help_text="They can use it to see their own hours. We send them nothing else.",
        required=False,
        error_messages={"max_length": "Email address must be 320 characters or fewer"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    then = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)


class ChangeEmailForm(forms.Form):
    """The address of a mentor, and the version of their place that the person saw."""

    email = EmailField(
        label="Email address",
        help_text="Leave this empty if they no longer want to see their own hours here.",
        required=False,
        error_messages={"max_length": "Email address must be 320 characters or fewer"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open this page again"})


class BirthDateForm(forms.Form):
    """A mentor shows who they are."""

    date_of_birth = BirthDateField(
        label="What is your date of birth?",
        help_text="For example, 27 3 1985. We check it with the teaching record and do not keep it.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].error_messages["required"] = "Enter your date of birth"
