"""Hours that a provider recorded, beside those that the school has claimed."""

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.claims.pricing import price_pence
from apps.claims.readiness import with_area_now
from apps.mentors.models import Place
from apps.policy.figures import rates_for
from apps.schools.models import School
from apps.training.models import LedgerDispute, LedgerEntry

HELD = Func(
    F("claim__status"), F("hours"), F("recovered_hours"), function="claims_hours_held", output_field=IntegerField()
)


def with_claimed(entries):
    """Ledger entries, each with `claimed` and `unclaimed` whole hours, and whether the mentor `is_there`.

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
    return entries.annotate(
        claimed=Coalesce(Subquery(claimed), Value(0), output_field=IntegerField()),
        unclaimed=Greatest(F("minutes") / 60 - F("claimed"), Value(0), output_field=IntegerField()),
        is_there=Exists(there),
        is_named=Exists(named),
    )


def unclaimed_hours(schools, year):
    """Whole hours that providers recorded for the mentors of these schools and nobody has claimed, by the id of the school.

    Hours that a school disputes, or whose mentor it has not added, are not counted.
    """
    disputed = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    entries = LedgerEntry.objects.filter(school__in=schools, year=year, minutes__gte=60).filter(~Exists(disputed))
    hours = Sum(Greatest(F("minutes") / 60 - F("claimed"), Value(0)))
    by_school = with_claimed(entries).filter(is_there=True).order_by().values_list("school").annotate(found=hours)
    return dict(by_school.filter(found__gt=0))


def unclaimed_of(schools, year):
    """The same over all of these schools: whole hours, and pence at each school's own rate."""
    by_school = unclaimed_hours(schools, year)
    if not by_school:
        return 0, 0
    areas = with_area_now(School.objects.filter(pk__in=by_school)).values_list("pk", "area_now")
    rates = rates_for(year)
    return sum(by_school.values()), sum(price_pence(by_school[pk], rates.get(area, 0)) for pk, area in areas)
