"""The page of one claim, in four parts: details, checks, money, history."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.assurance.enums import Outcome
from apps.assurance.models import Confirmation, ConfirmationRequest, PaidClaimReport, RuleResult
from apps.assurance.services import checking
from apps.assurance.services.checking import findings_of, unanswered
from apps.assurance.services.reporting import open_report_of
from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.resubmissions import resubmissions_of
from apps.core.access import allowed
from apps.payments.models import PaymentLine
from apps.support.claim_page import label_for, next_step_for
from apps.support.forms import FindingForm
from apps.support.permissions import can_assign_claim, can_read_console, can_review_claim
from apps.users.access import for_support

PARTS = [
    ("Details", "support:show-claim"),
    ("Checks", "support:show-claim-checks"),
    ("Money", "support:show-claim-money"),
    ("History", "support:show-claim-history"),
]


def find_claim(claim_id):
    """A claim with whatever every part of its page names; else 404."""
    found = Claim.objects.select_related(
        "school", "provider", "year", "window", "conditions__year", "submitted_by", "created_by", "assigned_to"
    )
    return get_object_or_404(found, pk=claim_id)


def draw_part(request, roles, claim, page, **context):
    """One part beneath what stands on all of them: the heading, whose turn it is, and the way to the other parts."""
    asked = ConfirmationRequest.objects.filter(claim=claim, submission_number=claim.submission_number).first()
    to_answer = len(unanswered(claim)) if claim.status == ClaimStatus.NEEDS_REVIEW else 0
    report = open_report_of(claim) if claim.status == ClaimStatus.PAID else None
    context |= {
        "claim": claim,
        "label": label_for(claim, roles),
        "step": next_step_for(claim, roles, findings=to_answer, asked=asked, report=report),
        "asked": asked,
        "parts": [
            {
                "text": f"{text} ({to_answer})" if text == "Checks" and to_answer else text,
                "href": (href := reverse(name, args=[claim.pk])),
                "current": href == request.path,
                "active": False,
            }
            for text, name in PARTS
        ],
        "may_assign": can_assign_claim(request.user, roles) and claim.status != ClaimStatus.DRAFT,
    }
    return render(request, f"support/claims/{page}.html", context)


@for_support
@allowed(can_read_console)
def show_claim(request, roles, claim_id):
    """Mentors with their hours, the provider's answers, the school's people, what was accepted and declared."""
    claim = find_claim(claim_id)
    lines = claim.lines.select_related("mentor", "allowance").order_by("mentor__sort_name", "id")
    answers = list(Confirmation.objects.standing().filter(claim=claim).select_related("answered_by"))
    context = {
        "mentors": [(line, answer_about(line, answers)) for line in lines],
        "resubmissions": resubmissions_of(claim),
        "reports": reports_of(claim),
        "may_answer_report": can_review_claim(request.user, roles),
    }
    return draw_part(request, roles, claim, "show", **context)


def reports_of(claim):
    """What was reported of a claim that was paid, newest first."""
    if claim.paid_on is None:
        return []
    reports = PaidClaimReport.objects.filter(claim=claim).select_related("reported_by", "answered_by")
    return list(reports.prefetch_related("hours__line__mentor").order_by("-reported_at"))


def answer_about(line, answers):
    """What the provider says of a line's hours, else the last it said of that mentor; None where it is silent."""
    about = [answer for answer in answers if answer.mentor_id == line.mentor_id]
    return max(about, key=lambda answer: (answer.speaks_of(line.hours), answer.answered_at), default=None)


@for_support
@allowed(can_read_console)
def show_claim_checks(request, roles, claim_id):
    """What each check found, what needs a person first."""
    claim = find_claim(claim_id)
    return draw_part(request, roles, claim, "checks", findings=findings_of(claim))


@for_support
@allowed(can_read_console)
def show_claim_money(request, roles, claim_id):
    """What the claim is worth, and everything the payer was sent and said."""
    claim = find_claim(claim_id)
    paid = PaymentLine.objects.filter(claim=claim).select_related("run").order_by("run__number")
    payments = paid.prefetch_related("answers__answered_by")
    lines = claim.lines.select_related("mentor").order_by("mentor__sort_name", "id")
    return draw_part(request, roles, claim, "money", payments=payments, lines=lines)


@for_support
@allowed(can_read_console)
def show_claim_history(request, roles, claim_id):
    """Everything that happened to the claim, oldest first."""
    claim = find_claim(claim_id)
    results = RuleResult.objects.filter(claim=claim).only("pk")
    return draw_part(request, roles, claim, "history", events=history_of(claim, *results))


@for_support
@allowed(can_read_console)
def show_finding(request, roles, claim_id, result_id):
    """What one rule wants and what it saw."""
    claim = find_claim(claim_id)
    findings, place = find_finding(claim, result_id)
    return draw_finding(request, roles, claim, findings, place, FindingForm(rule=findings[place].title))


@for_support
@allowed(can_review_claim)
@require_POST
def answer_finding(request, roles, claim_id, result_id):
    """Keep how a caseworker resolved a finding, and go on to the next one that waits."""
    claim = find_claim(claim_id)
    findings, place = find_finding(claim, result_id)
    finding = findings[place]
    form = FindingForm(request.POST, rule=finding.title)
    if not form.is_valid():
        return draw_finding(request, roles, claim, findings, place, form)
    checking.answer_finding(finding.result, form.cleaned_data["words"], by=request.user)
    messages.success(request, f"Answer to “{finding.title}” kept.")
    if left := [other for other in findings if other.needs_answer and other is not finding]:
        return redirect("support:show-finding", claim.pk, left[0].result.pk)
    return redirect("support:show-claim-checks", claim.pk)


def find_finding(claim, result_id):
    """The claim's findings, and where among them this one is; else 404."""
    findings = findings_of(claim)
    place = next((at for at, finding in enumerate(findings) if finding.result.pk == result_id), None)
    if place is None:
        raise Http404
    return findings, place


def draw_finding(request, roles, claim, findings, place, form):
    finding = findings[place]
    is_with_caseworker = claim.status == ClaimStatus.NEEDS_REVIEW and finding.outcome == Outcome.REFERRED
    context = {
        "claim": claim,
        "finding": finding,
        "before": findings[place - 1] if place else None,
        "after": findings[place + 1] if place + 1 < len(findings) else None,
        "may_answer": is_with_caseworker and can_review_claim(request.user, roles),
        "form": form,
    }
    return render(request, "support/claims/finding.html", context)
