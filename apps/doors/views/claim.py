"""The claim page, which shows facts of claims, assurance and payments to the school."""

from django.shortcuts import get_object_or_404, render

from apps.assurance.answers import answers_to
from apps.assurance.models import ConfirmationRequest
from apps.assurance.services.replying import fewer_hours_of
from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus, Move
from apps.claims.models import Claim
from apps.claims.moves import MOVES
from apps.doors.next_steps import next_step_of
from apps.payments.models import PayerAnswer, PaymentLine
from apps.schools.access import for_school_user


@for_school_user
def show_claim(request, school, claim_id):
    """One claim of the school: what happens next, its details, money and history."""
    claims = Claim.objects.of_school(school).select_related("school", "provider", "year", "window", "submitted_by")
    claim = get_object_or_404(claims, pk=claim_id)
    facts = facts_of(claim)
    context = {
        **facts,
        "claim": claim,
        "label": claim.label("school"),
        "next": next_step_of(claim, facts),
        "money": money_of(claim, facts["payment"]),
        "can_withdraw": claim.status in MOVES[Move.WITHDRAW].sources and not claim.is_in_run,
    }
    return render(request, "doors/school/claim.html", context)


def facts_of(claim):
    """What the page says of a claim beyond its own row."""
    lines = list(claim.lines.select_related("mentor", "allowance").order_by("mentor__sort_name", "mentor__trn"))
    is_draft = claim.status == ClaimStatus.DRAFT
    answers = {} if is_draft else answers_to(lines)
    requests = ConfirmationRequest.objects.filter(claim=claim, submission_number=claim.submission_number)
    payments = PaymentLine.objects.filter(claim=claim, run__released_at__isnull=False).select_related("run", "claim")
    payment = None if is_draft else payments.order_by("-run__number").first()
    said = PayerAnswer.objects.filter(line=payment).order_by("-answered_at").first() if payment else None
    return {
        "lines": [(line, answers.get(line.pk)) for line in lines],
        "request": None if is_draft else requests.first(),
        "fewer": fewer_hours_of(claim),
        "payment": payment,
        "payer_answer": said,
        "events": history_of(claim),
    }


def money_of(claim, payment):
    """When the money moved, and what is still to come: pairs of words and a day, a moment, or a promise."""
    if claim.submitted_at is None:
        return []
    ended = claim.status in {ClaimStatus.WITHDRAWN, ClaimStatus.REJECTED, ClaimStatus.PAYMENT_REJECTED}
    later = "Not now: the claim ended" if ended else "To come"
    is_checked = ended or claim.status not in {ClaimStatus.SUBMITTED, ClaimStatus.NEEDS_REVIEW, ClaimStatus.RETURNED}
    return [
        ("Submitted", claim.submitted_at),
        ("Checked", "Done" if is_checked and not ended else later),
        ("Sent for payment", payment.run.released_at if payment else later),
        ("Paid", claim.paid_on or later),
    ]
