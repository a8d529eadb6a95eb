"""Whether a school may claim for a year: on someone's word, and a reason."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.schools.models import Eligibility, School


class EligibilityStands(Refused):
    """The school is not as the page showed it."""

    title = "This was not changed"


def is_eligible(school, year):
    """Whether a school may claim for a year now."""
    return Eligibility.objects.filter(school=school, year=year, ended_at=None).exists()


@transaction.atomic
def make_eligible(school, year, *, by, reason=""):
    """Let a school claim for a year. Saying so twice changes nothing."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if standing := Eligibility.objects.filter(school=school, year=year, ended_at=None).first():
        return standing
    eligibility = Eligibility.objects.create(school=school, year=year, reason=reason)
    record("eligibility.give", eligibility, by=by, year=str(year), reason=reason)
    return eligibility


@transaction.atomic
def end_eligibility(eligibility, *, reason, by):
    """A school may no longer claim for a year. What it has submitted stays."""
    eligibility = Eligibility.objects.select_for_update(of=("self",)).select_related("year").get(pk=eligibility.pk)
    if eligibility.ended_at:
        raise EligibilityStands("This school's eligibility has already ended.")
    eligibility.ended_at = clock.now()
    eligibility.save(update_fields=["ended_at"])
    record("eligibility.end", eligibility, by=by, year=str(eligibility.year), reason=reason)
    return eligibility
