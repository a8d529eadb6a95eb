"""People of schools and trusts, and what a school was granted and accepted for a year."""

from django.conf import settings
from django.db import models

from apps.core import clock
from apps.core.models import Record
from apps.policy.models import AcademicYear, GrantConditions
from apps.schools.models.school import School
from apps.schools.models.trust import Trust
from apps.users.models import Membership


class SchoolMembership(Membership):
    school = models.ForeignKey(School, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school"], condition=models.Q(ended_at=None), name="one_current_membership_of_a_school"
            )
        ]

    def __str__(self):
        return f"{self.user} at {self.school}"


class TrustMembership(Membership):
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "trust"], condition=models.Q(ended_at=None), name="one_current_membership_of_a_trust"
            )
        ]

    def __str__(self):
        return f"{self.user} at {self.trust}"


class Eligibility(Record):
    """A school may claim for a year, on someone's word."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="eligibilities")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"], condition=models.Q(ended_at=None), name="a_school_is_eligible_once_a_year"
            )
        ]

    def __str__(self):
        return f"{self.school}, {self.year}"


class ConditionsAcceptance(Record):
    """A named person accepted a version of the year's conditions for a school. Support can withdraw it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="acceptances")
    conditions = models.ForeignKey(GrantConditions, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_by_name = models.CharField(max_length=200)
    accepted_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "conditions"],
                condition=models.Q(withdrawn_at=None),
                name="conditions_are_accepted_once",
            )
        ]

    def __str__(self):
        return f"{self.school}, {self.conditions}"
