"""Hours that a provider recorded, beside those that the school has claimed."""

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.mentors.models import Place

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
