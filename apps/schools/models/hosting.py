"""A school that is not on the list says that it hosts trainees; DfE decides."""

from django.conf import settings
from django.db import models

from apps.core.models import Record
from apps.policy.models import AcademicYear
from apps.schools.models.school import School


class HostingRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Those that DfE has not answered yet, longest waiting first."""
        return self.filter(answered_at=None).order_by("created_at")

    def about(self, provider_ids):
        """Those that name one of these providers."""
        return self.filter(provider_id__in=provider_ids)


class HostingRequest(Record):
    """A school says that it hosts trainees of a provider in a year. Providers lie beside schools, so it is kept by id and name."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="hosting_requests")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    provider_id = models.UUIDField()
    provider_name = models.CharField(max_length=255)
    words = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    vouched = models.BooleanField(null=True, blank=True, help_text="What the provider says: that it is so, or not")
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted = models.BooleanField(null=True, blank=True)
    answer_words = models.CharField(max_length=500, blank=True)

    objects = HostingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"], condition=models.Q(answered_at=None), name="one_open_hosting_request_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, accepted=None)
                | models.Q(answered_at__isnull=False, accepted__isnull=False),
                name="an_answered_hosting_request_says_how",
            ),
            models.CheckConstraint(
                condition=models.Q(vouched=None, vouched_at=None, vouched_by=None)
                | models.Q(vouched__isnull=False, vouched_at__isnull=False, vouched_by__isnull=False),
                name="a_provider_that_vouches_is_somebody_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.school}, {self.year}"
