"""What every record shares, and the two kinds of row that are machinery: journeys and ticks of the schedule."""

import uuid

from django.conf import settings
from django.db import models

from apps.core import clock


class Record(models.Model):
    """A row people know: an id that cannot be guessed, when it was made and changed, and a version for edit forms."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if not self._state.adding:
            self.updated_at = clock.now()
            self.version += 1
            if update_fields is not None:
                update_fields = {*update_fields, "updated_at", "version"}
        super().save(*args, update_fields=update_fields, **kwargs)


class JourneyAnswers(Record):
    """The answers of one unfinished journey, kept as they were posted. Two tabs are two rows."""

    journey = models.CharField(max_length=50)
    owner = models.CharField(max_length=100, help_text="Whose journey it is: the door and the organisation's id")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    finished_url = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["updated_at"])]

    def __str__(self):
        return f"{self.journey} {self.id}"


class Tick(models.Model):
    """One due moment of one scheduled job. Unique, so that two clocks or none still make one effect."""

    job = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="one_tick_for_each_due_moment")]
        indexes = [models.Index(fields=["due_at", "id"], condition=~models.Q(problem=""), name="ticks_that_failed")]

    def __str__(self):
        return f"{self.job} at {self.due_at:%Y-%m-%d %H:%M}"


class BankHoliday(models.Model):
    """A day on which nobody in England is expected to work. Source: gov.uk/bank-holidays, England and Wales."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name
