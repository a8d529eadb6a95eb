"""One mentor's hours on a claim. Frozen while the claim is neither draft nor returned."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from apps.audit.floors import somebody_acts
from apps.claims.models.claim import Claim
from apps.core.models import Record
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear, TrainingType
from apps.providers.models import Provider
from apps.schools.models import School
from apps.training.models import Allowance


@pghistory.track(append_only=True)
class ClaimLine(Record):
    """Hours of one mentor. The amount is hours × rate, made by the database; null in a draft."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="lines")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", editable=False)
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+", editable=False)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed = models.BooleanField(default=False, help_text="The school says the provider agreed these hours")
    rate_pence = models.PositiveIntegerField(null=True, blank=True)
    amount_pence = models.GeneratedField(
        expression=F("hours") * F("rate_pence"), output_field=models.IntegerField(null=True), db_persist=True
    )
    training_type = models.CharField(max_length=10, choices=TrainingType, blank=True)
    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    recovered_hours = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "mentor"], name="a_mentor_stands_on_a_claim_once"),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gt=0), name="a_line_has_at_least_one_hour"),
            models.CheckConstraint(
                condition=Q(rate_pence=None) | Q(rate_pence__gt=0), name="a_line_has_a_rate_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(hours=None, recovered_hours=0) | Q(recovered_hours__lte=F("hours")),
                name="no_more_hours_are_recovered_than_claimed",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="lines_change_only_while_the_claim_is_open",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("its_status", "text"), ("its_claim", "uuid")],
                func="""
                    its_claim = CASE WHEN TG_OP = 'DELETE' THEN OLD.claim_id ELSE NEW.claim_id END;
                    SELECT status INTO its_status FROM claims_claim WHERE id = its_claim;
                    IF its_status IS NOT NULL AND its_status NOT IN ('draft', 'returned') THEN
                        IF TG_OP <> 'UPDATE' OR NEW.hours IS DISTINCT FROM OLD.hours OR NEW.mentor_id <> OLD.mentor_id
                           OR NEW.claim_id <> OLD.claim_id OR NEW.allowance_id IS DISTINCT FROM OLD.allowance_id
                           OR NEW.training_type IS DISTINCT FROM OLD.training_type THEN
                            RAISE EXCEPTION 'lines are fixed once submitted' USING ERRCODE = 'check_violation';
                        END IF;
                        IF NEW.rate_pence IS DISTINCT FROM OLD.rate_pence AND NOT (
                            its_status IN ('submitted', 'needs_review', 'approved') AND EXISTS (
                                SELECT FROM policy_fundingrate rate JOIN claims_claim claim
                                  ON rate.year_id = claim.year_id AND rate.area = claim.funding_area
                                WHERE claim.id = its_claim AND rate.pence = NEW.rate_pence
                                  AND rate.approved_at IS NOT NULL AND rate.replaced_at IS NULL)
                        ) THEN
                            RAISE EXCEPTION 'lines are fixed once submitted' USING ERRCODE = 'check_violation';
                        END IF;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            somebody_acts(),
        ]

    def __str__(self):
        return f"{self.claim}, {self.mentor}"

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.school_id, self.provider_id = self.claim.school_id, self.claim.provider_id
            self.year_id = self.claim.year_id
        super().save(*args, **kwargs)
