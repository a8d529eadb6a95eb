"""What must be true before a school claims, asked of the database at once. The words of each "no" stand with who says it."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from apps.core import clock
from apps.policy.models import ClaimWindow, Declaration, FundingArea, FundingDistrict, FundingRate, GrantConditions
from apps.providers.models import Provider
from apps.schools.models import ConditionsAcceptance, Eligibility, School


@dataclass(frozen=True)
class Readiness:
    """The facts of a school and a year at this moment, and of a provider where one is named.

    `statements` are those of the conditions in force, words by id, in order.
    """

    has_window: bool
    is_eligible: bool
    has_accepted: bool
    area: FundingArea | None
    rate_pence: int | None
    is_accredited: bool
    statements: dict


def readiness_of(school, year, provider=None):
    """All of it in one query."""
    own = School.objects.filter(pk=school.pk)
    newest = GrantConditions.objects.filter(year=year, published_on__lte=clock.today()).order_by("-number")
    accepted = ConditionsAcceptance.objects.filter(school=OuterRef("pk"), withdrawn_at=None)
    district = FundingDistrict.objects.filter(code=OuterRef("district_code"))
    rate = FundingRate.objects.in_force().filter(year=year, area=OuterRef("area_now"))
    accredited = Provider.objects.accredited_on(clock.today()).filter(pk=provider.pk if provider else None)
    statements = Declaration.objects.filter(conditions=Subquery(newest.values("pk")[:1])).order_by("position")
    own = own.annotate(area_now=Coalesce(NullIf(F("area_by_hand"), Value("")), Subquery(district.values("area")[:1])))
    facts = own.values(
        "area_now",
        has_window=Exists(ClaimWindow.objects.open_now().filter(year=year)),
        is_eligible=Exists(Eligibility.objects.filter(school=OuterRef("pk"), year=year, ended_at=None)),
        has_accepted=Exists(accepted.filter(conditions=Subquery(newest.values("pk")[:1]))),
        rate_pence=Subquery(rate.values("pence")[:1]),
        is_accredited=Exists(accredited),
        statements=ArraySubquery(statements.values(one=JSONObject(key="pk", text="text"))),
    ).get()
    area = facts.pop("area_now")
    facts["statements"] = {row["key"]: row["text"] for row in facts["statements"]}
    return Readiness(area=FundingArea(area) if area else None, **facts)
