"""A provider reminds a school of hours that it recorded and the school has not claimed."""

from django.conf import settings
from django.db import models

from apps.audit.floors import somebody_acts
from apps.core.models import Record
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import School


class HoursReminder(Record):
    """One reminder, as its figures stood when it was sent."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveIntegerField()
    mentors = models.PositiveIntegerField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["provider", "school", "-created_at"], name="reminders_of_a_school")]
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="a_reminder_is_about_at_least_one_hour")
        ]
        triggers = [somebody_acts()]

    def __str__(self):
        return f"{self.provider} reminded {self.school}"
