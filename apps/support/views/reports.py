"""Reports that a paid claim is wrong: who waits for an answer, and the answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from apps.assurance.models import PaidClaimReport
from apps.assurance.services import reporting
from apps.core.access import allowed
from apps.core.paging import count_up_to, page_by_key
from apps.support.forms import ReportAnswerForm, posted, save_seen
from apps.support.permissions import can_read_console, can_review_claim
from apps.users.access import for_support


@for_support
@allowed(can_read_console)
def list_reports(request, roles):
    """Those that wait for an answer, oldest first; those answered, newest first."""
    is_answered = request.GET.get("show") == "answered"
    reports = PaidClaimReport.objects.filter(answered_at__isnull=not is_answered)
    found = reports.select_related("claim__school", "claim__provider").prefetch_related("hours__line__mentor")
    page = page_by_key(found, request, keys=["-reported_at" if is_answered else "reported_at"])
    here = reverse("support:list-reports")
    context = {
        "page": page,
        "count": count_up_to(reports),
        "is_answered": is_answered,
        "may": can_review_claim(request.user, roles),
        "tabs": [
            {"text": "Waiting for an answer", "href": here, "current": not is_answered, "active": False},
            {"text": "Answered", "href": f"{here}?show=answered", "current": is_answered, "active": False},
        ],
    }
    return render(request, "support/reports/list.html", context)


@for_support
@allowed(can_review_claim)
def answer_report(request, roles, report_id):
    """Close a report: the claim stands, or it is kept for an audit. Whoever reported it reads the words."""
    reports = PaidClaimReport.objects.select_related("claim__school", "claim__provider", "claim__year", "reported_by")
    report = get_object_or_404(reports, pk=report_id)
    if report.answered_at:
        return redirect("support:show-claim", report.claim_id)
    form = ReportAnswerForm(posted(request), record=report)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("outcome", "words")}
        save_seen(form, reporting.answer_report, report, **said, by=request.user)
        messages.success(request, f"Report answered. We have emailed {report.claim.school}.")
        return redirect("support:show-claim", report.claim_id)
    context = {"report": report, "claim": report.claim, "form": form}
    return render(request, "support/reports/answer.html", context)
