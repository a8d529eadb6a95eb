"""What each check found, and how a caseworker resolved it, written once; when each claim is looked at again; and counts."""

import uuid

from django.conf import settings
from django.db import models

from apps.assurance.enums import Outcome
from apps.audit.floors import append_only, somebody_acts
from apps.claims.models import Claim
from apps.core import clock
from apps.policy.models import AcademicYear


class RuleResultQuerySet(models.QuerySet):
    def latest(self):  # type: ignore[override]
        """The newest result of each rule for each claim's submission."""
        return self.order_by("claim_id", "submission_number", "code", "-run").distinct(
            "claim_id", "submission_number", "code"
        )


class RuleResult(models.Model):
    """One rule over one submission of a claim, with the facts it saw and the version of the rule."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="results")
    submission_number = models.PositiveSmallIntegerField()
    run = models.PositiveSmallIntegerField(help_text="1 for the first run over this submission, 2 when facts changed")
    code = models.CharField(max_length=4)
    rule_version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    problems = models.JSONField(default=list, help_text="Sentences a person reads")
    facts = models.JSONField(default=dict)
    checked_at = models.DateTimeField(default=clock.now)

    objects = RuleResultQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "submission_number", "run", "code"], name="one_result_for_each_rule_and_run"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="a_result_has_a_known_outcome",
            ),
        ]
        triggers = [append_only(), somebody_acts()]

    def __str__(self):
        return f"{self.code} {self.outcome} for {self.claim}"


class FindingAnswer(models.Model):
    """How a caseworker resolved one finding, in words. A later answer stands in place of an earlier one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(RuleResult, on_delete=models.PROTECT, related_name="answers")
    words = models.TextField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["answered_at"]
        triggers = [append_only(), somebody_acts()]

    def __str__(self):
        return self.words


class ClaimCheck(models.Model):
    """When a claim was last looked at, when it is due again, and what stopped the checks, if anything did."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, primary_key=True, related_name="checking")
    submission_number = models.PositiveSmallIntegerField()
    checked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Times in a row that a rule broke")
    problem = models.TextField(blank=True)

    def __str__(self):
        return f"{self.claim}, due {self.due_at:%Y-%m-%d %H:%M}"


class RuleCount(models.Model):
    """How many claims of a year a rule looked at and what it found in them, as last counted. Only a page rests on it.

    A claim counts once, by the most that was found. Those in none of the three the rule does not apply to, or waits for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=4)
    checked = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    noted = models.PositiveIntegerField()
    referred = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "code"], name="a_rule_is_counted_once_a_year")]

    def __str__(self):
        return f"{self.code} in {self.year}"
