"""Claim windows: when a year's claims may be submitted."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models

from apps.audit.floors import somebody_acts
from apps.core import clock
from apps.core.models import Record
from apps.policy.models.year import AcademicYear


class DateRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class ClaimWindowQuerySet(models.QuerySet):
    def open_at(self, moment):
        """The window open at this moment; none or one, since windows never overlap."""
        day = moment.astimezone(clock.LONDON).date()
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def open_now(self):
        return self.open_at(clock.now())


class ClaimWindow(Record):
    """From 00:00 on the opening day to midnight at the end of the closing day, Europe/London. Belongs to a chosen year."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="windows")
    opens_on = models.DateField()
    closes_on = models.DateField()
    pays_by = models.DateField(null=True, blank=True, help_text="The day by which its claims are expected to be paid")

    objects = ClaimWindowQuerySet.as_manager()

    class Meta:
        ordering = ["opens_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("closes_on")), name="a_window_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=models.Q(pays_by=None) | models.Q(pays_by__gte=models.F("opens_on")),
                name="a_window_pays_after_it_opens",
            ),
            ExclusionConstraint(
                name="windows_never_overlap",
                expressions=[
                    (
                        DateRange("opens_on", "closes_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]
        triggers = [somebody_acts()]

    def __str__(self):
        return f"{self.year}, {self.opens_on:%-d %B %Y} to {self.closes_on:%-d %B %Y}"

    @property
    def closes_at(self):
        """The moment after which nothing can be submitted: midnight at the end of the closing day."""
        return clock.start_of(self.closes_on + timedelta(days=1))

    def is_open_at(self, moment):
        return clock.start_of(self.opens_on) <= moment < self.closes_at
