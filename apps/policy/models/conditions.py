"""Grant conditions by year, and the statements a school ticks with each claim."""

import pgtrigger
from django.db import models

from apps.core import clock
from apps.core.models import Record
from apps.policy.models.year import AcademicYear

PUBLISHED_WORDS_STAND = pgtrigger.Update | pgtrigger.Delete


class GrantConditionsQuerySet(models.QuerySet):
    def in_force(self):
        """The newest published version of each year."""
        return self.filter(published_on__lte=clock.today()).order_by("year_id", "-number").distinct("year_id")


class GrantConditions(Record):
    """One version of a year's conditions. The newest published version of a year is the one in force."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    published_on = models.DateField()
    summary = models.JSONField(default=list, help_text="The short version: a list of sentences")
    sections = models.JSONField(default=list, help_text="[[heading, [paragraph, …]], …]")

    objects = GrantConditionsQuerySet.as_manager()

    class Meta:
        ordering = ["year", "-number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="one_text_for_each_conditions_version")]
        triggers = [pgtrigger.Protect(name="conditions_are_published_once", operation=PUBLISHED_WORDS_STAND)]

    def __str__(self):
        return f"{self.year}, version {self.number}"


class Declaration(Record):
    """One statement of a conditions version, ticked by the person who submits."""

    conditions = models.ForeignKey(GrantConditions, on_delete=models.PROTECT, related_name="declarations")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["conditions", "position"], name="declarations_stand_in_order")]
        triggers = [pgtrigger.Protect(name="declarations_are_published_once", operation=PUBLISHED_WORDS_STAND)]

    def __str__(self):
        return self.text
