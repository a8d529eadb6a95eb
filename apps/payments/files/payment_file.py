"""The file that the payer gets: one row a claim. Its columns are a contract, kept in tests/contracts."""

from apps.core import money
from apps.payments.enums import Outcome, PayerSays
from apps.payments.models import PayerAnswer

COLUMNS = [
    "claim_reference",
    "school_urn",
    "vendor_number",
    "school_name",
    "school_local_authority",
    "school_type_of_establishment",
    "school_group",
    "provider_name",
    "claim_amount",
    "claim_submission_date",
    "claim_status",
    "paid_on",
    "claim_unpaid_reason",
]

UNANSWERED = "submitted"
SAID = {
    Outcome.PAID: PayerSays.PAID,
    Outcome.REJECTED: PayerSays.NOT_PAID,
    Outcome.HELD: PayerSays.NEEDS_INFORMATION,
}


def file_name(run):
    return f"payment-run-{run.number}.csv"


def rows_of(run):
    """Rows in the order of their references, as answered so far."""
    answers = {answer.line_id: answer for answer in PayerAnswer.objects.filter(line__run=run).order_by("answered_at")}
    for line in run.lines.select_related("claim").order_by("claim__reference").iterator(chunk_size=2000):
        answer = answers.get(line.pk) if line.outcome in SAID else None
        yield [
            line.claim.reference,
            line.school_urn,
            line.vendor_number,
            line.school_name,
            line.school_local_authority,
            line.school_type,
            line.school_group,
            line.provider_name,
            money.plain(line.amount_pence),
            line.submitted_on.isoformat(),
            SAID.get(line.outcome, UNANSWERED),
            answer.paid_on.isoformat() if answer and answer.paid_on else "",
            answer.reason if answer else "",
        ]
