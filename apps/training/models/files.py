"""Files of hours that a provider uploads: previewed, then recorded a part at a time, so that a crash loses nothing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.core.models import Record
from apps.providers.models import Provider


class HoursFileQuerySet(models.QuerySet):
    def unfinished(self):
        """Files that a worker must read or go on recording."""
        return self.filter(Q(previewed_at=None) | Q(recorded_at=None, applied_at__isnull=False), refusal="").order_by(
            "created_at"
        )


class HoursFile(Record):
    """One uploaded file. Its content is kept 90 days; what was recorded stays in the ledger.

    `outlook` is what the preview said, so that a file is never recorded after something else than was seen.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField(max_length=300, blank=True, help_text="Why the file as a whole cannot be read")
    previewed_at = models.DateTimeField(null=True, blank=True)
    good = models.PositiveIntegerField(default=0, help_text="Rows that the ledger can take")
    outlook = models.JSONField(default=dict, help_text="How many rows come to which outcome")
    problems = models.JSONField(default=list, help_text="Rows that cannot be recorded, each with its number and why")
    applied_at = models.DateTimeField(null=True, blank=True, help_text="When somebody said to record it")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="When nothing was recorded, because the ledger had changed since the preview"
    )
    done = models.PositiveIntegerField(default=0, help_text="Rows recorded so far")
    result = models.JSONField(default=dict, help_text="How many rows came to which outcome")
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = HoursFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["provider", "-created_at"], name="files_of_a_provider")]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("good")), name="no_more_rows_are_done_than_there_are")
        ]

    def __str__(self):
        return self.name

    @property
    def changes(self):
        """Rows that would change the ledger."""
        return self.outlook.get("new", 0) + self.outlook.get("changed", 0)
