"""Make many schools eligible for a year in one go."""

from django.db import transaction

from apps.audit.record import record_many
from apps.schools.models import Eligibility, School


def waiting_for(urns, year):
    """The open schools with these URNs that may not claim for a year yet."""
    standing = Eligibility.objects.filter(year=year, ended_at=None).values("school")
    return School.objects.filter(urn__in=urns, is_open=True).exclude(pk__in=standing)


@transaction.atomic
def make_many_eligible(urns, year, *, by, reason):
    """Let the open schools with these URNs claim for a year. Those that may already are left alone. Returns how many."""
    held = waiting_for(urns, year).select_for_update(of=("self",), no_key=True).order_by("pk")
    ids = list(held.values_list("pk", flat=True))
    ids = [pk for pk in ids if pk not in eligible_now(ids, year)]
    made = Eligibility.objects.bulk_create(
        [Eligibility(school_id=pk, year=year, reason=reason) for pk in ids], batch_size=2000
    )
    details = {"year": str(year), "reason": reason}
    record_many("eligibility.give", Eligibility._meta.label_lower, {one.pk: details for one in made}, by=by)
    return len(made)


def eligible_now(ids, year):
    """Those of these schools that somebody made eligible while we waited for their rows."""
    found = Eligibility.objects.filter(year=year, ended_at=None, school__in=ids)
    return set(found.values_list("school_id", flat=True))
