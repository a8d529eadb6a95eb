"""Price claims anew that are not yet sent, after a wrong rate was replaced."""

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.models import Claim, ClaimLine
from apps.claims.moves import MOVES
from apps.claims.notifications import ClaimRepricedForSchool
from apps.core import clock
from apps.core.errors import Refused
from apps.core.money import pounds
from apps.notifications.queue import queue_many
from apps.policy.figures import rates_for
from apps.policy.models import FundingRate
from apps.policy.services.replacing import SecondPersonNeeded
from apps.schools.models import SchoolMembership


class NothingToReprice(Refused):
    """Every claim has the rate in force, or can no longer change."""

    title = "No claim was repriced"


def to_reprice(year, area=None):
    """Claims of a year at another rate than the one in force, as far as they can still change: they are in no run."""
    wrong = Q(pk=None)
    for of_area, pence in rates_for(year).items():
        if area in (None, of_area):
            wrong |= Q(funding_area=of_area) & ~Q(rate_pence=pence)
    return Claim.objects.filter(wrong, year=year, status__in=MOVES[Move.REPRICE].sources, is_in_run=False)


def what_reprices(year):
    """For each area with such claims: (area, how many, their pence now)."""
    found = to_reprice(year).order_by("funding_area").values_list("funding_area")
    return list(found.annotate(Count("pk"), Sum("amount_pence")))


@transaction.atomic
def reprice(year, area, *, by):
    """Give the claims of a year and area the rate in force. Whoever proposed that rate cannot. Returns how many."""
    rate = FundingRate.objects.in_force().get(year=year, area=area)
    if rate.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this rate. Ask another administrator to reprice the claims.")
    held = to_reprice(year, area).select_for_update(of=("self",), no_key=True).order_by("pk")
    before = {claim.pk: claim for claim in held.only("amount_pence", "school", "submitted_by")}
    if not before:
        raise NothingToReprice("Every claim that can still change has the rate in force.")
    its_lines = ClaimLine.objects.filter(claim__in=before)
    its_lines.update(rate_pence=rate.pence, updated_at=clock.now(), version=F("version") + 1)
    total = ClaimLine.objects.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(all=Sum("amount_pence"))
    events = lifecycle.move_many(
        Claim.objects.filter(pk__in=before),
        Move.REPRICE,
        by=by,
        note={"rate": pounds(rate.pence)},
        rate_pence=rate.pence,
        amount_pence=Subquery(total.values("all")),
    )
    queue_many(emails_about(before, events))
    return len(before)


def emails_about(before, events):
    """What the people of each school are told: the amount before and the amount now."""
    now = Claim.objects.filter(pk__in=before).select_related("school", "submitted_by").in_bulk()
    people = people_of_schools({claim.school_id for claim in now.values()})
    for pk, claim in now.items():
        told = {person.email: person for person in people.get(claim.school_id, [])}
        if claim.submitted_by and claim.submitted_by.is_active:
            told.setdefault(claim.submitted_by.email, claim.submitted_by)
        for person in told.values():
            context = {"person": person, "before": pounds(before[pk].amount_pence)}
            yield ClaimRepricedForSchool(to=person.email, event=events[pk], about=claim, context=context)


def people_of_schools(schools):
    """Who works at each of these schools now, by the school's id."""
    found = {}
    memberships = SchoolMembership.objects.filter(school__in=schools, ended_at=None, user__is_active=True)
    for membership in memberships.select_related("user"):
        found.setdefault(membership.school_id, []).append(membership.user)
    return found
