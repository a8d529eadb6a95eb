"""Forms of the console. A form that changes a record carries the version it was read at."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.assurance.enums import RejectReason, ReportOutcome
from apps.audit.models import AuditEvent
from apps.core import clock
from apps.core.errors import Refused
from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import LinesField

MOST_WORDS = 2000


def posted(request):
    """What a form is bound to: what was posted, even if that is nothing; None for somebody who only looks."""
    return request.POST if request.method == "POST" else None


class Changed(Refused):
    title = "This changed while you were here"


class SeenForm(forms.Form):
    """Carries the version of the record that the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, error_messages={"required": "Reload this page"})

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["version"].initial = record.version

    def check_seen(self):
        """Hold the record and refuse when somebody changed it since. Call inside a transaction."""
        now = type(self.record).objects.select_for_update(of=("self",), no_key=True).get(pk=self.record.pk)
        if now.version != self.cleaned_data["version"]:
            raise Changed(who_changed(now))


def who_changed(record):
    """Who did what last, and when."""
    last = AuditEvent.objects.filter(subject_id=record.pk).order_by("number").last()
    if last is None:
        return "Somebody changed this since you opened it. Look at it again before you do anything else."
    at = last.at.astimezone(clock.LONDON)
    return (
        f"{last.actor_name} changed this on {at:%-d %B %Y at %-I:%M}{at:%p}. ".replace("AM.", "am.").replace(
            "PM.", "pm."
        )
        + "Look at it again before you do anything else."
    )


def save_seen(form, service, *args, **kwargs):
    """Call a service once, only if the record is still as the person saw it."""
    with transaction.atomic():
        form.check_seen()
        return service(*args, **kwargs)


def words_field(label, required, *, hint="", most=MOST_WORDS, rows=5, called="Reason"):
    return LinesField(
        label=label,
        help_text=hint,
        max_length=most,
        error_messages={"required": required, "max_length": f"{called} must be {most:,} characters or fewer"},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def choice_field(label, choices, required):
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": required},
    )


class ReasonForm(SeenForm):
    """Why."""

    reason = words_field("Reason", "Enter your reason", most=500)

    def __init__(self, *args, hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class DecisionForm(forms.Form):
    decision = choice_field(
        "What is your decision?",
        [("approve", "Approve for payment"), ("return", "Return to the school"), ("reject", "Do not approve")],
        "Select a decision",
    )

    def __init__(self, *args, may_approve, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_approve:
            self.fields["decision"].choices = self.fields["decision"].choices[1:]


class ReturnForm(SeenForm):
    words = words_field(
        "What must change", "Enter what must change", hint="The school will read this", called="What must change"
    )
    return_by = DateField(called="deadline", label="Deadline", help_text="The last day on which it can be changed")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["return_by"].error_messages["required"] = "Enter a deadline"

    def clean_return_by(self):
        day = self.cleaned_data["return_by"]
        if day <= clock.today():
            raise ValidationError("Deadline must be after today")
        return day


class RejectForm(SeenForm):
    category = choice_field("Why is this claim not approved?", RejectReason.choices, "Select a reason")
    words = words_field(
        "What the school will read", "Enter the words the school will read", called="What the school will read"
    )


class ReportAnswerForm(SeenForm):
    outcome = choice_field("What is your answer?", ReportOutcome.choices, "Select an answer")
    words = words_field(
        "What the school will read", "Enter the words the school will read", called="What the school will read"
    )


class AssignOneForm(forms.Form):
    to = forms.ChoiceField(
        label="Who looks after this claim?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select a person", "invalid_choice": "Select a person"},
    )

    def __init__(self, *args, people, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {"nobody": None} | {str(person.pk): person for person in people}
        named = [(str(person.pk), f"{person.full_name}{' (you)' * (person == user)}") for person in people]
        self.fields["to"].choices = [*named, ("nobody", "Nobody")]

    def clean_to(self):
        return self.people[self.cleaned_data["to"]]


class FindingForm(forms.Form):
    words = words_field("How did you resolve this?", "", called="Answer")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].error_messages["required"] = f"Enter how you resolved “{rule}”"
