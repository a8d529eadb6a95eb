"""Recorded hours without a claim make a draft for the school: open, read, declare, submit."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.audit.record import record
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ReadyMade
from apps.claims.models.ready_made import looked_at_since
from apps.claims.notifications import ClaimsReadyForSchool, people_of
from apps.claims.readiness import readiness_of
from apps.claims.recorded import with_claimed
from apps.claims.services.drafts import answers_of, discard_draft, fill_draft, start_claim
from apps.core import clock
from apps.mentors.models import Mentor
from apps.notifications.queue import queue
from apps.policy.models import ClaimWindow
from apps.schools.models import School
from apps.training.models import LedgerDispute, LedgerEntry

MOST_AT_ONCE = 500


def prepare_claims(*, by, most=MOST_AT_ONCE):
    """Look at recorded hours that changed, each school and provider in a transaction of its own. Returns how many."""
    found = list(looked_at_since(LedgerEntry.objects.all())[:most])
    for one in found:
        prepare_claim(one["school"], one["provider"], one["year"], changed_at=one["changed"], by=by)
    return len(found)


def look_again():
    """Have all recorded hours of years that can be claimed for looked at anew: a claim withdrawn or a school made eligible
    changes no ledger. Returns how many.
    """
    closes_later = ClaimWindow.objects.filter(year=OuterRef("year"), closes_on__gte=clock.today())
    return ReadyMade.objects.filter(Exists(closes_later)).update(looked_at=None)


@transaction.atomic
def prepare_claim(school_id, provider_id, year_id, *, changed_at, by):
    """Make, bring up to date or take away the ready-made draft of one school with one provider. Returns the claim or None.

    A draft that a person has touched, or started for this provider, is left as it is. `changed_at` is when the ledger last
    changed of what is looked at: hours still being written then are found the next time.
    """
    about = {"school_id": school_id, "provider_id": provider_id, "year_id": year_id}
    ReadyMade.objects.get_or_create(**about)
    rows = ReadyMade.objects.select_for_update(of=("self",)).select_related("claim", "school", "provider", "year")
    ready = rows.get(**about)
    ready.looked_at = changed_at
    hours = hours_to_claim(ready.school, ready.provider, ready.year)
    claim = ready.claim
    if claim is None or claim.status != ClaimStatus.DRAFT:
        claim = make(ready, hours, by=by)
    elif claim.answers == ready.answers:
        claim = bring_up_to_date(ready, hours, by=by)
    ready.save()
    return claim


def make(ready, hours, *, by):
    """Start a draft of these hours, unless the school has one of its own or could not submit it."""
    own = Claim.objects.filter(school=ready.school, provider=ready.provider, year=ready.year, status=ClaimStatus.DRAFT)
    if not hours or own.exists() or not can_come_to_something(ready):
        ready.claim = None
        return None
    claim = start_claim(ready.school, ready.provider, ready.year, by=by, is_ready_made=True)
    fill(ready, claim, hours, by=by)
    ready.claim, ready.made_at = claim, clock.now()
    return claim


def bring_up_to_date(ready, hours, *, by):
    """An untouched draft says what the ledger says now; one of which nothing is left goes."""
    claim = ready.claim
    if not hours:
        ready.claim = None
        discard_draft(claim, by=by)
        return None
    if answers_of(hours, agreed=True) != ready.answers:
        fill(ready, claim, hours, by=by)
        record("claim.prepare", claim, by=by, provider=str(ready.provider), hours=sum(hours.values()))
    return claim


def fill(ready, claim, hours, *, by):
    fill_draft(claim, hours, by=by, agreed=True)
    ready.answers = claim.answers


def can_come_to_something(ready):
    """Whether the school could submit a claim of that year, now or when a window opens."""
    if not ready.school.is_open:
        return False
    stands = readiness_of(ready.school, ready.year, ready.provider)
    return stands.is_eligible and stands.is_accredited and bool(stands.has_window or stands.next_opens_on)


def hours_to_claim(school, provider, year):
    """Whole hours by mentor: recorded and not claimed, within what the mentor has left, of mentors who are there now."""
    disputed = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    entries = LedgerEntry.objects.filter(school=school, provider=provider, year=year, mentor__isnull=False)
    entries = with_claimed(entries.filter(~Exists(disputed))).filter(unclaimed__gt=0, is_there=True)
    hours = dict(entries.values_list("mentor", "unclaimed"))
    mentors = Mentor.objects.filter(pk__in=hours, verified_at__isnull=False, is_active=True)
    return {mentor: hours[mentor.pk] for mentor in mentors.order_by("sort_name", "trn")}


def tell_of_ready_claims(*, by):
    """Tell each school once a day at most of the claims made ready for it. Returns how many schools were told."""
    since = clock.start_of(clock.today())
    schools = ReadyMade.objects.untold(since).order_by().values("school").distinct()
    return sum(tell_school_of_ready_claims(one["school"], since, by=by) for one in schools)


@transaction.atomic
def tell_school_of_ready_claims(school_id, since, *, by):
    """Tell the people of one school of every claim made ready for it. True when it did."""
    school = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school_id)
    rows = list(
        ReadyMade.objects.untold(since)
        .filter(school=school)
        .select_related("claim__provider", "claim__year")
        .order_by("provider__sort_name", "year__starts_on")
    )
    if not rows:
        return False
    event = record("school.tell_of_ready_claims", school, by=by, claims=[row.claim.reference for row in rows])
    for person in people_of(school):
        queue(
            ClaimsReadyForSchool(
                to=person.email, event=event, about=school, context={"claims": [row.claim for row in rows]}
            )
        )
    ReadyMade.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=clock.now())
    return True
