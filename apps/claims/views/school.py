"""A school's claims: the list, the journey that makes and changes them, and their ends."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.audit.record import record
from apps.claims.enums import EDITABLE, ClaimStatus
from apps.claims.exports import claims_of_school
from apps.claims.forms import WithdrawSeenForm
from apps.claims.journeys.add_claim.journey import AddClaim
from apps.claims.last_year import last_year_of
from apps.claims.listing import ClaimsFilter, by_year, totals_of, with_what_is_shown
from apps.claims.notifications import people_told
from apps.claims.permissions import can_add_claim, can_withdraw_claim
from apps.claims.services.drafts import change_provider as change_its_provider
from apps.claims.services.drafts import discard_draft as discard
from apps.claims.services.drafts import start_claim as start
from apps.claims.services.drafts import was_discarded
from apps.claims.services.ending import withdraw_claim as withdraw
from apps.claims.starting import start_for
from apps.claims.views.choose_provider import choose_provider
from apps.core import calendar, clock
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.core.journeys import walk
from apps.core.paging import page_by_key
from apps.schools.access import for_school_user


def claim_of(school, claim_id):
    """One claim of the school, or 404."""
    return get_object_or_404(school.claims.select_related("provider", "year"), pk=claim_id)


@for_school_user
def list_claims(request, school):
    """The school's claims as far as they meet what the address asks, newest year first."""
    asked = ClaimsFilter(request.GET, school)
    claims, keys = asked.in_order()
    page = page_by_key(with_what_is_shown(claims), request, keys=keys)
    totals = totals_of(claims)
    context = {
        "start": start_for(school),
        "page": page,
        "years": by_year(page.items, request.GET.urlencode()),
        "asked": asked,
        "chosen": asked.chosen(request),
        "totals": totals,
        "heading": asked.heading(totals["count"]),
    }
    return render(request, "claims/school/list_claims.html", context)


@for_school_user
@require_POST
def download_claims(request, school):
    """The same claims as a file. That somebody took it is kept."""
    asked = ClaimsFilter(request.GET, school)
    with transaction.atomic():
        record("claim.export", school, by=request.user, conditions=asked.in_words() or "every claim")
    return claims_of_school(school, asked.claims())


@for_school_user
@allowed(can_add_claim)
def start_claim(request, school):
    """Choose a provider: that makes the draft. Or read why the school cannot claim now."""
    ready = start_for(school)
    if ready.stop:
        return render(request, "claims/school/cannot_claim.html", {"stop": ready.stop})
    about = {"start": ready, "claim": None, "again": last_year_of(school, ready.year)}
    provider, key, answer = choose_provider(request, "claims/school/start_claim", **about)
    if provider is None:
        return answer
    claim = start(school, provider, ready.year, by=request.user, key=key)
    return redirect("claims:school-add-claim", school.pk, claim.pk, "mentors")


@for_school_user
@allowed(can_add_claim)
def change_provider(request, school, claim_id):
    """Claim for another provider's training; mentors and hours stay."""
    claim = claim_of(school, claim_id)
    if claim.status != ClaimStatus.DRAFT:
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    provider, _, answer = choose_provider(request, "claims/school/start_claim", start=None, claim=claim, again=None)
    if provider is None:
        return answer
    change_its_provider(claim, provider, by=request.user)
    return redirect("claims:school-add-claim", school.pk, claim.pk, "check-your-answers")


@for_school_user
@allowed(can_add_claim)
def add_claim(request, school, claim_id, step):
    """Every page of the claim journey."""
    return walk(request, AddClaim(claim_of(school, claim_id), school=school, by=request.user), step)


@for_school_user
def claim_submitted(request, school, claim_id):
    """What was submitted, who was told, and what happens next."""
    claim = claim_of(school, claim_id)
    if claim.status in EDITABLE or claim.submitted_at is None:
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    confirm_by = calendar.deadline(clock.day_of(claim.submitted_at), days=claim.year.confirmation_days)
    context = {"claim": claim, "people": people_told(claim), "confirm_by": confirm_by}
    return render(request, "claims/school/claim_submitted.html", context)


@for_school_user
@allowed(can_withdraw_claim)
def withdraw_claim(request, school, claim_id):
    """Withdraw a submitted claim, after a look at what that means."""
    claim = claim_of(school, claim_id)
    if not claim.can_be_withdrawn:
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    form = WithdrawSeenForm(posted(request), initial={"version": claim.version})
    if form.is_valid():
        withdraw(claim, **form.cleaned_data, by=request.user)
        messages.success(request, f"Claim {claim.reference} withdrawn. Its hours can be claimed again.")
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    return render(request, "claims/school/withdraw_claim.html", {"claim": claim, "form": form})


@for_school_user
@allowed(can_withdraw_claim)
def discard_draft(request, school, claim_id):
    """Delete a draft, after a look at what that means."""
    if was_discarded(school, claim_id):
        return redirect("claims:school-list-claims", school.pk)
    claim = claim_of(school, claim_id)
    if claim.status != ClaimStatus.DRAFT:
        return redirect("doors:school-show-claim", school.pk, claim.pk)
    if request.method == "POST":
        discard(claim, by=request.user)
        messages.success(request, f"Draft {claim.reference} deleted.")
        return redirect("claims:school-list-claims", school.pk)
    return render(request, "claims/school/discard_draft.html", {"claim": claim})
