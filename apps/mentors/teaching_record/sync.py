"""Keep names and standing as the teaching record has them. Asks outside any transaction, a mentor at a time."""

import time
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from apps.audit.record import record
from apps.core import clock
from apps.mentors.models import Mentor
from apps.mentors.teaching_record import client

log = structlog.get_logger(__name__)

FRESH_FOR = timedelta(hours=20)
WATCHED = ("first_name", "last_name", "is_active", "induction_status")


def refresh_due(*, by, most=500, seconds=20, ask=client.refresh):
    """Refresh the mentors asked about longest ago, for a while. Stops when the party is busy or down. Returns how many."""
    until = time.monotonic() + seconds
    due = Mentor.objects.filter(Q(refreshed_at=None) | Q(refreshed_at__lt=clock.now() - FRESH_FOR))
    due = due.filter(places__ended_at=None, places__isnull=False, verified_at__isnull=False).distinct()
    refreshed = 0
    for mentor in due.order_by(F("refreshed_at").asc(nulls_first=True), "pk")[:most]:
        if time.monotonic() > until:
            break
        answer = ask(mentor.trn)
        former_trn = ""
        if isinstance(answer, client.Moved):
            former_trn, answer = mentor.trn, ask(answer.trn)
        if isinstance(answer, client.Busy | client.Unavailable | client.Moved):
            log.warning("mentors.refresh_stopped", answer=type(answer).__name__, refreshed=refreshed)
            break
        apply(mentor, answer, former_trn, by=by)
        refreshed += 1
    return refreshed


@transaction.atomic
def apply(mentor, answer, former_trn, *, by):
    """Keep what the party says now, and one line of history for what changed."""
    mentor = Mentor.objects.select_for_update(no_key=True).get(pk=mentor.pk)
    before = {field: getattr(mentor, field) for field in WATCHED}
    mentor.refreshed_at = clock.now()
    if isinstance(answer, client.Found):
        for field in WATCHED:
            setattr(mentor, field, getattr(answer, field))
        if former_trn and not Mentor.objects.filter(trn=answer.trn).exists():
            mentor.trn, mentor.former_trn = answer.trn, former_trn
    else:
        mentor.is_active = False
    mentor.save()
    changed = {
        field: [before[field], getattr(mentor, field)] for field in WATCHED if before[field] != getattr(mentor, field)
    }
    if changed or former_trn:
        record("mentor.refresh", mentor, by=by, changed=changed, former_trn=former_trn)
