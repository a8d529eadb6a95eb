"""When the money of a claim moves: what happened with its day, and what is to come with the day that the rows give."""

from dataclasses import dataclass
from datetime import date

from apps.claims.enums import ENDED_UNPAID, ClaimStatus
from apps.core import clock

CHECKED = ("claim.clear", "claim.approve")
WHEN_PAID = "We will email you when it is paid."


@dataclass(frozen=True)
class MoneyRow:
    """One stage: the day it was reached, or in words what is still to come."""

    name: str
    day: date | None
    words: str = ""


def money_rows(claim, facts):
    """Submitted, checked, sent for payment, paid. `facts` are those of doors/views/claim.py. None of a draft."""
    if claim.submitted_at is None:
        return []
    payment = facts["payment"]
    rows = [
        MoneyRow("Submitted", clock.day_of(claim.submitted_at)),
        MoneyRow("Checked", checked_on(facts["events"]), checked_words(claim, facts)),
        MoneyRow("Sent for payment", payment and clock.day_of(payment.run.released_at), sent_words(claim)),
        MoneyRow("Paid", claim.paid_on, paid_words(claim)),
    ]
    if claim.status in ENDED_UNPAID:
        return [row if row.day else MoneyRow(row.name, None, "Not now: the claim ended") for row in rows]
    return rows


def checked_on(events):
    """The day of the last decision to pay, unless the claim was looked at again since."""
    for event, _ in reversed(events):
        if event.event in CHECKED:
            return clock.day_of(event.at)
        if event.event in ("claim.reopen", "claim.submit"):
            return None
    return None


def checked_words(claim, facts):
    if claim.status == ClaimStatus.RETURNED:
        return "To come, once you have changed it"
    if claim.status == ClaimStatus.NEEDS_REVIEW:
        return "With a person at DfE now"
    asked = facts["request"]
    return f"Expected by {in_words(asked.due_on)}, when {claim.provider} must have answered" if asked else "To come"


def sent_words(claim):
    return (
        "In a payment run that is being prepared" if claim.is_in_run else "In the next payment run once it is checked"
    )


def paid_words(claim):
    """The day the claim window gives, while it is to come."""
    expected = expected_on(claim)
    if expected is None:
        return f"To come. {WHEN_PAID}"
    if expected < clock.today():
        return f"Later than expected: by {in_words(expected)}. {WHEN_PAID}"
    return f"Expected by {in_words(expected)}"


def expected_on(claim):
    """The day by which the claims of its window are expected to be paid, where that is known."""
    return claim.window.pays_by if claim.window else None


def in_words(day):
    return f"{day:%-d %B %Y}"
