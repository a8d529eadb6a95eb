"""The hours of one mentor with one provider in one year, and how many of them are used."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from apps.audit.floors import somebody_acts
from apps.core.models import Record
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear, TrainingType
from apps.providers.models import Provider


class AllowanceQuerySet(models.QuerySet):
    def hold(self):
        """Lock these rows, always in the same order, so that two claims never wait for each other."""
        return self.order_by("id").select_for_update(of=("self",), no_key=True)


@pghistory.track(append_only=True)
class Allowance(Record):
    """The hours of one mentor with one provider in one year, over all schools.

    `used` is written by one trigger of the database and by nothing else: the app has no right to update it.
    """

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="allowances")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    training_type = models.CharField(max_length=10, choices=TrainingType)
    type_reason = models.CharField(max_length=200)
    cap = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "provider", "year"], name="one_allowance_of_a_mentor_with_a_provider_a_year"
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0) & Q(used__lte=F("cap")), name="hours_used_stay_within_the_cap"
            ),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.Protect(name="an_allowance_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="an_allowance_is_born_unused", operation=pgtrigger.Insert, condition=pgtrigger.Q(new__used__gt=0)
            ),
            pgtrigger.Trigger(
                name="a_cap_is_its_years_cap",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("cap", "training_type"),
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM policy_allowancecap
                        WHERE year_id = NEW.year_id AND training_type = NEW.training_type AND hours = NEW.cap
                          AND approved_at IS NOT NULL AND replaced_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a cap is the one in force in its year' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.mentor}, {self.provider}, {self.year}: {self.used} of {self.cap}"

    @property
    def left(self):
        return self.cap - self.used
