"""A school's claims as a file. The columns are a contract, kept in a test."""

from apps.claims.enums import SCHOOL_LABELS, ClaimStatus
from apps.claims.models import ClaimLine
from apps.core import clock, money
from apps.core.files.writing import csv_response

COLUMNS = [
    "claim_reference",
    "academic_year",
    "provider_name",
    "status",
    "mentor_trn",
    "mentor_name",
    "training_type",
    "hours",
    "amount",
    "submitted_on",
    "paid_on",
]


def claims_of_school(school):
    """One row a mentor, newest claims first."""
    lines = (
        ClaimLine.objects.filter(claim__school=school)
        .select_related("claim__provider", "claim__year", "mentor")
        .order_by("-claim__created_at", "claim_id", "mentor__sort_name", "mentor_id")
    )
    name = f"claims-{school.urn or school.vendor_number}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, COLUMNS, (row_of(line) for line in lines.iterator(chunk_size=2000)))


def row_of(line):
    claim = line.claim
    return [
        claim.reference,
        claim.year.name,
        claim.provider.name,
        SCHOOL_LABELS[ClaimStatus(claim.status)].text,
        line.mentor.trn,
        line.mentor.full_name,
        line.training_type,
        line.hours,
        None if line.amount_pence is None else money.plain(line.amount_pence),
        claim.submitted_at and clock.day_of(claim.submitted_at).isoformat(),
        claim.paid_on and claim.paid_on.isoformat(),
    ]
