"""A school's claims as a file. The columns are a contract, kept in a test."""

from apps.claims.models import ClaimLine
from apps.core import clock, money
from apps.core.files.writing import csv_response

COLUMNS = [
    "claim_reference",
    "academic_year",
    "provider_name",
    "status",
    "status_code",
    "mentor_trn",
    "mentor_name",
    "training_type",
    "hours",
    "rate",
    "amount",
    "submitted_on",
    "submitted_by",
    "paid_on",
]


def claims_of_school(school, claims):
    """These claims of the school, one row a mentor, newest claims first."""
    lines = (
        ClaimLine.objects.filter(claim__in=claims.order_by())
        .select_related("claim__provider", "claim__year", "claim__submitted_by", "mentor")
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
        claim.label("school").text,
        claim.status,
        line.mentor.trn,
        line.mentor.full_name,
        line.training_type,
        line.hours,
        line.rate_pence and money.plain(line.rate_pence),
        None if line.amount_pence is None else money.plain(line.amount_pence),
        claim.submitted_at and clock.day_of(claim.submitted_at).isoformat(),
        claim.submitted_by and claim.submitted_by.full_name,
        claim.paid_on and claim.paid_on.isoformat(),
    ]
