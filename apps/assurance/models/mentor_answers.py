"""A mentor's own word on the hours that a school claimed for them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.assurance.enums import MentorSays
from apps.audit.floors import somebody_acts
from apps.claims.models import Claim
from apps.core import clock
from apps.core.models import Record
from apps.mentors.models import Mentor


class MentorAnswerQuerySet(models.QuerySet):
    def standing(self):
        """What each mentor says now."""
        return self.filter(replaced_at=None)


class MentorAnswer(Record):
    """A mentor confirms or queries a number of hours on a claim. It stands until they say otherwise or the hours change."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="mentor_answers")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="answers")
    hours = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=MentorSays)
    words = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = MentorAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "mentor"], condition=Q(replaced_at=None), name="a_mentor_says_one_thing_of_a_claim"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="a_mentor_speaks_of_at_least_one_hour"),
            models.CheckConstraint(
                condition=Q(answer="confirmed") | Q(answer="queried") & ~Q(words=""), name="a_query_comes_with_words"
            ),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.ReadOnly(
                name="what_a_mentor_said_stays_said",
                fields=["claim", "mentor", "hours", "answer", "words", "answered_by", "answered_at"],
            ),
            pgtrigger.Protect(name="what_a_mentor_said_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.claim}, {self.mentor}: {self.get_answer_display()}"

    @property
    def is_query(self):
        return self.answer == MentorSays.QUERIED
