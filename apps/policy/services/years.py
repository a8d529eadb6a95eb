"""Open the next academic year from the one before it, and confirm a year whose figures were carried forward."""

from datetime import date

from django.db import transaction

from apps.audit.record import record
from apps.core.errors import Refused
from apps.policy.models import AcademicYear, Declaration, GrantConditions, TrainingRequirements
from apps.policy.services.replacing import KEYS, approve

VALUES = {"FundingRate": "pence", "AllowanceCap": "hours", "SchoolThreshold": "pence", "RulePolicy": "effect"}


class YearRefused(Refused):
    """A year cannot be opened or confirmed like this."""

    title = "This academic year was not changed"


def last_year():
    """The latest year there is."""
    return AcademicYear.objects.latest("starts_on")


@transaction.atomic
def open_year(*, after, training_from, training_until, by):
    """Make the year that follows the latest, marked as assumed. Its figures are proposals: another administrator
    approves them. Its conditions and training requirements begin with the words of the year before."""
    last = AcademicYear.objects.select_for_update(no_key=True).latest("starts_on")
    if last.pk != after.pk:
        raise YearRefused(f"Somebody has opened {last} meanwhile.")
    if training_until <= training_from:
        raise YearRefused("The training period must end after it begins.")
    first = last.starts_on.year + 1
    year = AcademicYear.objects.create(
        name=f"{first} to {first + 1}",
        starts_on=date(first, 9, 1),
        ends_on=date(first + 1, 8, 31),
        training_from=training_from,
        training_until=training_until,
        is_assumed=True,
        confirmation_days=last.confirmation_days,
        confirmation_is_advisory=last.confirmation_is_advisory,
    )
    for model, keys in KEYS.items():
        for figure in model.objects.in_force().filter(year=last):
            same = {name: getattr(figure, name) for name in (*keys, VALUES[model.__name__])}
            model.objects.create(year=year, proposed_by=by, reason=f"Carried forward from {last}", **same)  # type: ignore[misc]
    carry_conditions(last, year)
    carry_requirements(last, year)
    record("year.open", year, by=by, name=str(year), before=str(last))
    return year


def carry_conditions(last, year):
    """The newest words of the year before, as the first version of this one, published when it begins."""
    words = last.conditions.order_by("-number").first()
    if words is None:
        return
    carried = GrantConditions.objects.create(
        year=year, number=1, published_on=year.starts_on, summary=words.summary, sections=words.sections
    )
    for statement in words.declarations.all():
        Declaration.objects.create(conditions=carried, position=statement.position, text=statement.text)


def carry_requirements(last, year):
    """The same for what is asked of the training of mentors."""
    if words := last.requirements.order_by("-number").first():
        TrainingRequirements.objects.create(
            year=year, number=1, published_on=year.starts_on, sections=words.sections, sources=words.sources
        )


def proposals_for(year):
    """Every figure of a year that waits for a second administrator."""
    return [figure for model in KEYS for figure in model.objects.proposed().filter(year=year).order_by("created_at")]


@transaction.atomic
def approve_all(year, *, by):
    """Bring every proposal of a year into force, or none. Raises SecondPersonNeeded for one's own."""
    figures = [approve(figure, by=by) for figure in proposals_for(year)]
    if not figures:
        raise YearRefused(f"No figure of {year} waits for approval now.")
    return len(figures)


@transaction.atomic
def confirm_year(year, *, reason, by):
    """Take the mark off a year: its figures are those that were published."""
    year = AcademicYear.objects.select_for_update(no_key=True).get(pk=year.pk)
    if not year.is_assumed:
        raise YearRefused(f"{year} is confirmed already.")
    if proposals_for(year):
        raise YearRefused(f"Figures of {year} wait for a second administrator. They must be answered first.")
    year.is_assumed = False
    year.save(update_fields=["is_assumed"])
    record("year.confirm", year, by=by, name=str(year), reason=reason)
    return year
