"""How far drafts are, and what stands against submitting each now: many at once, for pages that show several."""

from dataclasses import dataclass
from hashlib import sha256

from apps.claims.models import Claim, ClaimLine
from apps.claims.pricing import price_pence
from apps.claims.readiness import readiness_of_claims
from apps.claims.refusals import ClaimRefused, refuse, refuse_hours, refuse_mentors
from apps.mentors.models import Place
from apps.training.allowance import hours_left_with


@dataclass(frozen=True)
class Standing:
    """A draft: whole hours by mentor (None where not yet given), its worth, and what refuses it now.

    `is_finished` says that the journey's questions are answered; a draft that is not has no refusal of its mentors yet.
    """

    claim: Claim
    hours: dict
    amount_pence: int | None
    is_finished: bool
    refusal: ClaimRefused | None
    statements: dict

    @property
    def can_go(self):
        """It could be submitted now."""
        return self.is_finished and self.refusal is None


def standings_of(claims):
    """How each of these drafts stands, in their order. They are of one year, of any schools; `school`, `provider` and `year` are read."""
    claims = list(claims)
    if not claims:
        return []
    hours = {claim.pk: {} for claim in claims}
    lines = ClaimLine.objects.filter(claim__in=claims).select_related("mentor")
    for line in lines.order_by("mentor__sort_name", "mentor__trn"):
        hours[line.claim_id][line.mentor] = line.hours
    ready = readiness_of_claims(claims)
    pairs = [(mentor, claim.provider) for claim in claims for mentor in hours[claim.pk]]
    left = hours_left_with(pairs, claims[0].year) if pairs else {}
    places = Place.objects.current().filter(
        school__in={claim.school_id for claim in claims}, mentor__in={mentor.pk for mentor, _ in pairs}
    )
    here = set(places.values_list("school_id", "mentor_id"))
    return [standing_of(claim, hours[claim.pk], ready[claim.pk], left, here) for claim in claims]


def standing_of(claim, hours, ready, left, here):
    given = [count for count in hours.values() if count]
    has_all, refusal = is_finished(claim, len(hours), len(given)), None
    try:
        refuse(claim, ready)
        if has_all:
            refuse_mentors(claim, hours, {mentor.pk for mentor in hours if (claim.school_id, mentor.pk) in here})
            refuse_hours(claim, hours, {mentor.pk: left[mentor.pk, claim.provider_id].left for mentor in hours})
    except ClaimRefused as stands_against:
        refusal = stands_against
    amount = None if ready.rate_pence is None else sum(price_pence(count, ready.rate_pence) for count in given)
    return Standing(claim, hours, amount, has_all, refusal, ready.statements)


def is_finished(claim, mentors, given):
    """Whether the journey's questions are answered in a draft with so many mentors, so many of them with hours."""
    return 0 < mentors == given and bool(claim.answers.get("agreed"))


def why_not(left, provider, year):
    """Why a mentor with these hours left cannot be on a draft, or None."""
    if left.mentor.verified_at is None:
        return "We have not checked them against the teaching record yet."
    if left.left < 1:
        return f"No hours left with {provider}: all {left.cap} are claimed for {year}."
    return None


def seen_of(facts):
    """A short mark of what a page showed, so that a declaration made about something else is noticed."""
    return sha256(repr(facts).encode()).hexdigest()[:16]


def seen_of_standings(standings):
    """The mark of several drafts: their mentors, hours and amounts."""
    return seen_of(
        [
            (one.claim.reference, one.amount_pence, [(str(mentor.pk), hours) for mentor, hours in one.hours.items()])
            for one in standings
        ]
    )
