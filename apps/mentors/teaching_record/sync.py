"""Keep names and standing as the teaching record has them, each mentor once a night.

It asks outside any transaction, a mentor at a time and no faster than we agreed, then keeps each answer in a transaction
of its own. Whatever stops it, the next turn goes on with the mentors asked about longest ago.
"""

import time
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from apps.audit.record import record
from apps.core import clock
from apps.mentors.models import Mentor, Place
from apps.mentors.notifications import MentorNotFoundForSchool
from apps.mentors.teaching_record import client
from apps.notifications.queue import queue
from apps.users.services.people import people_in

log = structlog.get_logger(__name__)

FRESH_FOR = timedelta(hours=20)
CHUNK = 50
MOST_SILENT = 3  # no answer so often in a row: the party is down, not one of its records
WATCHED = ("first_name", "last_name", "is_active", "induction_status")
SILENCE = (client.Unavailable, client.Moved, client.Mismatch)


def refresh_due(*, by, most=500, seconds=20, ask=client.refresh, rest=time.sleep):
    """Refresh the mentors asked about longest ago, for a while. Returns how many answers were kept.

    A mentor who was not answered about waits for the next night, so that one record which the party cannot show holds
    up nobody. A party that is busy, down, or suddenly knows hardly anybody is left alone until the next turn.
    """
    until, kept, has_more = time.monotonic() + seconds, 0, True
    while has_more and kept < most:
        chunk = list(due()[: min(CHUNK, most - kept)])
        answers, has_more = ask_about(chunk, until, ask, rest)
        if is_unbelievable(answers):
            log.error("mentors.refresh_unbelievable", asked=len(answers))
            break
        for mentor, answer in answers:
            kept += keep(mentor, answer, by=by)
        has_more = has_more and bool(chunk)
    return kept


def due():
    """Verified mentors with a place now, who were not asked about tonight; the longest ago first."""
    here = Place.objects.current().filter(mentor=OuterRef("pk"))
    stale = Q(asked_at=None) | Q(asked_at__lt=clock.now() - FRESH_FOR)
    mentors = Mentor.objects.filter(stale, Exists(here), verified_at__isnull=False)
    return mentors.order_by(F("asked_at").asc(nulls_first=True))


def ask_about(mentors, until, ask, rest):
    """Pairs of a mentor and what the party answered, and whether to go on asking it."""
    answers, silent = [], 0
    for mentor in mentors:
        if time.monotonic() > until:
            return answers, False
        rest(1 / settings.TRS_MOST_PER_SECOND)
        answer = ask(mentor.trn)
        if isinstance(answer, client.Moved):
            answer = ask(answer.trn)
        if isinstance(answer, client.Busy) or getattr(answer, "is_ours", False):
            log.warning("mentors.refresh_stopped", answer=type(answer).__name__)
            return answers, False
        answers.append((mentor, answer))
        silent = silent + 1 if isinstance(answer, SILENCE) else 0
        if silent == MOST_SILENT:
            log.warning("mentors.refresh_stopped", answer=type(answer).__name__)
            return answers, False
    return answers, True


def is_unbelievable(answers):
    """Records are closed now and then, never by the dozen: most of ten or more unknown is a fault, and is not kept."""
    gone = sum(1 for _, answer in answers if isinstance(answer, client.NotFound))
    return len(answers) >= 10 and gone > len(answers) / 2


@transaction.atomic
def keep(mentor, answer, *, by):
    """Keep what the party says now, and one line of history for what changed. True when it said anything."""
    mentor = Mentor.objects.select_for_update(no_key=True).get(pk=mentor.pk)
    mentor.asked_at = clock.now()
    if isinstance(answer, SILENCE):
        mentor.save(update_fields=["asked_at"])
        return False
    before = seen(mentor)
    mentor.refreshed_at = clock.now()
    if isinstance(answer, client.Found):
        for field in WATCHED:
            setattr(mentor, field, getattr(answer, field))
        mentor.missing_since = None
        follow(mentor, answer.trn)
    else:
        mentor.is_active, mentor.missing_since = False, mentor.missing_since or clock.now()
    mentor.save()
    now = seen(mentor)
    if changed := {field: [before[field], now[field]] for field in now if before[field] != now[field]}:
        event = record("mentor.refresh", mentor, by=by, changed=changed)
        if changed.get("is_missing") == [False, True]:
            tell_schools(mentor, event)
    return True


def follow(mentor, trn):
    """The TRN the party gives for a mentor. Where another mentor of ours has it, that one counts, and this one no longer."""
    other = None if trn == mentor.trn else Mentor.objects.filter(trn=trn).first()
    mentor.merged_into = other
    if other:
        mentor.is_active = False
    elif trn != mentor.trn:
        mentor.follow(trn)


def seen(mentor):
    """What history tells of a mentor's record."""
    return {field: getattr(mentor, field) for field in WATCHED} | {
        "trn": mentor.merged_into.trn if mentor.merged_into else mentor.trn,
        "is_missing": mentor.missing_since is not None,
    }


def tell_schools(mentor, event):
    """Tell each school where the mentor is: claims for somebody whom the teaching record does not know wait for a person."""
    for place in Place.objects.current().filter(mentor=mentor).select_related("school"):
        for person in people_in(place.school):
            context = {"person": person, "mentor": mentor}
            queue(MentorNotFoundForSchool(person.email, event, about=place, context=context))
