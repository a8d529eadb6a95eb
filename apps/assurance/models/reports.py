"""A school or a provider reports that a claim was paid for hours that were not done, and somebody at DfE answers."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.assurance.enums import ReportOutcome, ReportReason
from apps.audit.floors import append_only, somebody_acts
from apps.claims.models import Claim, ClaimLine
from apps.core import clock
from apps.core.models import Record


class PaidClaimReportQuerySet(models.QuerySet):
    def open(self):
        """Not answered yet."""
        return self.filter(answered_at=None)


class PaidClaimReport(Record):
    """That a paid claim is wrong: why, in whose words, and what DfE said. One waits for an answer at a time."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=20, choices=ReportReason)
    words = models.TextField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_provider = models.BooleanField(default=False, help_text="Reported for the claim's provider, not for its school")
    reported_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=20, choices=ReportOutcome, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PaidClaimReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reported_at", "id"], name="reports_oldest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(answered_at=None), name="one_open_report_of_a_paid_claim"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome="", answer_words="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer_words="")),
                name="a_report_is_answered_whole",
            ),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.Protect(name="a_report_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"Report of claim {self.claim}"

    @property
    def who(self):
        """Who reported it, as the school and DfE read it."""
        return f"{self.reported_by} at {self.claim.provider}" if self.by_provider else str(self.reported_by)


class ReportedHours(models.Model):
    """The hours of one mentor that were really done, as the report says."""

    report = models.ForeignKey(PaidClaimReport, on_delete=models.PROTECT, related_name="hours")
    line = models.ForeignKey(ClaimLine, on_delete=models.PROTECT, related_name="+")
    done = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["line__mentor__sort_name", "line__mentor__trn"]
        constraints = [models.UniqueConstraint(fields=["report", "line"], name="a_line_is_reported_once")]
        triggers = [append_only(), somebody_acts()]

    def __str__(self):
        return f"{self.line.mentor}: {self.done} of {self.line.hours}"
