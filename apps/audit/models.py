"""The one trail people read: who did what to which record, when, and with which details."""

import uuid

from django.db import models

from apps.audit.floors import append_only
from apps.core import clock


class AuditEvent(models.Model):
    """One line of history. Written by `audit.record`, changed by nobody: the database refuses."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    at = models.DateTimeField(default=clock.now)
    event = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=50)
    subject_id = models.UUIDField()
    actor_name = models.CharField(max_length=200)
    actor_role = models.CharField(max_length=50)
    actor_id = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=255, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "at"]), models.Index(fields=["event", "at"])]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.event} by {self.actor_name}"

    @property
    def who(self):
        """Whoever did it, as an email says it: a person of a trust with their trust, people of DfE as DfE."""
        if self.organisation == "DfE":
            return "DfE"
        return f"{self.actor_name} of {self.organisation}" if self.actor_role == "trust user" else self.actor_name
