"""One school follows another: a school that became an academy, or was merged into another."""

from django.conf import settings
from django.db import models

from apps.core.models import Record
from apps.schools.models.people import SchoolMembership
from apps.schools.models.school import School


class SaidBy(models.TextChoices):
    REGISTER = "register", "Get Information About Schools"
    SUPPORT = "support", "DfE support"


class SuccessionQuerySet(models.QuerySet):
    def to_carry(self):
        """Those of closed schools whose people have nowhere to go yet: nothing was carried across so far."""
        here = models.OuterRef("predecessor")
        people = SchoolMembership.objects.filter(school=here, ended_at=None)
        done = self.model.objects.filter(predecessor=here, carried_at__isnull=False)
        return self.filter(models.Exists(people), ~models.Exists(done), predecessor__is_open=False)


class Succession(Record):
    """A closed school and the school that follows it; and, once DfE has done so, what was carried from one to the other."""

    predecessor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(School, on_delete=models.PROTECT, related_name="predecessions")
    said_by = models.CharField(max_length=10, choices=SaidBy)
    linked_on = models.DateField(null=True, blank=True)
    carried_at = models.DateTimeField(null=True, blank=True)
    carried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried = models.JSONField(default=dict, blank=True, help_text="How many people, mentors, years and drafts")

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_of_two_schools"),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=models.Q(carried_at__isnull=False),
                name="a_school_is_carried_across_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="no_school_follows_itself"
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} to {self.successor}"
