"""Hours: what a mentor may still be claimed for."""

from django.db import models
from django.db.models import F, Q

from apps.core.models import Record
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear, TrainingType
from apps.providers.models import Provider


class Allowance(Record):
    """The hours of one mentor with one provider in one year, over all schools.

    `used` is written by one trigger of the database and by nothing else: the app has no right to update it.
    """

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="allowances")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    training_type = models.CharField(max_length=10, choices=TrainingType)
    type_reason = models.CharField(max_length=200)
    cap = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "provider", "year"], name="one_allowance_of_a_mentor_with_a_provider_a_year"
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0) & Q(used__lte=F("cap")), name="hours_used_stay_within_the_cap"
            ),
        ]

    def __str__(self):
        return f"{self.mentor}, {self.provider}, {self.year}: {self.used} of {self.cap}"

    @property
    def left(self):
        return self.cap - self.used
