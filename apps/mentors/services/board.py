"""The partner board: schools say what they would host, providers which mentors they want, for one year at a time."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.mentors.enums import Phase, Subject
from apps.mentors.models import HostingOffer, MentorsWanted
from apps.mentors.services.places import in_order
from apps.providers.models import Provider
from apps.schools.models import School

KINDS = {
    School: (HostingOffer, "school", "hosting.offer", "hosting.take_back_offer"),
    Provider: (MentorsWanted, "provider", "provider.want_mentors", "provider.want_no_mentors"),
}


class BoardChanged(Refused):
    """Somebody changed it while the page was open."""

    title = "This changed while you were here"


def said_of(owner, year):
    """What a school or a provider says about a year now, or None."""
    model, name, *_ = KINDS[type(owner)]
    return model.objects.filter(**{name: owner}, year=year, ended_at=None).first()


@transaction.atomic
def put_on_board(owner, year, *, version, subjects, phases, by, **facts):
    """Say it, or say it anew. `version` is that of what the page was opened with, 0 where nothing was said."""
    model, name, event, _ = KINDS[type(owner)]
    facts |= {"subjects": in_order(Subject, subjects), "phases": in_order(Phase, phases)}
    said = held(owner, year)
    if said and all(getattr(said, field) == value for field, value in facts.items()):
        return said
    refuse_stale(said, version)
    said = said or model(**{name: owner}, year=year)
    for field, value in facts.items():
        setattr(said, field, value)
    said.said_by = by
    said.save()
    record(event, owner, by=by, year=str(year), number=said.number, teaches=said.teaches)
    return said


@transaction.atomic
def take_off_board(owner, year, *, version, by):
    """Say it no longer. Done twice, it is done once."""
    if said := held(owner, year):
        refuse_stale(said, version)
        said.ended_at = clock.now()
        said.save(update_fields=["ended_at"])
        record(KINDS[type(owner)][3], owner, by=by, year=str(year))


def held(owner, year):
    """What is said now. One change at a time."""
    type(owner).objects.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)
    return said_of(owner, year)


def refuse_stale(said, version):
    """Refused where somebody said something else since the page was opened."""
    if (said.version if said else 0) != version:
        now = f"It is now {said.number}: {said.teaches}." if said else "Nothing is said now."
        raise BoardChanged(f"A colleague changed this since you opened the page. {now}")
