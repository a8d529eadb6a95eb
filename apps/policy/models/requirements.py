"""What a year asks of the training of mentors, in words, with their sources."""

import pgtrigger
from django.db import models

from apps.core.models import Record
from apps.policy.models.conditions import PUBLISHED_WORDS_STAND
from apps.policy.models.year import AcademicYear


class TrainingRequirements(Record):
    """One version of a year's training requirements. The newest published version of a year is the one in force."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="requirements")
    number = models.PositiveSmallIntegerField()
    published_on = models.DateField()
    sections = models.JSONField(default=list, help_text="[[heading, [paragraph, …]], …]")
    sources = models.JSONField(default=list, help_text="[[title, address], …]")

    class Meta:
        ordering = ["year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_text_for_each_requirements_version")
        ]
        triggers = [pgtrigger.Protect(name="requirements_are_published_once", operation=PUBLISHED_WORDS_STAND)]

    def __str__(self):
        return f"{self.year}, version {self.number}"
