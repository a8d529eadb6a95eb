"""A mentor says what a provider's training was like, and says it anew; the provider reads the totals."""

from django.db import transaction
from django.db.models import Count, Q

from apps.audit.record import record
from apps.training.enums import Agreement
from apps.training.models import Pulse
from apps.training.models.pulse import QUESTIONS

FEWEST_SHOWN = 5


@transaction.atomic
def answer_pulse(mentor, provider, year, *, by, **answers):
    """Keep a mentor's answers of the year; the last word stands. History says that they answered, not what."""
    mine = Pulse.objects.filter(mentor=mentor, provider=provider, year=year)
    if same := mine.filter(**answers).first():
        return same
    pulse, _ = Pulse.objects.update_or_create(mentor=mentor, provider=provider, year=year, defaults=answers)
    record("pulse.answer", pulse, by=by)
    return pulse


def totals_of(provider, year):
    """How many mentors answered, and how many gave each answer to each question: none until five have answered."""
    counts = {
        f"{question}_{answer}": Count("pk", filter=Q(**{question: answer}))
        for question in QUESTIONS
        for answer in Agreement.values
    }
    found = Pulse.objects.filter(provider=provider, year=year).aggregate(answered=Count("pk"), **counts)
    if found["answered"] < FEWEST_SHOWN:
        return found["answered"], []
    return found["answered"], [
        (
            Pulse.words_of(question),
            [(answer.label, found[f"{question}_{answer.value}"]) for answer in Agreement],
        )
        for question in QUESTIONS
    ]
