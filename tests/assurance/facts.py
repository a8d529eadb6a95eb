"""Facts of a claim about which nothing is wrong, to change one thing at a time. No database."""

from datetime import date, datetime

from apps.assurance.facts import AnswerFacts, ClaimFacts, Span, TrainingFacts
from apps.assurance.neighbours import Peers
from apps.claims.enums import ClaimStatus
from apps.core import clock

RATE = 4380


def moment(month, day, hour=12, minute=0, second=0, year=2026):
    return datetime(year, month, day, hour, minute, second, tzinfo=clock.LONDON)


def answer(said="confirmed 5 hours", *, confirms=True, answered_at=None, **changes):
    """What a provider said of one mentor."""
    return AnswerFacts(said=said, confirms=confirms, answered_at=answered_at or moment(2, 9), **changes)


def training(**changes):
    """Five hours of one mentor, verified, refreshed and confirmed."""
    hours = changes.get("hours", 5)
    facts = {
        "mentor": "Grace Hopper",
        "trn": "3000001",
        "hours": hours,
        "hours_allowed": 20,
        "rate_pence": RATE,
        "amount_pence": hours * RATE,
        "verified_at": moment(1, 10),
        "refreshed_at": moment(2, 9, hour=3),
        "answer": answer(),
    }
    return TrainingFacts(**facts | changes)


def claim(*trainings, **changes):
    """A claim submitted in its open window by a school that may, for one mentor unless others are given."""
    trainings = trainings or (training(),)
    submitted_at = changes.get("submitted_at", moment(2, 10))
    facts = {
        "status": ClaimStatus.SUBMITTED,
        "submission_number": 1,
        "submitted_at": submitted_at,
        "first_submitted_at": submitted_at,
        "window": Span(moment(1, 5, hour=0), moment(4, 1, hour=0)),
        "return_by": None,
        "school": "Hollins Primary School",
        "school_is_open": True,
        "school_closed_on": None,
        "school_is_in_england": True,
        "eligible": (Span(moment(9, 1, year=2025)),),
        "accepted": (Span(moment(1, 6)),),
        "provider": "Thames ITT",
        "accredited": (Span(date(2024, 8, 1)),),
        "rate_pence": RATE,
        "amount_pence": sum(one.amount_pence for one in trainings),
        "funding_area": "rest_of_england",
        "area_now": "rest_of_england",
        "approved_rates": frozenset({RATE}),
        "school_total_pence": 5 * RATE,
        "threshold_pence": 500_000,
        "submitter_email": "anne@hollins.example",
        "submitter_said_mentor": False,
        "confirmation_is_advisory": False,
        "answer_by": date(2026, 3, 3),
        "trainings": trainings,
        "peers": Peers(mentors=2, schools=40, median=2, kind="primary schools with 200 to 499 pupils"),
    }
    return ClaimFacts(**facts | changes)
