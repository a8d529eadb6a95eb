"""A provider lets a delivery partner record and confirm hours of some schools, and of no others."""

from django.db import transaction

from apps.audit.record import record
from apps.core.errors import Refused
from apps.providers.models import ProviderMembership


class CannotLimit(Refused):
    """These are not schools that this person can be limited to now."""

    title = "This person’s schools were not changed"


@transaction.atomic
def limit_person(membership, schools, *, version, by):
    """Limit somebody at a provider to these schools; to none in particular when `schools` is None. It counts at once.

    Raises CannotLimit for oneself, so that somebody always acts for every school, and when the person changed meanwhile.
    """
    rows = ProviderMembership.objects.select_for_update(of=("self",)).select_related("user", "provider")
    membership = rows.get(pk=membership.pk)
    if membership.user == by:
        raise CannotLimit("You cannot limit yourself. Ask a colleague to do it.")
    ids = None if schools is None else [school.pk for school in schools]
    if membership.limited_to == ids:
        return membership
    if membership.ended_at or membership.version != version:
        raise CannotLimit(f"Somebody changed the access of {membership.user.full_name} while you were here.")
    membership.limited_to = ids
    membership.save(update_fields=["limited_to"])
    said = {"person": membership.user.full_name, "schools": [str(school) for school in schools or []]}
    record("people.limit", membership.provider, by=by, **said)
    return membership
