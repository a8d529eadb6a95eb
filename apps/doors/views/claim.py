"""The claim page, which shows facts of claims, assurance and payments to the school."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from apps.assurance.answers import answers_to, mentors_answers_to
from apps.assurance.models import ConfirmationRequest, PaidClaimReport
from apps.assurance.services.replying import fewer_hours_of
from apps.audit.history import history_of
from apps.claims.enums import ENDED_UNPAID, ClaimStatus
from apps.claims.resubmissions import resubmissions_of
from apps.doors.money_rows import money_rows
from apps.doors.next_steps import next_step_of
from apps.doors.school_year import NOT_FOR_SCHOOLS
from apps.payments.models import PaymentLine
from apps.payments.models.runs import remittance_words
from apps.providers.models import Purpose
from apps.schools.access import for_school_user

NEVER_SENT = {ClaimStatus.DRAFT, ClaimStatus.SUBMITTED, ClaimStatus.NEEDS_REVIEW, ClaimStatus.RETURNED}


@for_school_user
def show_claim(request, school, claim_id):
    """One claim of the school: what happens next, its details, money and history."""
    claim = claim_of(school, claim_id)
    facts = facts_of(claim)
    reports = reports_of(claim)
    context = {
        **facts,
        "claim": claim,
        "label": claim.label("school"),
        "next": next_step_of(claim, facts),
        "money": money_rows(claim, facts),
        "area_reason": area_reason(claim),
        "resubmissions": resubmissions_of(claim),
        "contact": claim.provider.contact_for(Purpose.TRAINING),
        "report": reports[0] if reports else None,
        "back": f"{reverse('claims:school-list-claims', args=[school.pk])}{list_asked(request)}",
        "can_report": claim.status == ClaimStatus.PAID and all(report.answered_at for report in reports),
    }
    return render(request, "doors/school/claim.html", context)


@for_school_user
def print_claim(request, school, claim_id):
    """One claim on paper for finance: the amount, how it was worked out, who is paid and how to find the money."""
    claim = claim_of(school, claim_id)
    if claim.submitted_at is None:
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    facts = facts_of(claim)
    context = {
        **facts,
        "claim": claim,
        "label": claim.label("school"),
        "next": next_step_of(claim, facts),
        "money": money_rows(claim, facts),
        "area_reason": area_reason(claim),
        "remittance": "" if claim.status in ENDED_UNPAID else remittance_words(claim),
    }
    return render(request, "doors/school/print_claim.html", context)


def claim_of(school, claim_id):
    """One claim of the school, or 404."""
    claims = school.claims.select_related("provider", "year", "window", "submitted_by")
    return get_object_or_404(claims, pk=claim_id)


def list_asked(request):
    """What the list was asked on which the person found this claim, for the way back."""
    asked = QueryDict(request.GET.get("list", "")).urlencode()
    return f"?{asked}" if asked else ""


def reports_of(claim):
    """What was reported of a claim that was paid, newest first."""
    if claim.paid_on is None:
        return []
    reports = PaidClaimReport.objects.filter(claim=claim).select_related("reported_by", "answered_by")
    return list(reports.order_by("-reported_at"))


def area_reason(claim):
    """Why the claim is priced at its area's rate; nothing where the school is in another area by now."""
    school = claim.school
    if not claim.funding_area or school.funding_area != claim.funding_area:
        return ""
    if school.area_by_hand:
        return f"DfE set it: {school.area_reason}" if school.area_reason else "DfE set it"
    return f"the school’s district is {school.district_name or school.district_code}"


def facts_of(claim):
    """What the page says of a claim beyond its own row."""
    lines = list(claim.lines.select_related("mentor", "allowance").order_by("mentor__sort_name", "mentor__trn"))
    is_draft = claim.status == ClaimStatus.DRAFT
    answers = {} if is_draft else answers_to(lines)
    requests = ConfirmationRequest.objects.filter(claim=claim, submission_number=claim.submission_number)
    payments = PaymentLine.objects.sent().filter(claim=claim).select_related("run", "claim").order_by("-run__number")
    payment = None if claim.status in NEVER_SENT else payments.first()
    return {
        "lines": [(line, answers.get(line.pk)) for line in lines],
        "mentors_say": {} if is_draft else mentors_answers_to(lines),
        "request": None if is_draft else requests.first(),
        "fewer": fewer_hours_of(claim),
        "payment": payment,
        "events": [(event, words) for event, words in history_of(claim) if event.event not in NOT_FOR_SCHOOLS],
    }
