"""A school replies to a provider that gave fewer hours."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.assurance.forms import WordsForm
from apps.assurance.permissions import can_reply_to_provider
from apps.assurance.services.replying import accept_provider_hours, contest_provider_hours, fewer_hours_of
from apps.claims.models import Claim
from apps.core.access import allowed
from apps.schools.access import for_school_user


def claim_of(school, claim_id):
    claims = Claim.objects.of_school(school).select_related("school", "provider", "year", "submitted_by")
    return get_object_or_404(claims, pk=claim_id)


@for_school_user
@allowed(can_reply_to_provider)
@require_POST
def accept_hours(request, school, claim_id):
    """Submit again with the provider's hours, in one click."""
    claim = claim_of(school, claim_id)
    accept_provider_hours(claim, by=request.user)
    messages.success(request, f"Claim {claim.reference} submitted again with the hours from {claim.provider}.")
    return redirect("doors:school-show-claim", school.pk, claim.pk)


@for_school_user
@allowed(can_reply_to_provider)
def contest_hours(request, school, claim_id):
    """Say why the school's hours are right: a person at DfE decides."""
    claim = claim_of(school, claim_id)
    fewer = fewer_hours_of(claim)
    if not fewer and request.method != "POST":
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        contest_provider_hours(claim, form.cleaned_data["words"], by=request.user)
        messages.success(request, f"Claim {claim.reference} submitted again. A person at DfE will decide.")
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    return render(request, "assurance/school/contest_hours.html", {"form": form, "claim": claim, "fewer": fewer})
