"""The Teaching Record System: who a teacher is, by TRN and date of birth. Every answer is a type, not an exception.

The party answers far more than is asked for. What leaves this module is a name, whether the teacher may mentor, and
the induction status; a date of birth, an address or the details of an alert never do, and none is logged.
"""

import re
from dataclasses import dataclass
from datetime import date

import structlog
from django.conf import settings

from apps.core import clock, outside

log = structlog.get_logger(__name__)

VERSION = "20260120"
BLOCKS = "Induction,Alerts"
INDUCTION_STATUSES = {
    "None", "RequiredToComplete", "Exempt", "InProgress", "Passed", "Failed", "FailedInWales",
}  # fmt: skip
# Alerts that bar teaching, decided by id because names are edited: two categories, and one old type of a third.
BARRING_CATEGORIES = {"b2b19019-b165-47a3-8745-3297ff152581", "70b7d473-2ec8-4643-bfd4-d4ab9a9a0988"}
BARRING_TYPES = {"651e1f56-3135-4961-bd7e-3f7b2c75cb04"}


@dataclass(frozen=True)
class Found:
    """The teacher. `is_active` is qualified and not barred; `why_not` says which of the two is missing, for support."""

    trn: str
    first_name: str
    last_name: str
    is_active: bool
    induction_status: str
    why_not: str = ""


@dataclass(frozen=True)
class NotFound:
    """Unknown, no longer active, or born on another day: the party does not say which, and neither do we."""


@dataclass(frozen=True)
class Mismatch:
    """The answer is about somebody else than was asked for: nothing in it may be used."""


@dataclass(frozen=True)
class Moved:
    """The record was merged into another. It says nothing about whose it is: ask again with this TRN, once."""

    trn: str


@dataclass(frozen=True)
class Busy:
    """Asked too often: wait so many seconds."""

    wait: int


@dataclass(frozen=True)
class Unavailable:
    """Teaching records cannot be checked now. `is_ours` when the fault is our key or version, and waiting is no cure."""

    reason: str
    is_ours: bool = False


def look_up(trn, date_of_birth):
    """Who holds this TRN and was born on this day."""
    return ask(trn, date_of_birth)


def refresh(trn):
    """The same record some nights later, without its date of birth."""
    return ask(trn, None)


def ask(trn, born):
    if not re.fullmatch(r"[0-9]{7}", trn):
        return NotFound()
    params = {"include": BLOCKS} | ({"dateOfBirth": born.isoformat()} if born else {})
    headers = {"Authorization": f"Bearer {settings.TRS_API_KEY}", "X-Api-Version": VERSION}
    try:
        answer = outside.ask(f"{settings.TRS_BASE_URL}/v3/persons/{trn}", headers=headers, params=params, total=6)
    except outside.NoAnswer as problem:
        return unavailable(str(problem))
    match answer.status:
        case 200:
            return read(answer.json(), trn, born)
        case 308:
            found = re.fullmatch(r"(?:https?://[^/]+)?/v3/persons/([0-9]{7})", answer.headers.get("Location", ""))
            return Moved(found[1]) if found else unavailable("moved to nowhere")
        case 410:
            return NotFound()
        case 404 if answer.body:
            return NotFound()
        case 429:
            said = answer.headers.get("Retry-After", "")
            return Busy(min(max(int(said), 1), 600) if said.isdigit() else 60)
        case status if status < 500:
            # An empty 404 is a version or a path that the party does not know.
            return unavailable(f"answered {status}", is_ours=True)
        case status:
            return unavailable(f"answered {status}")


def read(record, trn, born):
    """The few facts we use, once the answer is known to be whole and about the teacher we asked for."""
    try:
        said_born = date.fromisoformat(record["dateOfBirth"])
        induction, alerts = record["induction"]["status"], record["alerts"]
        barring = [alert for alert in alerts if is_barring(alert)]
        facts = record["trn"], record["firstName"], record["lastName"], induction
        why_not = "prohibited" if barring else "" if is_qualified(record) else "not qualified"
    except (TypeError, KeyError, ValueError, AttributeError):
        return unavailable("an answer that we cannot read")
    if not all(isinstance(fact, str) for fact in facts):
        return unavailable("an answer that we cannot read")
    if facts[0] != trn or (born and said_born != born):
        log.error("teaching_record.about_somebody_else")
        return Mismatch()
    if induction not in INDUCTION_STATUSES:
        log.warning("teaching_record.unknown_induction_status", status=induction[:50])
    return Found(trn, facts[1], facts[2], not why_not, induction, why_not)


def is_qualified(record):
    """Qualified teacher status, held by today."""
    held = record["qts"]
    return held is not None and date.fromisoformat(held["holdsFrom"]) <= clock.today()


def is_barring(alert):
    """A prohibition that has begun and has not ended."""
    kind = alert["alertType"]
    is_prohibition = (
        kind["alertCategory"]["alertCategoryId"] in BARRING_CATEGORIES or kind["alertTypeId"] in BARRING_TYPES
    )
    started, ended = alert.get("startDate"), alert.get("endDate")
    has_begun = not started or date.fromisoformat(started) <= clock.today()
    has_ended = bool(ended) and date.fromisoformat(ended) <= clock.today()
    return is_prohibition and has_begun and not has_ended


def unavailable(reason, *, is_ours=False):
    log.warning("teaching_record.unavailable", reason=reason, is_ours=is_ours)
    return Unavailable(reason, is_ours)
