"""Emails as rows: kept with the change they announce, delivered afterwards, never lost and never doubled."""

from django.db import models
from django.db.models.functions import Lower

from apps.core import clock
from apps.core.models import Record


class EmailState(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Came back"
    PARKED = "parked", "Could not be sent"
    DISCARDED = "discarded", "Discarded by support"
    HELD = "held", "Waiting for the day’s digest"
    GATHERED = "gathered", "Sent in a digest"


class OutboundEmail(Record):
    """One email to one person. `reference` is what GOV.UK Notify knows it by; `dedupe_key` says it is told once."""

    to = models.EmailField(max_length=320)
    message = models.CharField(max_length=100)
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    dedupe_key = models.CharField(max_length=300, unique=True)
    state = models.CharField(max_length=20, choices=EmailState, default=EmailState.WAITING)
    due_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    notify_id = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    subject_id = models.UUIDField(null=True, blank=True, help_text="The record the email is about")
    digest = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="gathered",
        help_text="What it was sent in",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["waiting", "sending"]), name="emails_to_deliver"
            ),
            models.Index(fields=["to"], condition=models.Q(state="held"), name="emails_held_for_a_digest"),
            models.Index(
                fields=["settled_at", "id"],
                condition=models.Q(state__in=["parked", "bounced"]),
                name="emails_that_failed",
            ),
        ]

    def __str__(self):
        return f"{self.message} {self.id}"


class DigestChoice(Record):
    """An address whose person wants what need not be acted on together, once a day."""

    email = models.EmailField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="an_address_chooses_its_digest_once")]

    def __str__(self):
        return self.email


class DeliveryPause(models.Model):
    """Why the whole queue waits: Notify refused us, or asked us to slow down. One row or none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_delivery_pause")]

    def __str__(self):
        return self.reason
