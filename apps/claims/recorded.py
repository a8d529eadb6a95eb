"""Hours that a provider recorded, beside those that the school has claimed and those that it still can."""

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.claims.pricing import price_pence
from apps.claims.readiness import with_area_now
from apps.mentors.models import Place
from apps.policy.figures import rates_for
from apps.schools.models import School
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.remaining import left_with_the_provider

HELD = Func(
    F("claim__status"), F("hours"), F("recovered_hours"), function="claims_hours_held", output_field=IntegerField()
)


def with_claimed(entries):
    """Ledger entries, each with `claimed` and `unclaimed` whole hours, and whether the mentor `is_there`.

    Unclaimed hours are those that a claim could still hold: recorded, not claimed, and within what the mentor has left
    with the provider. Schools that record the same mentor share what is left, and each is told all of it.
    `is_named` says that a claim names the mentor to the provider: only then may it read the name.
    """
    lines = ClaimLine.objects.filter(
        mentor=OuterRef("mentor"), provider=OuterRef("provider"), school=OuterRef("school"), year=OuterRef("year")
    ).order_by()
    claimed = lines.filter(claim__holds_hours=True).values("mentor").annotate(held=Sum(HELD)).values("held")
    there = Place.objects.current().filter(mentor=OuterRef("mentor"), school=OuterRef("school"))
    named = Claim.objects.exclude(status=ClaimStatus.DRAFT).filter(
        provider=OuterRef("provider"), school=OuterRef("school"), lines__mentor=OuterRef("mentor")
    )
    free = Least(F("minutes") / 60 - F("claimed"), left_with_the_provider())
    return entries.annotate(
        claimed=Coalesce(Subquery(claimed), Value(0), output_field=IntegerField()),
        unclaimed=Greatest(free, Value(0), output_field=IntegerField()),
        is_there=Exists(there),
        is_named=Exists(named),
    )


# Each page of the claim journey asks this. Putting it together from querysets takes longer than answering it.
OF_ONE_CLAIM = """
    SELECT entry.*, coalesce(held.hours, 0) AS claimed, EXISTS (
        SELECT FROM training_ledgerdispute WHERE entry_id = entry.id AND answered_at IS NULL
    ) AS is_disputed
    FROM training_ledgerentry entry
    LEFT JOIN LATERAL (
        SELECT sum(claims_hours_held(claim.status, line.hours, line.recovered_hours)) AS hours
        FROM claims_claimline line JOIN claims_claim claim ON claim.id = line.claim_id AND claim.holds_hours
        WHERE line.mentor_id = entry.mentor_id AND line.provider_id = entry.provider_id
          AND line.school_id = entry.school_id AND line.year_id = entry.year_id
    ) held ON true
    WHERE entry.provider_id = %s AND entry.school_id = %s AND entry.year_id = %s AND entry.minutes > 0
"""


def recorded_for(claim):
    """What the claim's provider recorded at its school, by mentor: entries with `claimed` whole hours and `is_disputed`."""
    entries = LedgerEntry.objects.raw(OF_ONE_CLAIM, [claim.provider_id, claim.school_id, claim.year_id])
    return {entry.mentor_id: entry for entry in entries}


def unclaimed_hours(schools, year):
    """Whole hours that providers recorded for the mentors of these schools and a claim can still hold, by the id of the school.

    Hours that a school disputes, or whose mentor it has not added, are not counted.
    """
    disputed = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    entries = LedgerEntry.objects.filter(school__in=schools, year=year, minutes__gte=60).filter(~Exists(disputed))
    there = with_claimed(entries).filter(is_there=True).order_by()
    by_school = there.values_list("school").annotate(found=Sum("unclaimed"))
    return dict(by_school.filter(found__gt=0))


def unclaimed_of(schools, year):
    """The same over all of these schools: whole hours, and pence at each school's own rate."""
    by_school = unclaimed_hours(schools, year)
    if not by_school:
        return 0, 0
    areas = with_area_now(School.objects.filter(pk__in=by_school)).values_list("pk", "area_now")
    rates = rates_for(year)
    return sum(by_school.values()), sum(price_pence(by_school[pk], rates.get(area, 0)) for pk, area in areas)
