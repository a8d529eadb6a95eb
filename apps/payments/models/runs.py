"""Payment runs: who is paid how much. Lines copy frozen amounts; prepared by one person, released by another."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.audit.floors import somebody_acts
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core import clock
from apps.core.models import Record
from apps.payments.enums import Outcome, RunStatus
from apps.policy.models import ClaimWindow


class PaymentRunQuerySet(models.QuerySet):
    def sent(self):
        """Runs that the payer has or had to answer."""
        return self.filter(status=RunStatus.RELEASED)

    def hold(self):
        """Lock these runs until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class PaymentLineQuerySet(models.QuerySet):
    def sent(self):
        """Lines of runs that the payer has or had to answer."""
        return self.filter(run__status=RunStatus.RELEASED)

    def waiting(self):
        """Lines that wait for the payer: not answered, or asked about and answered by us."""
        asked = Q(outcome=Outcome.HELD, claim__status=ClaimStatus.PAYMENT_INFORMATION_SENT, claim__is_in_run=False)
        return self.filter(Q(outcome=Outcome.OUTSTANDING) | asked)


@pghistory.track(append_only=True)
class PaymentRun(Record):
    """One run for a window. A window may have several."""

    number = models.PositiveIntegerField(unique=True)
    window = models.ForeignKey(ClaimWindow, on_delete=models.PROTECT, related_name="payment_runs")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.PREPARED)
    total_pence = models.PositiveBigIntegerField(default=0)
    claims_count = models.PositiveIntegerField(default=0)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Cancelled or recalled")
    end_reason = models.CharField(max_length=500, blank=True)
    first_downloaded_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentRunQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("prepared_by")), name="two_people_release_a_run"
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_by__isnull=False, released_at__isnull=False),
                name="a_released_run_has_its_releaser",
            ),
            models.CheckConstraint(
                condition=~Q(status="recalled") | ~Q(ended_by=F("released_by")),
                name="a_run_is_recalled_by_someone_else",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in RunStatus]), name="a_run_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=~Q(status="recalled") | Q(first_downloaded_at=None), name="a_downloaded_run_is_not_recalled"
            ),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.Protect(name="a_run_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_run_is_born_prepared",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="prepared"),
            ),
            pgtrigger.FSM(
                name="runs_move_forward",
                field="status",
                transitions=[("prepared", "released"), ("prepared", "cancelled"), ("released", "recalled")],
            ),
        ]

    def __str__(self):
        return f"Payment run {self.number}"


@pghistory.track(append_only=True)
class PaymentLine(Record):
    """One claim in a run, with what the payer's file says of it, copied when the run was prepared."""

    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="lines")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payment_lines")
    amount_pence = models.PositiveIntegerField()
    is_live = models.BooleanField(default=True, help_text="Still to be paid or paid by this line")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.OUTSTANDING)
    school_urn = models.CharField(max_length=6, blank=True)
    vendor_number = models.CharField(max_length=20, blank=True)
    school_name = models.CharField(max_length=255)
    school_local_authority = models.CharField(max_length=100, blank=True)
    school_type = models.CharField(max_length=100, blank=True)
    school_group = models.CharField(max_length=255, blank=True)
    provider_name = models.CharField(max_length=255)
    payee = models.CharField(max_length=255)
    submitted_on = models.DateField()

    objects = PaymentLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(is_live=True), name="one_live_payment_line_per_claim"
            ),
            models.UniqueConstraint(fields=["run", "claim"], name="a_claim_stands_in_a_run_once"),
            models.CheckConstraint(condition=Q(amount_pence__gt=0), name="a_payment_line_pays_something"),
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="a_payment_line_has_a_known_outcome",
            ),
            models.CheckConstraint(condition=~Q(outcome="paid") | Q(is_live=True), name="a_paid_payment_line_is_live"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["held", "rejected", "sent_again"]) | Q(is_live=False),
                name="a_payment_line_that_ended_is_not_live",
            ),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.Protect(name="a_payment_line_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="a_payment_line_copies_the_frozen_amount",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount_pence", "claim_id", "run_id"),
                when=pgtrigger.Before,
                func="""
                    IF TG_OP = 'UPDATE' OR NOT EXISTS (
                        SELECT FROM claims_claim WHERE id = NEW.claim_id AND amount_pence = NEW.amount_pence
                          AND status IN ('approved', 'payment_information_sent')
                    ) OR NOT EXISTS (
                        SELECT FROM payments_paymentrun WHERE id = NEW.run_id AND status = 'prepared'
                    ) THEN
                        RAISE EXCEPTION 'a payment line copies the amount of a claim that is ready to pay'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="a_claim_knows_that_it_is_in_a_run",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("is_live"),
                when=pgtrigger.After,
                func="""
                    UPDATE claims_claim SET is_in_run = NEW.is_live WHERE id = NEW.claim_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.claim} in {self.run}"

    @property
    def remittance(self):
        """The words the school finds beside the money."""
        return remittance_words(self.claim)


def remittance_words(claim):
    """What the payer writes on the remittance of a claim."""
    return f"ITT MENTOR {claim.reference}"
