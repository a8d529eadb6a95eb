"""What a trust takes away as files. The columns are a contract, kept in a test."""

from apps.claims.enums import SCHOOL_LABELS, ClaimStatus
from apps.core import clock, money
from apps.core.files.writing import csv_response
from apps.training.models import Allowance

CLAIM_COLUMNS = [
    "school_urn",
    "school_name",
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
    "claim_amount",
    "submitted_on",
    "submitted_by",
    "paid_on",
]
MENTOR_COLUMNS = [
    "school_urn",
    "school_name",
    "mentor_trn",
    "mentor_name",
    "academic_year",
    "provider_name",
    "training_type",
    "hours_allowed",
    "hours_used",
    "hours_left",
]
CHUNK = 500


def claims_file(claims):
    """One row a mentor, by school and newest claims first; one row for a draft without mentors."""
    found = claims.select_related("school", "year", "provider", "submitted_by").prefetch_related("lines__mentor")
    rows = found.order_by("school__sort_name", "school_id", "-created_at", "pk").iterator(chunk_size=CHUNK)
    return csv_response(
        f"trust-claims-{clock.today():%Y-%m-%d}.csv", CLAIM_COLUMNS, (row for claim in rows for row in rows_of(claim))
    )


def rows_of(claim):
    lines = sorted(claim.lines.all(), key=lambda line: (line.mentor.sort_name, line.mentor.trn))
    for line in lines or [None]:
        yield [
            claim.school.urn or claim.school.vendor_number,
            claim.school.name,
            claim.reference,
            claim.year.name,
            claim.provider.name,
            SCHOOL_LABELS[ClaimStatus(claim.status)].text,
            claim.status,
            *(mentor_cells(line) if line else [None] * 6),
            amount(claim.amount_pence),
            claim.submitted_at and clock.day_of(claim.submitted_at).isoformat(),
            claim.submitted_by and claim.submitted_by.full_name,
            claim.paid_on and claim.paid_on.isoformat(),
        ]


def mentor_cells(line):
    mentor = line.mentor
    worth = amount(line.rate_pence), amount(line.amount_pence)
    return [mentor.trn, mentor.full_name, line.training_type, line.hours, *worth]


def mentors_file(places, year):
    """One row for each school of a mentor and each provider they have hours with this year; one where there is none."""
    found = places.select_related("school", "mentor").order_by("school__sort_name", "mentor__sort_name", "pk")
    allowances = {}
    mine = Allowance.objects.filter(year=year, mentor__in=places.order_by().values("mentor"))
    for row in mine.select_related("provider").order_by("provider__sort_name", "pk"):
        allowances.setdefault(row.mentor_id, []).append(row)
    rows = (
        [
            place.school.urn or place.school.vendor_number,
            place.school.name,
            place.mentor.trn,
            place.mentor.full_name,
            year.name,
            *([row.provider.name, row.training_type, row.cap, row.used, row.left] if row else [None] * 5),
        ]
        for place in found.iterator(chunk_size=CHUNK)
        for row in allowances.get(place.mentor_id, [None])
    )
    return csv_response(f"trust-mentors-{clock.today():%Y-%m-%d}.csv", MENTOR_COLUMNS, rows)


def amount(pence):
    return None if pence is None else money.plain(pence)
