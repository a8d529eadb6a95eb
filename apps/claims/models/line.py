"""One mentor's hours on a claim. Frozen while the claim is neither draft nor returned."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from apps.claims.models.claim import Claim
from apps.core.models import Record
from apps.mentors.models import Mentor
from apps.policy.models import TrainingType
from apps.training.models import Allowance


@pghistory.track(append_only=True)
class ClaimLine(Record):
    """Hours of one mentor. The amount is hours × rate, made by the database; null in a draft."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="lines")
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
                    IF its_status IS NOT NULL AND its_status NOT IN ('draft', 'returned')
                       AND coalesce(current_setting('claims.repricing', true), '') <> 'on' THEN
                        IF TG_OP <> 'UPDATE' OR NEW.hours IS DISTINCT FROM OLD.hours
                           OR NEW.rate_pence IS DISTINCT FROM OLD.rate_pence OR NEW.mentor_id <> OLD.mentor_id
                           OR NEW.claim_id <> OLD.claim_id OR NEW.allowance_id IS DISTINCT FROM OLD.allowance_id THEN
                            RAISE EXCEPTION 'lines are fixed once submitted' USING ERRCODE = 'check_violation';
                        END IF;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.claim}, {self.mentor}"
