"""A school replies to a provider that gave fewer hours, and reports a paid claim that is wrong."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.assurance.forms import ReportForm, WordsForm
from apps.assurance.permissions import can_reply_to_provider, can_report_claim
from apps.assurance.services.replying import accept_provider_hours, contest_provider_hours, fewer_hours_of
from apps.assurance.services.reporting import open_report_of
from apps.assurance.services.reporting import report_claim as report
from apps.claims.enums import ClaimStatus
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.schools.access import for_school_user


def claim_of(school, claim_id):
    claims = school.claims.select_related("provider", "year", "submitted_by")
    return get_object_or_404(claims, pk=claim_id)


@for_school_user
@allowed(can_reply_to_provider)
@require_POST
def accept_hours(request, school, claim_id):
    """Submit again with the provider's hours, in one click."""
    claim = claim_of(school, claim_id)
    if claim.status != ClaimStatus.RETURNED:
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    accept_provider_hours(claim, by=request.user)
    messages.success(request, f"Claim {claim.reference} submitted again with the hours from {claim.provider}.")
    return redirect("doors:school-show-claim", school.pk, claim.pk)


@for_school_user
@allowed(can_reply_to_provider)
def contest_hours(request, school, claim_id):
    """Say why the school's hours are right: a person at DfE decides."""
    claim = claim_of(school, claim_id)
    fewer = fewer_hours_of(claim)
    if claim.status != ClaimStatus.RETURNED or (not fewer and request.method != "POST"):
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        contest_provider_hours(claim, form.cleaned_data["words"], by=request.user)
        messages.success(request, f"Claim {claim.reference} submitted again. A person at DfE will decide.")
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    return render(request, "assurance/school/contest_hours.html", {"form": form, "claim": claim, "fewer": fewer})


@for_school_user
@allowed(can_report_claim)
def report_claim(request, school, claim_id):
    """Say that a paid claim is wrong: why, and what each mentor really did."""
    claim = claim_of(school, claim_id)
    if claim.status != ClaimStatus.PAID or open_report_of(claim):
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    lines = list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))
    form = ReportForm(posted(request), lines=lines)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "words")}
        report(claim, **said, hours=form.hours(), by=request.user)
        messages.success(request, f"Report about claim {claim.reference} sent to DfE. We will email you the answer.")
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    return render(request, "assurance/school/report_claim.html", {"form": form, "claim": claim})
