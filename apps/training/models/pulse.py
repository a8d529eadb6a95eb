"""Three questions to a mentor about a provider's training, once a year."""

from django.db import models
from django.db.models import Q

from apps.audit.floors import somebody_acts
from apps.core.models import Record
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.training.enums import Agreement

QUESTIONS = ("worth_the_time", "of_use", "released")


class Pulse(Record):
    """What one mentor thinks of one provider's training in a year. The provider reads totals, never who said what."""

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    worth_the_time = models.PositiveSmallIntegerField("The training was worth my time", choices=Agreement)
    of_use = models.PositiveSmallIntegerField("I use what I learned with trainees", choices=Agreement)
    released = models.PositiveSmallIntegerField("My school gave me the time to train", choices=Agreement)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "year", "mentor"], name="one_pulse_of_a_mentor_a_year"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__range": (1, 5)}), name=f"an_answer_to_{name}_is_on_the_scale"
                )
                for name in QUESTIONS
            ),
        ]
        triggers = [somebody_acts()]

    def __str__(self):
        return f"A mentor on {self.provider}, {self.year}"

    @classmethod
    def words_of(cls, question):
        """The statement that a mentor agrees with or not."""
        return cls._meta.get_field(question).verbose_name
