"""What must be true before a school claims, asked of the database at once. The words of each "no" are in refusals.py."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from apps.core import clock
from apps.policy.models import FundingArea, FundingDistrict

DRAFTS_KEPT_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Readiness:
    """The facts of a school and a year at this moment, and of a provider where one is named.

    `statements` are those of the conditions in force, words by id, in order, and `conditions_id` is theirs;
    `was_withdrawn` says that DfE withdrew the school's acceptance of them.
    """

    has_window: bool
    next_opens_on: date | None
    last_closes_on: date | None
    is_eligible: bool
    has_accepted: bool
    was_withdrawn: bool
    area: FundingArea | None
    rate_pence: int | None
    is_accredited: bool
    conditions_id: UUID | None
    statements: dict

    @property
    def kept_until(self):
        """The last day of a draft for which no window is to come; None where its year has had none."""
        return self.last_closes_on + DRAFTS_KEPT_FOR if self.last_closes_on else None


# Almost every page of a school asks this. Putting it together from querysets takes longer than answering it.
FACTS = """
    SELECT asked.id, coalesce(nullif(school.area_by_hand, ''), district.area) AS area, rate.pence AS rate_pence,
           coalesce(windows.has_window, false) AS has_window, windows.next_opens_on, windows.last_closes_on,
           EXISTS (
               SELECT FROM schools_eligibility
               WHERE school_id = asked.school_id AND year_id = asked.year_id AND ended_at IS NULL
           ) AS is_eligible,
           coalesce(said.has_accepted, false) AS has_accepted, coalesce(said.was_withdrawn, false) AS was_withdrawn,
           EXISTS (
               SELECT FROM providers_accreditation
               WHERE provider_id = asked.provider_id AND starts_on <= %(today)s
                 AND (ends_on IS NULL OR ends_on > %(today)s)
           ) AS is_accredited, conditions.id AS conditions_id,
           ARRAY(
               SELECT ARRAY[id::text, text] FROM policy_declaration
               WHERE conditions_id = conditions.id ORDER BY position
           ) AS statements
    FROM unnest(%(ids)s::uuid[], %(schools)s::uuid[], %(years)s::uuid[], %(providers)s::uuid[])
         AS asked (id, school_id, year_id, provider_id)
    JOIN schools_school school ON school.id = asked.school_id
    LEFT JOIN policy_fundingdistrict district ON district.code = school.district_code
    LEFT JOIN policy_fundingrate rate
      ON rate.year_id = asked.year_id AND rate.area = coalesce(nullif(school.area_by_hand, ''), district.area)
     AND rate.approved_at IS NOT NULL AND rate.replaced_at IS NULL
    LEFT JOIN LATERAL (
        SELECT bool_or(%(today)s BETWEEN opens_on AND closes_on) AS has_window,
               min(opens_on) FILTER (WHERE opens_on > %(today)s) AS next_opens_on, max(closes_on) AS last_closes_on
        FROM policy_claimwindow WHERE year_id = asked.year_id
    ) windows ON true
    LEFT JOIN LATERAL (
        SELECT id FROM policy_grantconditions
        WHERE year_id = asked.year_id AND published_on <= %(today)s ORDER BY number DESC LIMIT 1
    ) conditions ON true
    LEFT JOIN LATERAL (
        SELECT bool_or(withdrawn_at IS NULL) AS has_accepted, bool_or(withdrawn_at IS NOT NULL) AS was_withdrawn
        FROM schools_conditionsacceptance
        WHERE school_id = asked.school_id AND conditions_id = conditions.id
    ) said ON true
"""


def readiness_of(school, year, provider=None):
    """All of it in one query."""
    return readiness_of_many([school], year, provider)[school.pk]


def readiness_of_many(schools, year, provider=None):
    """The same of several schools, by id, in one query however many they are."""
    return facts_of([(school.pk, school.pk, year.pk, provider.pk if provider else None) for school in schools])


def readiness_of_claims(claims):
    """The same of several claims, each of its own school, year and provider, by the claim's id, in one query."""
    return facts_of([(claim.pk, claim.school_id, claim.year_id, claim.provider_id) for claim in claims])


def facts_of(asked):
    """The readiness of each (id, school, year, provider), by id."""
    if not asked:
        return {}
    ids, schools, years, providers = map(list, zip(*asked, strict=True))
    with connection.cursor() as cursor:
        values = {"ids": ids, "schools": schools, "years": years, "providers": providers, "today": clock.today()}
        cursor.execute(FACTS, values)
        names = [column.name for column in cursor.description[1:]]
        return {row[0]: read(dict(zip(names, row[1:], strict=True))) for row in cursor}


def read(facts):
    area, statements = facts.pop("area"), dict(facts.pop("statements"))
    return Readiness(area=FundingArea(area) if area else None, statements=statements, **facts)


def with_area_now(schools):
    """Schools with `area_now`: where the district puts each, or what support set by hand; null while neither is known."""
    district = FundingDistrict.objects.filter(code=OuterRef("district_code")).values("area")[:1]
    return schools.annotate(area_now=Coalesce(NullIf(F("area_by_hand"), Value("")), Subquery(district)))
