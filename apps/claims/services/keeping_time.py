"""What happens to claims because days pass: warnings before a returned claim lapses, and the end of old drafts."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from apps.audit.history import history_of
from apps.audit.record import record
from apps.claims.enums import ClaimStatus
from apps.claims.lifecycle import hold
from apps.claims.models import Claim
from apps.claims.notifications import DraftWillBeDeletedForSchool, ReturnDeadlineNearForSchool, tell_school
from apps.claims.readiness import DRAFTS_KEPT_FOR
from apps.claims.services.drafts import discard_draft
from apps.core import calendar, clock
from apps.policy.models import ClaimWindow

WARN_WORKING_DAYS = (5, 1)
DRAFTS_WARNED = timedelta(days=14)


def warn_of_deadlines(*, by):
    """Warn schools 5 and 1 working days before a returned claim lapses. Returns how many were warned."""
    warned = 0
    for days in WARN_WORKING_DAYS:
        day = calendar.working_days_after(clock.today(), days)
        for claim in Claim.objects.filter(status=ClaimStatus.RETURNED, return_by=day).order_by("id"):
            warned += warn(claim, ReturnDeadlineNearForSchool, "claim.warn_of_deadline", by=by, day=day, days=days)
    return warned


def last_days_of_drafts():
    """The last day of drafts of each year that has no window to come: 60 days after its last window."""
    ends = ClaimWindow.objects.values("year").annotate(last=Max("closes_on")).values_list("year", "last")
    return {year: last + DRAFTS_KEPT_FOR for year, last in ends if last < clock.today()}


def delete_stale_drafts(*, by):
    """Delete drafts that no window is left for, once their schools have had a fortnight's warning. Returns how many."""
    today, deleted = clock.today(), 0
    for year, last_day in last_days_of_drafts().items():
        if today < last_day - DRAFTS_WARNED:
            continue
        drafts = Claim.objects.filter(status=ClaimStatus.DRAFT, year=year).select_related("school", "provider")
        for claim in drafts.order_by("id"):
            said = said_to_end_on(claim, last_day)
            if said is None:
                warn(
                    claim,
                    DraftWillBeDeletedForSchool,
                    "claim.warn_of_deletion",
                    by=by,
                    day=max(last_day, today + DRAFTS_WARNED),
                )
            elif today > said:
                discard_draft(claim, by=by)
                deleted += 1
    return deleted


def said_to_end_on(claim, last_day):
    """The day the school was told this draft is kept until, since its year's last window; None if it was not told."""
    days = [
        date.fromisoformat(event.details["day"])
        for event, _ in history_of(claim)
        if event.event == "claim.warn_of_deletion"
    ]
    return max((day for day in days if day >= last_day), default=None)


@transaction.atomic
def warn(claim, message, event, *, by, **facts):
    """Tell the school, once, that something ends. True when it was told now."""
    hold(claim)
    details = {**facts, "day": facts["day"].isoformat(), "in_words": f"{facts['day']:%-d %B %Y}"}
    if any(line.event == event and line.details == details for line, _ in history_of(claim)):
        return False
    tell_school(message, claim, record(event, claim, by=by, **details), **facts)
    return True
