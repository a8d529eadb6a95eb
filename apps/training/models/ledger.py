"""The hours ledger: a provider's own record of the minutes each mentor trained, by school and year."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.audit.floors import somebody_acts
from apps.core.models import Record
from apps.mentors.models import Mentor, Place
from apps.policy.models import AcademicYear
from apps.providers.models import Provider
from apps.schools.models import School
from apps.training.hours import MOST_MINUTES, whole_hours


def items_are_summed(operation, changed):
    """When items change, their entries count again, one statement for however many rows."""
    old_or_new = {pgtrigger.Insert: {"new": "changed"}, pgtrigger.Delete: {"old": "changed"}}
    referencing = old_or_new.get(operation, {"old": "before", "new": "changed"})
    return pgtrigger.Trigger(
        name=f"{changed}_items_are_summed",
        operation=operation,
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(**referencing),
        func="""
            UPDATE training_ledgerentry entry SET updated_at = greatest(entry.updated_at, latest.at)
            FROM (SELECT entry_id, max(updated_at) AS at FROM changed GROUP BY entry_id) latest
            WHERE entry.id = latest.entry_id;
            RETURN NULL;
        """,
    )


class LedgerEntryQuerySet(models.QuerySet):
    def of_year(self, year):
        return self.filter(year=year, minutes__gt=0)

    def waiting(self):
        """Hours of somebody who is not on the school's list of mentors, so far as we know."""
        there = Place.objects.current().filter(mentor=models.OuterRef("mentor"), school=models.OuterRef("school"))
        return self.filter(~models.Exists(there))


@pghistory.track(append_only=True, level=pghistory.Statement)
class LedgerEntry(Record):
    """What one provider recorded for one TRN at one school in one year: a total, or the sum of its items.

    `minutes` is counted by a trigger whatever else is written. `mentor` is empty while nobody in the service has the TRN.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="+")
    trn = models.CharField(max_length=7)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    total_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Empty when it has items")
    minutes = models.PositiveIntegerField(default=0, db_default=0)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "year", "school", "trn"],
                name="one_entry_of_a_trn_at_a_school_with_a_provider_a_year",
            ),
            models.CheckConstraint(condition=Q(trn__regex=r"^[0-9]{7}$"), name="an_entrys_trn_is_seven_digits"),
            models.CheckConstraint(
                condition=Q(total_minutes=None) | Q(total_minutes__lte=MOST_MINUTES), name="a_total_can_be_true"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "year"], name="entries_of_a_school"),
            models.Index(fields=["mentor", "provider", "year"], name="entries_of_a_mentor"),
            models.Index(fields=["trn"], condition=Q(mentor=None), name="entries_of_unknown_mentors"),
            models.Index(fields=["updated_at"], name="entries_by_change"),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.Protect(name="an_entry_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="an_entry_counts_its_minutes",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("summed", "bigint")],
                func="""
                    SELECT sum(minutes) INTO summed FROM training_ledgeritem WHERE entry_id = NEW.id;
                    IF summed IS NOT NULL AND NEW.total_minutes IS NOT NULL THEN
                        RAISE EXCEPTION 'an entry with items has no total' USING ERRCODE = 'check_violation';
                    END IF;
                    NEW.minutes := coalesce(NEW.total_minutes, summed, 0);
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="an_entry_stays_about_the_same",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("provider", "school", "year"),
                func="RAISE EXCEPTION 'an entry stays about the same school, provider and year' "
                "USING ERRCODE = 'check_violation';",
            ),
        ]

    def __str__(self):
        return f"{self.trn} at {self.school} with {self.provider}, {self.year}"

    @property
    def hours(self):
        """Whole hours that a claim can rest on."""
        return whole_hours(self.minutes)


@pghistory.track(append_only=True, level=pghistory.Statement)
class LedgerItem(Record):
    """Minutes of one day, with what they were for. The same day and words again is the same item."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="items")
    trained_on = models.DateField()
    what = models.CharField(max_length=100, blank=True, help_text="The session or module, in the provider's words")
    minutes = models.PositiveIntegerField()

    class Meta:
        ordering = ["trained_on", "what"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "trained_on", "what"], name="one_item_of_a_day_and_its_words"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=24 * 60), name="an_item_fits_in_a_day"),
        ]
        triggers = [
            somebody_acts(),
            pgtrigger.Trigger(
                name="items_and_a_total_exclude_each_other",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (SELECT FROM training_ledgerentry WHERE id = NEW.entry_id AND total_minutes IS NOT NULL) THEN
                        RAISE EXCEPTION 'an entry with a total has no items' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            items_are_summed(pgtrigger.Insert, "new"),
            items_are_summed(pgtrigger.Update, "changed"),
            items_are_summed(pgtrigger.Delete, "removed"),
        ]

    def __str__(self):
        return f"{self.minutes} minutes on {self.trained_on}"


@pghistory.track(append_only=True, level=pghistory.Statement)
class LedgerDispute(Record):
    """A school says that hours recorded for its mentor are wrong. The entry stays as it is until the provider answers."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="disputes")
    hours_said = models.PositiveSmallIntegerField(help_text="The hours the school says the mentor trained")
    words = models.CharField(max_length=500)
    disputed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(answered_at=None), name="one_open_dispute_of_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_dispute_says_by_whom",
            ),
        ]
        triggers = [somebody_acts(), pgtrigger.Protect(name="a_dispute_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"Dispute of {self.entry}"
