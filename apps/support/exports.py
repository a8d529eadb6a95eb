"""The file of claims, row by row. Its columns are a contract: tests/support/test_list_claims.py keeps them."""

from itertools import islice

from django.db.models import Count, Sum

from apps.claims.enums import SUPPORT_LABELS, ClaimStatus
from apps.claims.models import ClaimLine
from apps.core import clock, money

CHUNK = 2000
COLUMNS = [
    "claim_reference",
    "academic_year",
    "status",
    "status_code",
    "status_since",
    "school_urn",
    "school_vendor_number",
    "school_name",
    "school_local_authority",
    "school_type_of_establishment",
    "school_group",
    "provider_code",
    "provider_ukprn",
    "provider_name",
    "mentors",
    "hours",
    "rate",
    "claim_amount",
    "claim_submission_date",
    "submitted_by",
    "assigned_to",
    "paid_on",
    "claim_unpaid_reason",
]

FIELDS = {
    "claim_reference": "reference",
    "academic_year": "year__name",
    "status_code": "status",
    "status_since": "status_since",
    "school_urn": "school__urn",
    "school_vendor_number": "school__vendor_number",
    "school_name": "school__name",
    "school_local_authority": "school__authority_name",
    "school_type_of_establishment": "school__type_name",
    "school_group": "school__group_name",
    "provider_code": "provider__code",
    "provider_ukprn": "provider__ukprn",
    "provider_name": "provider__name",
    "rate": "rate_pence",
    "claim_amount": "amount_pence",
    "claim_submission_date": "submitted_at",
    "submitted_first_name": "submitted_by__first_name",
    "submitted_last_name": "submitted_by__last_name",
    "assigned_first_name": "assigned_to__first_name",
    "assigned_last_name": "assigned_to__last_name",
    "paid_on": "paid_on",
    "claim_unpaid_reason": "payer_reason",
}


def rows_of(claims):
    """One row a claim, newest submitted first, some thousands at a time so that memory stays flat."""
    found = claims.order_by("-submitted_at", "-pk").values_list("pk", *FIELDS.values()).iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        sums = mentors_and_hours([row[0] for row in some])
        for pk, *cells in some:
            yield row_of(dict(zip(FIELDS, cells, strict=True)), *sums.get(pk, (0, 0)))


def mentors_and_hours(pks):
    """How many mentors and hours each claim has."""
    lines = ClaimLine.objects.filter(claim__in=pks).order_by().values_list("claim")
    return {pk: (count, hours or 0) for pk, count, hours in lines.annotate(Count("pk"), Sum("hours"))}


def row_of(cells, mentors, hours):
    """The cells of one claim in the order of the columns."""
    made = cells | {
        "status": SUPPORT_LABELS[ClaimStatus(cells["status_code"])].text,
        "status_since": day(cells["status_since"]),
        "mentors": mentors,
        "hours": hours,
        "rate": amount(cells["rate"]),
        "claim_amount": amount(cells["claim_amount"]),
        "claim_submission_date": day(cells["claim_submission_date"]),
        "submitted_by": f"{cells['submitted_first_name'] or ''} {cells['submitted_last_name'] or ''}".strip(),
        "assigned_to": f"{cells['assigned_first_name'] or ''} {cells['assigned_last_name'] or ''}".strip(),
        "paid_on": cells["paid_on"] and cells["paid_on"].isoformat(),
    }
    return [made[column] for column in COLUMNS]


def day(moment):
    return moment and moment.astimezone(clock.LONDON).date().isoformat()


def amount(pence):
    return "" if pence is None else money.plain(pence)
