"""What the service has made of a provider's recorded hours for one school and year."""

from django.db import models
from django.db.models import Exists, Max, OuterRef

from apps.claims.models.claim import Claim
from apps.core.models import Record
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import School


class ReadyMadeQuerySet(models.QuerySet):
    def untold(self, moment):
        """Schools with a claim made ready that nobody told them of, and that were told of none since this moment."""
        told = self.model._default_manager.filter(school=OuterRef("school"), told_at__gte=moment)
        waiting = self.filter(claim__status="draft", made_at__isnull=False).exclude(told_at__gte=models.F("made_at"))
        return waiting.filter(~Exists(told), school__wants_ready_made_emails=True)


class ReadyMade(Record):
    """When recorded hours of a school with a provider were last looked at, and the draft that was made of them.

    `answers` are the draft's as they were made: while the draft still says the same, no person has touched it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField(Claim, on_delete=models.SET_NULL, null=True, blank=True, related_name="ready_made")
    answers = models.JSONField(default=dict, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ReadyMadeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "provider", "year"], name="recorded_hours_are_made_ready_in_one_place"
            )
        ]

    def __str__(self):
        return f"{self.school} with {self.provider}, {self.year}"


def looked_at_since(entries):
    """Triples of school, provider and year whose recorded hours nobody has looked at since they changed."""
    known = ReadyMade.objects.filter(
        school=OuterRef("school"),
        provider=OuterRef("provider"),
        year=OuterRef("year"),
        looked_at__gte=OuterRef("updated_at"),
    )
    fresh = entries.filter(~Exists(known)).order_by()
    return fresh.values("school", "provider", "year").annotate(changed=Max("updated_at")).order_by("changed")
