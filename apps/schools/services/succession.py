"""Which school follows a closed one, as the register or DfE says. What is carried across is decided by claims."""

from django.db import transaction

from apps.audit.record import record
from apps.core.errors import Refused
from apps.schools.models import SaidBy, School, Succession


class NoSuccession(Refused):
    """These two schools do not follow each other."""

    title = "This school cannot be named as the successor"


@transaction.atomic
def name_successor(predecessor, successor, *, by):
    """Say which open school follows a closed one. Saying so twice changes nothing."""
    predecessor = School.objects.select_for_update(of=("self",), no_key=True).get(pk=predecessor.pk)
    if predecessor.is_open:
        raise NoSuccession(f"{predecessor} is open. Only a closed school has a successor.")
    if predecessor == successor or not successor.is_open:
        raise NoSuccession(f"{successor} is not an open school, so it cannot follow {predecessor}.")
    succession, is_new = Succession.objects.get_or_create(
        predecessor=predecessor, successor=successor, defaults={"said_by": SaidBy.SUPPORT}
    )
    if is_new:
        record("school.name_successor", predecessor, by=by, successor=named(successor))
    return succession


def named(school):
    """A school as history names it, so that two of one name are told apart."""
    return f"{school}, URN {school.urn}" if school.urn else str(school)


def keep_links(links):
    """Keep what the register says: (URN of a closed school, URN of its successor, day or None). Returns how many are new."""
    ids = dict(School.objects.filter(urn__isnull=False).values_list("urn", "pk"))
    known = set(Succession.objects.values_list("predecessor_id", "successor_id"))
    new = {
        (ids[old], ids[new]): day
        for old, new, day in links
        if old in ids and new in ids and old != new and (ids[old], ids[new]) not in known
    }
    rows = [
        Succession(predecessor_id=old, successor_id=new, linked_on=day, said_by=SaidBy.REGISTER)
        for (old, new), day in new.items()
    ]
    Succession.objects.bulk_create(rows, batch_size=5000, ignore_conflicts=True)
    return len(rows)
