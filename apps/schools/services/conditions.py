"""A school accepts the grant conditions of a year; support may withdraw that, and give it back."""

from django.db import transaction
from django.db.models import F

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.policy.figures import conditions_in_force
from apps.policy.models import GrantConditions
from apps.schools.models import ConditionsAcceptance, School


class ConditionsRefused(Refused):
    """These conditions cannot be accepted now."""

    title = "These conditions were not accepted"


class AcceptanceStands(Refused):
    """The acceptance is not as the page showed it."""

    title = "This acceptance was not changed"


def acceptance_of(school, year):
    """The school's acceptance of the conditions in force for a year, a withdrawn one too; None when nobody accepted."""
    found = ConditionsAcceptance.objects.filter(school=school, conditions=conditions_in_force(year))
    return found.select_related("conditions").order_by(F("withdrawn_at").desc(nulls_first=True)).first()


def acceptances_of(school, years):
    """Those years that have conditions in force, each with the school's acceptance of them as `acceptance_of` gives it."""
    in_force = {one.year_id: one for one in GrantConditions.objects.filter(year__in=years).in_force()}
    given = school.acceptances.filter(conditions__in=in_force.values()).select_related("conditions")
    newest_last = given.order_by(F("withdrawn_at").asc(nulls_last=True))
    found = {acceptance.conditions_id: acceptance for acceptance in newest_last}
    return [(year, found.get(in_force[year.pk].pk)) for year in years if year.pk in in_force]


def has_accepted(school, year):
    """Whether the school stands by the conditions in force for a year."""
    acceptance = acceptance_of(school, year)
    return acceptance is not None and acceptance.withdrawn_at is None


@transaction.atomic
def accept_conditions(school, conditions, *, by):
    """A named person accepts a year's conditions for a school. A second click finds the first one's acceptance."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if conditions != conditions_in_force(conditions.year):
        raise ConditionsRefused(
            f"There is a newer version of the {conditions.year} conditions. Read and accept that one."
        )
    if before := acceptance_of(school, conditions.year):
        if before.withdrawn_at is None:
            return before
        raise ConditionsRefused(
            f"DfE withdrew your school's acceptance. The reason: {before.withdrawn_reason} Contact us to have it given back."
        )
    acceptance = ConditionsAcceptance.objects.create(
        school=school, conditions=conditions, accepted_by=by, accepted_by_name=by.full_name
    )
    record("conditions.accept", acceptance, by=by, year=str(conditions.year), number=conditions.number)
    return acceptance


@transaction.atomic
def withdraw_acceptance(acceptance, *, reason, by):
    """Stop a school from submitting for a year. It touches no submitted claim, and the school may still read."""
    acceptance = held(acceptance)
    if acceptance.withdrawn_at:
        raise AcceptanceStands("This acceptance was already withdrawn.")
    acceptance.withdrawn_at, acceptance.withdrawn_reason = clock.now(), reason
    acceptance.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record("conditions.withdraw", acceptance, by=by, year=str(acceptance.conditions.year), reason=reason)
    return acceptance


@transaction.atomic
def restore_acceptance(acceptance, *, reason, by):
    """Let a school submit for a year again after its acceptance was withdrawn."""
    acceptance = held(acceptance)
    if acceptance.withdrawn_at is None:
        raise AcceptanceStands("This acceptance was not withdrawn.")
    acceptance.withdrawn_at, acceptance.withdrawn_reason = None, ""
    acceptance.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record("conditions.restore", acceptance, by=by, year=str(acceptance.conditions.year), reason=reason)
    return acceptance


def held(acceptance):
    found = ConditionsAcceptance.objects.select_for_update(of=("self",)).select_related("conditions__year")
    return found.get(pk=acceptance.pk)
