"""The year's rules are rows. Nothing here is code's business to know by heart."""

from django.conf import settings
from django.db import models

from apps.core import clock
from apps.core.models import Record


class TrainingType(models.TextChoices):
    INITIAL = "initial", "Initial"
    REFRESHER = "refresher", "Refresher"


class Replaced(Record):
    """A figure that is replaced, never edited: proposed by one administrator, in force once a second approves."""

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_in_force(self):
        return self.approved_at is not None and self.replaced_at is None


def two_people(name):
    """Whoever approves a figure is not whoever proposed it."""
    return models.CheckConstraint(
        condition=models.Q(proposed_by=None)
        | models.Q(approved_by=None)
        | ~models.Q(proposed_by=models.F("approved_by")),
        name=name,
    )


IN_FORCE = models.Q(approved_at__isnull=False, replaced_at=None)


class AcademicYearQuerySet(models.QuerySet):
    def current(self):
        """The academic year of today, 1 September to 31 August."""
        today = clock.today()
        return self.get(starts_on__lte=today, ends_on__gte=today)


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
    school_total_threshold_pence = models.PositiveIntegerField(default=500_000)

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

    def __str__(self):
        return self.name


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

    def __str__(self):
        return f"{self.year}, {self.training_type}: {self.hours} hours"


class RulePolicy(Record):
    """Whether a finding of a rule notes or refers, in a year."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="rule_policies")
    code = models.CharField(max_length=4)
    effect = models.CharField(max_length=10, choices=[("notes", "Notes"), ("refers", "Refers")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "code"], name="one_policy_for_each_rule_and_year")]

    def __str__(self):
        return f"{self.code} {self.effect} in {self.year}"
