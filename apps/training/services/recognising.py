"""Recorded hours wait until a school adds their mentor. Nobody tells the ledger: it looks."""

from django.db.models import Exists, OuterRef, Subquery

from apps.core import clock
from apps.mentors.models import Mentor, Place
from apps.training.models import LedgerEntry


def recognise_mentors():
    """Give waiting entries the mentor who has their TRN now, and wake those whose mentor has come to the school.

    Returns how many entries changed. An entry that changes is looked at again for claims.
    """
    now = clock.now()
    mentors = Mentor.objects.filter(trn=OuterRef("trn")).values("pk")[:1]
    unknown = LedgerEntry.objects.filter(mentor=None)
    found = unknown.filter(Exists(Mentor.objects.filter(trn=OuterRef("trn")))).update(
        mentor=Subquery(mentors), updated_at=now
    )
    came = Place.objects.current().filter(
        mentor=OuterRef("mentor"), school=OuterRef("school"), started_at__gt=OuterRef("updated_at")
    )
    return found + LedgerEntry.objects.filter(Exists(came)).update(updated_at=now)
