"""What the payer answered, on the page or by file. Answers are written once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.audit.floors import append_only, somebody_acts
from apps.core import clock
from apps.core.models import Record
from apps.payments.enums import HeldFor, PayerSays
from apps.payments.models.runs import PaymentLine


class AnswersFile(Record):
    """A file of answers, kept from preview to result. The same file has its effect once."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(default=list, help_text="Rows that can be applied, as parsed")
    problems = models.JSONField(default=list, help_text="Rows that cannot, each with its number and why")
    unchanged = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(applied_at__isnull=False), name="a_file_of_answers_is_applied_once"
            )
        ]

    def __str__(self):
        return self.name


class PayerAnswer(models.Model):
    """What the payer said of one line."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="answers")
    says = models.CharField(max_length=20, choices=PayerSays)
    paid_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    category = models.CharField(max_length=20, choices=HeldFor, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)
    file = models.ForeignKey(AnswersFile, on_delete=models.PROTECT, null=True, related_name="answers")

    class Meta:
        ordering = ["answered_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(says="paid") | Q(paid_on__isnull=False), name="paid_comes_with_its_date"
            ),
            models.CheckConstraint(condition=Q(says="paid") | ~Q(reason=""), name="anything_but_paid_has_a_reason"),
        ]
        triggers = [append_only(), somebody_acts()]

    def __str__(self):
        return f"{self.line}: {self.get_says_display()}"
