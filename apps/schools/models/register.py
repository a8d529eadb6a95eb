"""What each import of the register changed."""

from django.db import models

from apps.core.models import Record


class RegisterImport(Record):
    """One file of the register, applied whole or not at all, and what it changed."""

    source = models.CharField(max_length=300, help_text="The name of the file, without its folder")
    sha256 = models.CharField(max_length=64)
    as_at = models.DateField()
    rows = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    changes = models.JSONField(
        default=dict, help_text="Kind of change: the schools it happened to, at most 2,000 of each"
    )
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["created_at"]
        get_latest_by = "created_at"

    def __str__(self):
        return f"{self.source}, as at {self.as_at:%-d %B %Y}"
