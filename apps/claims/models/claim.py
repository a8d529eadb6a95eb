"""A claim: one school, one provider, one year, one or more mentors with hours."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import F, Q

from apps.audit.floors import somebody_acts
from apps.claims.enums import HOLDS_HOURS, LABELS, PAYMENT_HELD, REMEDIES, ClaimStatus, Move
from apps.claims.moves import MOVES
from apps.core import searching
from apps.core.models import Record
from apps.core.references import new_reference, read
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear, ClaimWindow, FundingArea, GrantConditions
from apps.providers.models import Provider
from apps.schools.models import School
from apps.users.models import User


class ClaimQuerySet(models.QuerySet):
    def of_school(self, school):
        return self.filter(school=school)

    def named_to(self, provider):
        """Claims that name a provider, or what is a site of it, as far as it may know of them: no drafts."""
        return self.filter(provider__in=provider.whole).exclude(status=ClaimStatus.DRAFT)

    def ready_to_pay(self):
        return self.filter(status__in=[ClaimStatus.APPROVED, ClaimStatus.PAYMENT_INFORMATION_SENT])

    def matching(self, text, *, by_submitter=False):
        """By reference, URN or TRN; or by the beginnings of words, each of which is one of the school (name, town,
        postcode), of the provider, of a mentor on the claim or, for those who may know, of whoever submitted it."""
        if reference := read(text):
            return self.filter(reference=reference)
        digits = "".join(text.split())
        if digits.isdecimal() and len(digits) == 6:
            return self.filter(school__urn=digits)
        if digits.isdecimal() and len(digits) == 7:
            return self.filter(lines__mentor__trn=digits).distinct()
        found = self if (asked := searching.words(text)[:12]) else self.none()
        for word in asked:
            begins = SearchQuery(f"{word}:*", config="simple", search_type="raw")
            about = (
                Q(school__in=School.objects.filter(search=begins).values("pk"))
                | Q(provider__in=Provider.objects.filter(search=begins).values("pk"))
                | Q(pk__in=Claim.objects.filter(lines__mentor__in=mentors_called(word)).values("pk"))
            )
            if by_submitter:
                about |= Q(submitted_by__in=people_called(word).values("pk"))
            found = found.filter(about)
        return found


def mentors_called(word):
    """Mentors one of whose names begins with a word."""
    return Mentor.objects.filter(Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}"))


def people_called(word):
    """People who sign in, one of whose names begins with a word."""
    return User.objects.filter(Q(first_name__istartswith=word) | Q(last_name__istartswith=word))


def floor_transitions():
    """Pairs of statuses for the floor trigger, from the table of moves."""
    return sorted({(source.value, row.target.value) for row in MOVES.values() if row.target for source in row.sources})


def money_changes_only_while_open():
    """Once submitted, what a claim is worth is fixed: only a draft or a returned claim changes it.

    The one exception is a reprice: the rate, and the amount with it, may become the rate now in force for its year and area.
    """
    facts = ("funding_area", "school_id", "provider_id", "year_id")
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in facts)
    return pgtrigger.Trigger(
        name="claim_amount_is_fixed_once_submitted",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF OLD.status NOT IN ('draft', 'returned') THEN
                IF {changed} THEN
                    RAISE EXCEPTION 'what a claim is about is fixed once submitted' USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.rate_pence IS DISTINCT FROM OLD.rate_pence AND NOT (
                    OLD.status IN ('submitted', 'needs_review', 'approved') AND EXISTS (
                        SELECT FROM policy_fundingrate
                        WHERE year_id = NEW.year_id AND area = NEW.funding_area AND pence = NEW.rate_pence
                          AND approved_at IS NOT NULL AND replaced_at IS NULL)
                ) THEN
                    RAISE EXCEPTION 'claim amount is fixed once submitted' USING ERRCODE = 'check_violation';
                END IF;
                IF NEW.amount_pence IS DISTINCT FROM OLD.amount_pence
                   AND NEW.rate_pence IS NOT DISTINCT FROM OLD.rate_pence THEN
                    RAISE EXCEPTION 'claim amount is fixed once submitted' USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            IF NEW.reference <> OLD.reference THEN
                RAISE EXCEPTION 'a reference never changes' USING ERRCODE = 'check_violation';
            END IF;
            IF OLD.window_id IS NOT NULL AND NEW.window_id IS DISTINCT FROM OLD.window_id THEN
                RAISE EXCEPTION 'a claim keeps the window it was first submitted in' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.status = 'submitted' AND OLD.status <> 'submitted' THEN
                IF NEW.submission_number <> OLD.submission_number + 1 THEN
                    RAISE EXCEPTION 'each submission has the next number' USING ERRCODE = 'check_violation';
                END IF;
            ELSIF NEW.submission_number <> OLD.submission_number THEN
                RAISE EXCEPTION 'only a submission takes a number' USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn' AND OLD.is_in_run THEN
                RAISE EXCEPTION 'a claim in a payment run is not withdrawn' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608
    )


@pghistory.track(append_only=True)
class Claim(Record):
    """Only `claims/lifecycle.py` writes `status`. Money is whole pence, fixed at submission."""

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="claims")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="claims")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="claims")
    window = models.ForeignKey(ClaimWindow, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    status = models.CharField(
        max_length=30, choices=[(s.value, s.value) for s in ClaimStatus], default=ClaimStatus.DRAFT
    )
    status_since = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True, help_text="The journey's answers, kept as they were posted")
    holds_hours = models.GeneratedField(
        expression=Q(status__in=sorted(status.value for status in HOLDS_HOURS)),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    submission_number = models.PositiveSmallIntegerField(default=0)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitter_is_mentor = models.BooleanField(null=True, blank=True)
    declared = models.JSONField(default=list, blank=True, help_text="The statements, as ticked")
    conditions = models.ForeignKey(GrantConditions, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    funding_area = models.CharField(max_length=20, choices=FundingArea, blank=True)
    rate_pence = models.PositiveIntegerField(null=True, blank=True)
    amount_pence = models.PositiveIntegerField(null=True, blank=True)

    return_by = models.DateField(null=True, blank=True)
    return_words = models.TextField(blank=True)
    reason_category = models.CharField(max_length=50, blank=True)
    reason_words = models.TextField(blank=True)
    is_in_run = models.BooleanField(
        default=False, db_default=False, help_text="In a payment run, prepared or released: written by the run's lines"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    paid_on = models.DateField(null=True, blank=True)
    payer_reason = models.TextField(blank=True)
    information_sent = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("submitted_at").desc(), F("id").desc(), name="claims_newest_first"),
            models.Index(fields=["school", "year"]),
            models.Index(fields=["status", "status_since", "id"], name="claims_longest_waiting"),
            models.Index(fields=["status_since", "id"], name="claims_of_any_status_waiting"),
            models.Index(fields=["amount_pence", "id"], name="claims_by_amount"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in ClaimStatus]), name="a_claim_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(amount_pence__isnull=False, rate_pence__isnull=False, submitted_at__isnull=False),
                name="a_submitted_claim_has_its_money",
            ),
            models.CheckConstraint(
                condition=Q(window=None, first_submitted_at=None)
                | Q(window__isnull=False, first_submitted_at__isnull=False),
                name="a_claim_has_its_window_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(
                    reference__regex=r"^[2346789CDFHJKMNPQRTVWXY]{3}-[2346789CDFHJKMNPQRTVWXY]{3}-[2346789CDFHJKMNPQRTVWXY]$"
                ),
                name="a_reference_can_be_read_aloud",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_at__gte=F("first_submitted_at")),
                name="a_claim_is_first_submitted_first",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="claims_move_as_the_table_says",
                field="status",
                transitions=floor_transitions(),
            ),
            pgtrigger.Protect(
                name="a_claim_is_born_a_draft", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="draft")
            ),
            pgtrigger.Protect(
                name="only_drafts_are_deleted", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__status="draft")
            ),
            money_changes_only_while_open(),
            somebody_acts(),
        ]

    def __str__(self):
        return self.reference

    @property
    def hours(self):
        return sum(line.hours or 0 for line in self.lines.all())

    @property
    def is_ready_made(self):
        """The service made it of hours that the provider recorded; nobody began it."""
        return self.created_by_id is None

    @property
    def can_be_withdrawn(self):
        """It was submitted, has not ended, and is in no payment run."""
        return self.status in MOVES[Move.WITHDRAW].sources and not self.is_in_run

    @property
    def is_held_for_school(self):
        """Its payment waits for something that the school itself can put right."""
        return self.status == ClaimStatus.PAYMENT_INFORMATION_REQUESTED and self.reason_category in REMEDIES

    def label(self, audience):
        """What this kind of reader sees of the claim's status."""
        if audience == "school" and self.is_held_for_school:
            return PAYMENT_HELD
        return LABELS[audience][ClaimStatus(self.status)]
