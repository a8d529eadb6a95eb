"""Forms about money: what the payer answers, the file it sends, and the reasons of a payments officer."""

from django import forms
from django.core.exceptions import ValidationError

from apps.core import clock
from apps.core.files.reading import FileRefused
from apps.core.govuk.dates import DateField
from apps.core.govuk.fields import CsvField, LinesField
from apps.payments.enums import HeldFor, PayerSays
from apps.payments.files.payer_answers import LONGEST_REASON, Answer, read_answers

REASON = forms.Textarea(attrs={"maxlength": LONGEST_REASON, "rows": 4})


def words_field(label, missing, **kwargs):
    return LinesField(
        label=label,
        max_length=LONGEST_REASON,
        widget=REASON,
        error_messages={
            "required": missing,
            "max_length": f"Reason must be {LONGEST_REASON} characters or fewer",
        },
        **kwargs,
    )


class AnswerForm(forms.Form):
    """Paid with its date, not paid with why, or what the payer needs to know."""

    says = forms.ChoiceField(
        label="What happened to this payment?",
        widget=forms.RadioSelect,
        choices=[
            (PayerSays.PAID, "Paid"),
            (PayerSays.NOT_PAID, "Not paid, and it will not be"),
            (PayerSays.NEEDS_INFORMATION, "Information needed before it can be paid"),
        ],
    )
    paid_on = DateField(label="Date paid", called="date paid", required=False)
    why_not = words_field("Why will it not be paid?", "Enter why not", required=False)
    category = forms.ChoiceField(
        label="What is it about?", choices=HeldFor.choices, required=False, widget=forms.RadioSelect
    )
    question = words_field("What do you need to know?", "Enter what you need to know", required=False)

    def __init__(self, *args, line, **kwargs):
        super().__init__(*args, **kwargs)
        self.line = line
        self.fields["says"].error_messages["required"] = f"Select an answer for {line.claim.reference}"

    def clean_paid_on(self):
        day = self.cleaned_data["paid_on"]
        if day and day > clock.today():
            raise ValidationError("Date paid must be today or earlier")
        return day

    def clean(self):
        found = super().clean()
        needed: dict = {
            PayerSays.PAID: [("paid_on", "Enter the date paid")],
            PayerSays.NOT_PAID: [("why_not", "Enter why not")],
            PayerSays.NEEDS_INFORMATION: [
                ("category", "Select what it is about"),
                ("question", "Enter what you need to know"),
            ],
        }
        for name, words in needed.get(found.get("says"), []):
            if not found.get(name) and name not in self.errors:
                self.add_error(name, words)
        for name in ("paid_on", "why_not", "category", "question"):
            asked = {field for field, _ in needed.get(found.get("says"), [])}
            if name in self.errors and name not in asked:
                del self.errors[name]
        return found

    @property
    def answer(self):
        """What was said, without what was typed beside another choice."""
        found = self.cleaned_data
        says = PayerSays(found["says"])
        reason = {PayerSays.NOT_PAID: found.get("why_not"), PayerSays.NEEDS_INFORMATION: found.get("question")}
        return Answer(
            reference=self.line.claim.reference,
            says=says,
            paid_on=found["paid_on"] if says == PayerSays.PAID else None,
            reason=reason.get(says) or "",
            category=found["category"] if says == PayerSays.NEEDS_INFORMATION else "",
        )


class CameBackForm(forms.Form):
    """Why a payment came back."""

    category = forms.ChoiceField(
        label="What must be put right?",
        choices=HeldFor.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what must be put right"},
    )
    reason = words_field("Why did the payment come back?", "Enter why the payment came back")


class InformationForm(forms.Form):
    """The answer to the payer's question."""

    words = words_field("What do you want to tell the payer?", "Enter your answer to the payer")


class AskSchoolForm(forms.Form):
    """What the school is told."""

    words = words_field("What does the school need to know?", "Enter the words the school will read")


class ReasonForm(forms.Form):
    """Why a run is given up or taken back."""

    reason = words_field("Reason", "Enter your reason")


class AnswersFileForm(forms.Form):
    """A CSV file of answers. What is wrong with the file as a whole is said beside it."""

    file = CsvField(
        label="Answers file",
        help_text="A CSV file with the columns claim_reference, claim_status, paid_on and claim_unpaid_reason",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.data_read = file.read()
        try:
            read_answers(file.name, self.data_read)
        except FileRefused as refused:
            raise ValidationError(refused.words) from None
        return file
