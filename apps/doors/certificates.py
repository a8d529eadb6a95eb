"""Certificates of hours: what a provider confirmed for one mentor in one year, and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from apps.claims.enums import ClaimStatus


@dataclass(frozen=True)
class Certificate:
    """Hours that count on a certificate, the claims they were confirmed on, where, and when the last was confirmed."""

    hours: int
    references: tuple
    schools: tuple
    confirmed_at: datetime


def certificates_of(lines):
    """Certificates by allowance id, from a mentor's lines with their answers.

    Hours count that were claimed and confirmed, while their claim holds them and its school is not changing it, less
    what was recovered.
    """
    counted = {}
    for shown in lines:
        if confirmed_hours(shown):
            counted.setdefault(shown.line.allowance_id, []).append(shown)
    return {
        allowance: Certificate(
            hours=sum(confirmed_hours(shown) for shown in group),
            references=tuple(sorted(shown.claim.reference for shown in group)),
            schools=tuple(sorted({str(shown.claim.school) for shown in group})),
            confirmed_at=max(shown.provider_says.answered_at for shown in group),
        )
        for allowance, group in counted.items()
    }


def confirmed_hours(shown):
    """Hours of one line that stand and that its provider confirmed."""
    line, answer = shown.line, shown.provider_says
    is_held = line.claim.holds_hours and line.claim.status != ClaimStatus.RETURNED
    is_confirmed = answer and answer.confirms and not answer.is_reported_wrong
    return line.hours - line.recovered_hours if is_held and is_confirmed else 0
