"""What a school claimed in the last year it claimed in, and what of it can be claimed again."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import uuid5

from django.db import transaction
from django.db.models import F

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ClaimLine
from apps.claims.services.drafts import fill_draft, start_claim
from apps.claims.standing import why_not
from apps.core import clock
from apps.mentors.models import Place
from apps.providers.models import Provider
from apps.training.allowance import hours_left_with

GONE = "No longer a mentor at your school."
NOT_ACCREDITED = "It is not accredited today, so nobody can claim for its training."


@dataclass(frozen=True)
class Again:
    """One provider claimed with before: hours proposed now and hours then of each mentor who can come, why the others
    cannot, why none can, and the draft that is there already."""

    provider: Provider
    hours: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    others: list = field(default_factory=list)
    stop: str = ""
    draft: Claim | None = None

    @property
    def can_start(self):
        return bool(self.hours) and not self.stop and self.draft is None


def claims_before(school, year):
    """The school's claims that stand, of years before this one, newest first."""
    earlier = Claim.objects.of_school(school).filter(holds_hours=True, year__starts_on__lt=year.starts_on)
    return earlier.select_related("provider", "year").order_by("-year__starts_on", "provider__sort_name", "id")


def last_year_of(school, year):
    """The newest earlier year in which the school claimed, or None."""
    claim = claims_before(school, year).first()
    return claim and claim.year


def again_for(school, year, claims):
    """What of these earlier claims could be claimed in this year: a provider each, in order of name."""
    claims = list(claims)
    stands = ClaimLine.objects.filter(claim__in=claims, hours__gt=F("recovered_hours"))
    lines = stands.select_related("mentor", "provider__part_of")
    before = defaultdict(lambda: defaultdict(int))
    for line in lines.order_by("provider__sort_name", "mentor__sort_name", "mentor__trn"):
        provider = line.provider.part_of or line.provider  # who was a site's mentor trains with its provider now
        before[provider][line.mentor] += line.hours - line.recovered_hours
    pairs = [(mentor, provider) for provider, hours in before.items() for mentor in hours]
    left = hours_left_with(pairs, year)
    places = Place.objects.current().filter(school=school, mentor__in={mentor.pk for mentor, _ in pairs})
    here = set(places.values_list("mentor_id", flat=True))
    ids = [provider.pk for provider in before]
    accredited = set(Provider.objects.accredited_on(clock.today()).filter(pk__in=ids).values_list("pk", flat=True))
    drafts = Claim.objects.of_school(school).filter(status=ClaimStatus.DRAFT, year=year, provider__in=ids)
    drafts = {draft.provider_id: draft for draft in drafts.order_by("created_at")}
    found = []
    for provider, hours in before.items():
        one = Again(
            provider,
            before=dict(hours),
            stop="" if provider.pk in accredited else NOT_ACCREDITED,
            draft=drafts.get(provider.pk),
        )
        for mentor, count in hours.items():
            now = left[mentor.pk, provider.pk]
            if why := why_not(now, provider, year) if mentor.pk in here else GONE:
                one.others.append((mentor, why))
            else:
                one.hours[mentor] = min(count, now.left)
        found.append(one)
    return found


@transaction.atomic
def start_again(school, year, chosen, *, by, key):
    """A draft for each chosen provider, filled with its mentors and the hours proposed. The same `key` makes them once."""
    drafts = []
    for again in chosen:
        draft = start_claim(school, again.provider, year, by=by, key=uuid5(key, str(again.provider.pk)), is_again=True)
        if draft.status == ClaimStatus.DRAFT and not draft.answers:
            fill_draft(draft, again.hours, by=by)
        drafts.append(draft)
    return drafts


def made_with(school, key, provider_ids):
    """The first draft that another click with this key made for one of these providers, or None."""
    ids = [uuid5(key, provider_id) for provider_id in provider_ids]
    return Claim.objects.of_school(school).filter(pk__in=ids).order_by("provider__sort_name").first() if ids else None
