"""A mentor leaves a school. Here, because only claims knows whether a claim is live."""

from django.db import transaction

from apps.audit.record import record
from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.core import clock
from apps.core.errors import Refused
from apps.mentors.models import Place

LIVE = frozenset(
    {
        ClaimStatus.SUBMITTED,
        ClaimStatus.NEEDS_REVIEW,
        ClaimStatus.RETURNED,
        ClaimStatus.APPROVED,
        ClaimStatus.PAYMENT_IN_PROGRESS,
        ClaimStatus.PAYMENT_INFORMATION_REQUESTED,
        ClaimStatus.PAYMENT_INFORMATION_SENT,
    }
)


class OnLiveClaim(Refused):
    title = "This mentor is on a claim that is not finished"


def live_claims(place):
    """The claims of this school that name the mentor and are neither paid nor ended."""
    lines = ClaimLine.objects.filter(mentor_id=place.mentor_id, school_id=place.school_id, claim__status__in=LIVE)
    return [line.claim for line in lines.select_related("claim__provider").order_by("claim__submitted_at")]


@transaction.atomic
def end_place(place, *, by):
    """A mentor no longer mentors at a school. Drafts lose them when they are next opened. Raises OnLiveClaim."""
    place = Place.objects.select_for_update().select_related("mentor", "school").get(pk=place.pk)
    if place.ended_at is not None:
        return place
    if claims := live_claims(place):
        references = ", ".join(claim.reference for claim in claims)
        raise OnLiveClaim(
            f"{place.mentor} is on claim {references}, which is not paid yet. Withdraw it first, or wait."
        )
    place.ended_at = clock.now()
    place.save(update_fields=["ended_at"])
    record("place.end", place, by=by, mentor=str(place.mentor))
    return place
