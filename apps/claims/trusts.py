"""What a trust sees across its open schools: what each has claimed in a year, and what its mentors could still bring."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.claims.enums import HOLDS_HOURS, ClaimStatus
from apps.claims.models import Claim
from apps.claims.readiness import with_area_now
from apps.mentors.models import Place
from apps.policy.figures import conditions_in_force, current_year, window_open_now
from apps.policy.models import FundingRate
from apps.schools.models import ConditionsAcceptance, Eligibility, School, SchoolMembership
from apps.training.allowance import HoursLeft, hours_left
from apps.training.remaining import places_with_hours_left

# Four hundred mentors on one page: what nobody reads of them there takes a sixth of its time.
NOT_READ = [f"{of}{name}" for of in ("", "mentor__") for name in ("created_at", "updated_at")]
NOT_READ += ["started_at", "mentor__refreshed_at", "mentor__asked_at", "mentor__trn_changed_at"]
SUMMED = ("drafts", "submitted", "claimed_pence", "paid_pence")


def schools_of(trust):
    """The schools that the trust's people may act for."""
    return School.objects.open_in(trust)


def claims_of(trust):
    """The claims of those schools."""
    return Claim.objects.filter(school__trust=trust, school__is_open=True)


def places_of(trust):
    """The mentors' places at those schools now."""
    return Place.objects.current().filter(school__trust=trust, school__is_open=True)


@dataclass(frozen=True)
class MentorHere:
    """A mentor's place at a school, and the hours left with the provider in question, shared by all their places."""

    place: Place
    left: HoursLeft


def mentors_to_claim_for(schools, provider, year):
    """The mentors of these schools who have hours left with a provider, by the id of the school."""
    by_id = {school.pk: school for school in schools}
    places = Place.objects.current().filter(
        school__in=schools, mentor__is_active=True, mentor__verified_at__isnull=False
    )
    places = places.select_related("mentor").defer(*NOT_READ)
    places = list(places.order_by("mentor__sort_name", "mentor__trn", "pk"))
    left = hours_left({place.mentor for place in places}, provider, year)
    found = {}
    for place in places:
        place.school = by_id[place.school_id]
        if left[place.mentor_id].left > 0:
            found.setdefault(place.school_id, []).append(MentorHere(place, left[place.mentor_id]))
    return found


def year_of_interest():
    """The year that can be claimed for now, else the one we are in; and the window, if one is open."""
    window = window_open_now()
    return (window.year if window else current_year()), window


def with_figures(schools, year):
    """The schools, each with its figures of a year: people, conditions, claims, money, and what could still come."""
    claims = Claim.objects.filter(school=OuterRef("pk"), year=year).order_by().values("school")
    holding = claims.filter(status__in=HOLDS_HOURS)
    members = SchoolMembership.objects.filter(school=OuterRef("pk"), ended_at=None)
    eligible = Eligibility.objects.filter(school=OuterRef("pk"), year=year, ended_at=None)
    said = ConditionsAcceptance.objects.filter(school=OuterRef("pk"), conditions=conditions_in_force(year))
    hours = places_with_hours_left(year).filter(school=OuterRef("pk")).order_by().values("school")
    rate = FundingRate.objects.in_force().filter(year=year, area=OuterRef("area_now"))
    return (
        with_area_now(schools)
        .annotate(
            has_people=Exists(members),
            has_signed_in=Exists(members.filter(user__last_login__isnull=False)),
            is_eligible=Exists(eligible),
            is_to_accept=Q(Exists(eligible)) & ~Q(Exists(said)),
            was_withdrawn=Q(Exists(said)) & ~Q(Exists(said.filter(withdrawn_at=None))),
            drafts=number(claims.filter(status=ClaimStatus.DRAFT), Count("pk")),
            returned=number(claims.filter(status=ClaimStatus.RETURNED), Count("pk")),
            submitted=number(holding, Count("pk")),
            claimed_pence=number(holding, Sum("amount_pence")),
            paid_pence=number(holding.filter(paid_on__isnull=False), Sum("amount_pence")),
            hours_left=number(hours, Sum("left")),
            rate_pence=Subquery(rate.values("pence")[:1]),
        )
        .annotate(unclaimed_pence=Coalesce(F("hours_left") * F("rate_pence"), 0))
    )


def number(rows, of):
    """A sum or a count of a school's rows; nought where it has none."""
    return Coalesce(Subquery(rows.annotate(found=of).values("found")), 0, output_field=IntegerField())


@dataclass(frozen=True)
class Totals:
    """A trust's year in figures. What could still come counts each mentor once, at the best rate of their schools."""

    schools: int
    signed_in: int
    drafts: int
    submitted: int
    claimed_pence: int
    paid_pence: int
    hours_left: int
    unclaimed_pence: int
    to_accept: int


def totals_of(trust, year):
    """All of it in two queries."""
    rows = list(
        with_figures(schools_of(trust), year).values("pk", "rate_pence", "has_signed_in", "is_to_accept", *SUMMED)
    )
    rates = {row["pk"]: row["rate_pence"] or 0 for row in rows}
    left, best = {}, {}
    places = places_with_hours_left(year).filter(school__trust=trust, school__is_open=True)
    for school_id, mentor_id, hours in places.values_list("school_id", "mentor_id", "left"):
        left[mentor_id] = hours
        best[mentor_id] = max(best.get(mentor_id, 0), rates.get(school_id, 0))
    return Totals(
        schools=len(rows),
        signed_in=sum(row["has_signed_in"] for row in rows),
        to_accept=sum(row["is_to_accept"] for row in rows),
        hours_left=sum(left.values()),
        unclaimed_pence=sum(hours * best[mentor] for mentor, hours in left.items()),
        **{name: sum(row[name] for row in rows) for name in SUMMED},
    )
