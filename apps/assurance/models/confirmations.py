"""A provider is asked to confirm each mentor's hours, and answers."""

from datetime import timedelta

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.assurance.enums import Answer, AnswerReason
from apps.audit.floors import somebody_acts
from apps.claims.models import Claim
from apps.core import clock
from apps.core.models import Record
from apps.mentors.models import Mentor
from apps.training.models import LedgerEntry

UNDO_FOR = timedelta(hours=1)


class ConfirmationRequest(Record):
    """The question to the provider about one submission of a claim, and the day by which it answers."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="confirmation_requests")
    submission_number = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    reminded_days = models.JSONField(default=list, help_text="The days before the deadline already reminded")

    class Meta:
        indexes = [models.Index(fields=["due_on", "id"], name="confirmations_by_deadline")]
        constraints = [
            models.UniqueConstraint(fields=["claim", "submission_number"], name="a_submission_is_asked_about_once")
        ]

    def __str__(self):
        return f"{self.claim}, by {self.due_on:%-d %B %Y}"


class ConfirmationQuerySet(models.QuerySet):
    def standing(self):
        """Answers that were not undone."""
        return self.filter(undone_at=None)


@pghistory.track(append_only=True)
class Confirmation(Record):
    """A provider's answer about one mentor and a number of hours: it stands while those hours are equal."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="confirmations")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="confirmations")
    hours_asked = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=20, choices=Answer)
    hours_answered = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=AnswerReason, blank=True)
    words = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    from_ledger = models.ForeignKey(
        LedgerEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The provider's own record that confirmed the hours, when nobody had to answer",
    )
    answered_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    reported_wrong_at = models.DateTimeField(null=True, blank=True)
    wrong_words = models.TextField(blank=True, help_text="What the provider says was wrong with its answer")

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "mentor", "hours_asked"],
                condition=Q(undone_at=None),
                name="one_standing_answer_for_a_mentor_and_hours",
            ),
            models.CheckConstraint(condition=Q(hours_asked__gt=0), name="an_answer_is_about_at_least_one_hour"),
            models.CheckConstraint(
                condition=~Q(answer="other_hours") | Q(hours_answered__isnull=False),
                name="different_hours_come_with_a_number",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=[answer.value for answer in Answer]), name="an_answer_is_a_known_one"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=False, from_ledger=None)
                | Q(answered_by=None, from_ledger__isnull=False, answer="confirmed"),
                name="an_answer_comes_from_a_person_or_the_ledger",
            ),
        ]
        triggers = [somebody_acts()]

    def __str__(self):
        return f"{self.claim}, {self.mentor}: {self.get_answer_display()}"

    @property
    def can_be_undone_until(self):
        """The moment after which the answer can only be reported as wrong."""
        return self.answered_at + UNDO_FOR

    @property
    def who(self):
        """Who answered, in words: a person, or the provider's hours ledger."""
        return self.answered_by.full_name if self.answered_by else "The provider’s hours ledger"

    @property
    def said(self):
        """The answer in words: "confirmed 16 hours"."""
        if self.answer == Answer.CONFIRMED:
            return f"confirmed {hours_in_words(self.hours_asked)}"
        if self.answer == Answer.OTHER_HOURS:
            return f"{hours_in_words(self.hours_answered)}, not {self.hours_asked}"
        return self.get_answer_display().lower()

    def speaks_of(self, hours):
        """Whether the answer is about so many hours: those it was asked about, or the number the provider gave."""
        return hours in {self.hours_asked, self.hours_answered}

    def confirms(self, hours):
        """Whether the provider agrees that at least so many hours were done."""
        if self.answer == Answer.OTHER_HOURS:
            return self.hours_answered >= hours
        return self.answer == Answer.CONFIRMED and hours == self.hours_asked


def hours_in_words(count):
    return f"{count} hour{'' if count == 1 else 's'}"
