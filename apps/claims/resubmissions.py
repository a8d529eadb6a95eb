"""What a school changed each time it submitted a returned claim again, for whoever decides on it."""

from dataclasses import dataclass
from datetime import datetime

from apps.audit.history import events_of


@dataclass(frozen=True)
class Resubmission:
    """One later submission: its number, when, by whom, and hours before and after of each mentor who changed."""

    number: int
    at: datetime
    by: str
    changes: list


def resubmissions_of(claim):
    """Every submission after the first, oldest first. Asks nothing of the database where there was one only."""
    if claim.submission_number < 2:
        return []
    return [
        Resubmission(event.details["number"], event.at, event.actor_name, event.details.get("changes", []))
        for event in events_of(claim, "claim.submit")
        if event.details.get("number", 1) > 1
    ]
