"""Forms about mentors."""

from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from apps.audit.actors import current
from apps.core import clock, throttle
from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import EmailField, LinesField, TrnField
from apps.mentors.enums import Phase, Subject
from apps.mentors.models import Place
from apps.mentors.teaching_record import client
from apps.mentors.teaching_record.asking import Teacher, who_is

SALT = "mentors.teacher"
# A TRN and dates of birth tried one after another would find the right one out: these many do not, and still mistype.
MISSES = throttle.Limit("teachers not found by a person", 20, 60 * 60)
MISSES_OF_SCHOOL = throttle.Limit("teachers not found by a school", 60, 24 * 60 * 60)
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
            self.refuse_twice(teacher.found.trn)
            found["teacher"] = teacher
        return found

    def ask(self, trn, born):
        """Ask the teaching record, unless the mentor is here already."""
        self.refuse_twice(trn)
        answer = None if self.errors else self.who_is(trn, born)
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

    def who_is(self, trn, born):
        """Ask, counting first. What was found, or not answered, does not count. Raises TooManyTries."""
        counted = [(MISSES, current().id), (MISSES_OF_SCHOOL, self.school.pk)]
        for limit, who in counted:
            throttle.count(limit, who)
        answer = who_is(trn, born)
        if not isinstance(answer, client.NotFound | client.Mismatch):
            for limit, who in counted:
                throttle.take_back(limit, who)
        return answer

    def refuse_twice(self, trn):
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


def mentor_email(**changes):
    """The address of somebody else, who may do without one."""
    return EmailField(
        **{"label": "Email address", "required": False, **changes},
        error_messages={"max_length": "Email address must be 320 characters or fewer"},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def choose_any(kind, label, **changes):
    """As many of these as apply, or none."""
    return forms.MultipleChoiceField(
        label=label,
        choices=kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": f"{label} must be from the list"},
        **changes,
    )


class ConfirmMentorForm(forms.Form):
    """The mentor is the right one. An address is their way to see their own record."""

    email = mentor_email(
        label="Their email address (optional)",
        help_text="They can use it to see their own hours. We send them nothing else.",
    )
    phases = choose_any(Phase, "Phases")
    subjects = choose_any(Subject, "Subjects")
    then = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)


class ChangeMentorForm(forms.Form):
    """What the school says of a mentor, and the version of their place that the person saw."""

    email = mentor_email(help_text="Leave this empty if they do not want to see their own hours here.")
    phases = choose_any(Phase, "Phases")
    subjects = choose_any(Subject, "Subjects")
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open this page again"})


class OfferForm(forms.Form):
    """Somebody offers to mentor at the school that shared a link with them."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "Enter your name", "max_length": "Name must be 200 characters or fewer"},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    email = EmailField(
        label="Your email address",
        help_text="Your school can use it to answer you",
        error_messages={
            "required": "Enter an email address",
            "max_length": "Email address must be 320 characters or fewer",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    phases = choose_any(Phase, "Phases", help_text="Optional. Which do you teach? Select all that apply")
    subjects = choose_any(Subject, "Subjects", help_text="Optional. Which do you teach? Select all that apply")
    words = LinesField(
        label="Anything your school should know (optional)",
        help_text="For example, when you could start",
        required=False,
        max_length=500,
        error_messages={"max_length": "What your school should know must be 500 characters or fewer"},
    )


class BirthDateForm(forms.Form):
    """A mentor shows who they are."""

    date_of_birth = BirthDateField(
        label="What is your date of birth?",
        help_text="For example, 27 3 1985. We check it with the teaching record and do not keep it.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].error_messages["required"] = "Enter your date of birth"
