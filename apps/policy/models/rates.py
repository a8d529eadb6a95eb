"""Funding areas by district, and pence an hour by area and year."""

from django.db import models

from apps.core import money
from apps.core.models import Record
from apps.policy.models.year import IN_FORCE, AcademicYear, Replaced, replaced_never_edited, two_people


class FundingArea(models.TextChoices):
    INNER_LONDON = "inner_london", "Inner London"
    OUTER_LONDON = "outer_london", "Outer London"
    FRINGE = "fringe", "Fringe"
    REST_OF_ENGLAND = "rest_of_england", "Rest of England"


class FundingDistrict(Record):
    """A district and its funding area. A district that is not here is flagged to support, never Rest of England in silence."""

    code = models.CharField(max_length=9, unique=True, help_text="GSS code, such as E09000007")
    name = models.CharField(max_length=100)
    area = models.CharField(max_length=20, choices=FundingArea)

    def __str__(self):
        return f"{self.name}: {self.get_area_display()}"


class FundingRate(Replaced):
    """Pence an hour in one area in one year. Replaced, never edited."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="rates")
    area = models.CharField(max_length=20, choices=FundingArea)
    pence = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "area"], condition=IN_FORCE, name="one_rate_in_force"),
            models.CheckConstraint(condition=models.Q(pence__gt=0), name="a_rate_is_at_least_a_penny"),
            two_people("two_people_replace_a_rate"),
        ]
        triggers = replaced_never_edited("area", "pence")

    def __str__(self):
        return f"Hourly rate for {self.get_area_display()}, {self.year}"

    @property
    def figure(self):
        return money.pounds(self.pence)
