"""The year's rules are rows. Nothing here is code's business to know by heart."""

import pgtrigger
from django.conf import settings
from django.db import models

from apps.audit.floors import somebody_acts
from apps.core import clock, money
from apps.core.models import Record

IN_FORCE = models.Q(approved_at__isnull=False, replaced_at=None)


class TrainingType(models.TextChoices):
    INITIAL = "initial", "Initial"
    REFRESHER = "refresher", "Refresher"


class ReplacedQuerySet(models.QuerySet):
    def in_force(self):
        """The figures that count now."""
        return self.filter(IN_FORCE)

    def proposed(self):
        """The figures that wait for a second administrator."""
        return self.filter(approved_at=None, replaced_at=None)


class Replaced(Record):
    """A figure that is replaced, never edited: proposed by one administrator, in force once a second approves.

    A proposal that was refused has `replaced_at` and no `approved_at`.
    """

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = ReplacedQuerySet.as_manager()

    class Meta:
        abstract = True


def two_people(name):
    """A proposal comes into force by somebody else's approval."""
    return models.CheckConstraint(
        condition=models.Q(proposed_by=None)
        | models.Q(approved_at=None)
        | models.Q(approved_by__isnull=False) & ~models.Q(proposed_by=models.F("approved_by")),
        name=name,
    )


def replaced_never_edited(*keys):
    """The floor beneath Replaced: a figure is born a proposal, is approved once, is replaced once, and stays."""
    frozen = ("year_id", *keys, "proposed_by_id", "reason")
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in frozen)
    return [
        somebody_acts(),
        pgtrigger.Protect(
            name="a_figure_is_born_a_proposal",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__approved_at__isnull=False),
        ),
        pgtrigger.Trigger(
            name="figures_are_replaced_never_edited",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            func=f"""
                IF {changed}
                   OR (OLD.approved_at IS NOT NULL AND (NEW.approved_at IS DISTINCT FROM OLD.approved_at
                       OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id))
                   OR (NEW.approved_at IS NOT NULL AND NEW.approved_by_id IS NULL AND OLD.approved_at IS NULL)
                   OR (OLD.replaced_at IS NOT NULL AND (NEW.replaced_at IS DISTINCT FROM OLD.replaced_at
                       OR NEW.approved_at IS DISTINCT FROM OLD.approved_at)) THEN
                    RAISE EXCEPTION 'figures are replaced, never edited' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Protect(name="figures_are_never_deleted", operation=pgtrigger.Delete),
    ]


class AcademicYearQuerySet(models.QuerySet):
    def current(self):
        """The academic year of today; the last one opened, when nobody has opened this one yet."""
        return self.filter(starts_on__lte=clock.today()).latest("starts_on")


class AcademicYear(Record):
    """1 September to 31 August. Its training period is another range: neighbouring periods overlap."""

    name = models.CharField(max_length=20, unique=True, help_text="2025 to 2026")
    starts_on = models.DateField(unique=True)
    ends_on = models.DateField()
    training_from = models.DateField()
    training_until = models.DateField()
    is_assumed = models.BooleanField(default=False, help_text="Carried forward, to be confirmed")
    confirmation_days = models.PositiveSmallIntegerField(default=21)
    confirmation_is_advisory = models.BooleanField(default=False)

    objects = AcademicYearQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lt=models.F("ends_on")), name="a_year_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=models.Q(training_from__lt=models.F("training_until")), name="training_starts_before_it_ends"
            ),
        ]
        triggers = [pgtrigger.Protect(name="years_are_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.name

    @property
    def slug(self):
        """How the year stands in an address: 2025-to-2026."""
        return self.name.replace(" ", "-")

    @property
    def school_total_threshold_pence(self):
        """The total over which a school's year is worth a look."""
        return self.thresholds.in_force().get().pence


class AllowanceCap(Replaced):
    """Most hours a mentor may be claimed for with one provider in a year, by training type."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="caps")
    training_type = models.CharField(max_length=10, choices=TrainingType)
    hours = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "training_type"], condition=IN_FORCE, name="one_cap_in_force"),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="a_cap_is_at_least_one_hour"),
            two_people("two_people_replace_a_cap"),
        ]
        triggers = replaced_never_edited("training_type", "hours")

    def __str__(self):
        return f"{self.get_training_type_display()} training allowance, {self.year}"

    @property
    def figure(self):
        return f"{self.hours} hours"


class SchoolThreshold(Replaced):
    """A school's total for the year over which its claims are worth a look."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="thresholds")
    pence = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=IN_FORCE, name="one_threshold_in_force"),
            models.CheckConstraint(condition=models.Q(pence__gt=0), name="a_threshold_is_at_least_a_penny"),
            two_people("two_people_replace_a_threshold"),
        ]
        triggers = replaced_never_edited("pence")

    def __str__(self):
        return f"School total to look at, {self.year}"

    @property
    def figure(self):
        return money.pounds(self.pence)


class Effect(models.TextChoices):
    NOTES = "notes", "Notes"
    REFERS = "refers", "Refers"


class RulePolicy(Replaced):
    """Whether a finding of a rule notes or refers, in a year."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="rule_policies")
    code = models.CharField(max_length=4)
    effect = models.CharField(max_length=10, choices=Effect)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "code"], condition=IN_FORCE, name="one_policy_for_each_rule_and_year"
            ),
            two_people("two_people_replace_a_rule_policy"),
        ]
        triggers = replaced_never_edited("code", "effect")

    def __str__(self):
        return f"Findings of {self.code}, {self.year}"

    @property
    def figure(self):
        return self.get_effect_display()
