"""One pass over claims of several schools of a trust: draft, submit with one declaration, withdraw."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.forms import WithdrawForm
from apps.claims.journeys.add_claim.forms import DeclarationForm
from apps.claims.journeys.draft_together import PROVIDER, DraftTogether, key_of_draft
from apps.claims.services.ending import withdraw_many
from apps.claims.services.submission import submit_many
from apps.claims.standing import seen_of_standings, standings_of
from apps.claims.starting import closed_words
from apps.claims.trusts import claims_of, schools_of, year_of_interest
from apps.claims.views.choose_provider import choose_provider, read_key
from apps.claims.views.together import address_of, references_in
from apps.core.govuk.forms import posted
from apps.core.journeys import walk
from apps.schools.access import for_trust_user


@for_trust_user
def start_drafts(request, trust):
    """Choose a provider: that begins the journey, or changes the provider of one that has begun."""
    year, window = year_of_interest()
    if window is None:
        return render(request, "claims/trust/cannot_claim.html", {"words": closed_words()})
    provider, key, answer = choose_provider(request, "claims/trust/start_drafts", year=year)
    if provider is None:
        return answer
    key = read_key(request.GET.get("draft", "")) or key
    journey = DraftTogether.resume(key, user=request.user, trust=trust)
    journey.keep(PROVIDER, f"{PROVIDER}={provider.pk}")
    return redirect(journey.finished_url or journey.url_of("schools"))


@for_trust_user
def draft_together(request, trust, journey_id, step):
    """Every page of the journey that drafts claims of several schools."""
    journey = DraftTogether.resume(journey_id, user=request.user, trust=trust)
    if not journey.finished_url and PROVIDER in (step, journey.furthest.name):
        return redirect(journey.start_url)
    return walk(request, journey, step)


@for_trust_user
def drafts_made(request, trust, journey_id):
    """Where the journey ended: on to the page that submits its drafts."""
    keys = [key_of_draft(journey_id, school_id) for school_id in schools_of(trust).values_list("pk", flat=True)]
    made = list(claims_of(trust).filter(pk__in=keys).order_by("reference").values_list("reference", flat=True))
    messages.success(request, f"{len(made)} draft{'' if len(made) == 1 else 's'} made.")
    return redirect(address_of("claims:trust-submit-drafts", trust, made))


def named_in(request, trust):
    """The claims that the address names, by reference, and the references that are not the trust's any more."""
    asked = references_in(request)
    claims = claims_of(trust).filter(reference__in=asked).select_related("school", "provider", "year", "submitted_by")
    claims = list(claims.order_by("school__sort_name", "reference"))
    found = {claim.reference for claim in claims}
    return claims, [reference for reference in asked if reference not in found]


@for_trust_user
def submit_drafts(request, trust):
    """One declaration that names every school; then each draft is submitted in a transaction of its own."""
    claims, gone = named_in(request, trust)
    year, _ = year_of_interest()
    drafts = [claim for claim in claims if claim.status == ClaimStatus.DRAFT]
    references = [claim.reference for claim in claims]
    if claims and not drafts:
        return redirect(address_of("claims:trust-drafts-submitted", trust, references))
    standings = standings_of([claim for claim in drafts if claim.year_id == year.pk])
    can_go = [one for one in standings if one.can_go]
    form = None
    if can_go:
        form = DeclarationForm(
            posted(request),
            statements=lambda: can_go[0].statements,
            seen=lambda: seen_of_standings(can_go),
            things="these claims",
        )
        if form.is_valid():
            ticked = form.cleaned_data
            sent = [one.claim for one in can_go]
            submit_many(sent, declared=ticked["declared"], is_mentor=ticked["is_mentor"], by=request.user)
            return redirect(address_of("claims:trust-drafts-submitted", trust, references))
    context = {
        "form": form,
        "standings": can_go,
        "others": [one for one in standings if not one.can_go],
        "of_other_years": [claim for claim in drafts if claim.year_id != year.pk],
        "gone": gone,
    }
    return render(request, "claims/trust/submit_drafts.html", context)


@for_trust_user
def drafts_submitted(request, trust):
    """What became of each claim: those submitted, and those still drafts with what stands against them."""
    claims, gone = named_in(request, trust)
    year, _ = year_of_interest()
    context = {
        "submitted": [claim for claim in claims if claim.submitted_at],
        "others": standings_of(
            [claim for claim in claims if claim.status == ClaimStatus.DRAFT and claim.year_id == year.pk]
        ),
        "gone": gone,
    }
    return render(request, "claims/trust/drafts_submitted.html", context)


@for_trust_user
def withdraw_claims(request, trust):
    """Withdraw several claims, after a look at what that means and at which of them cannot be withdrawn."""
    claims, gone = named_in(request, trust)
    can_go = [claim for claim in claims if claim.can_be_withdrawn]
    form = WithdrawForm(posted(request)) if can_go else None
    if form and form.is_valid():
        outcomes = withdraw_many(can_go, reason=form.cleaned_data["reason"], by=request.user)
        tell(request, outcomes)
        return redirect(reverse("claims:trust-list-claims", args=[trust.pk]))
    context = {
        "form": form,
        "claims": can_go,
        "others": [claim for claim in claims if not claim.can_be_withdrawn],
        "gone": gone,
    }
    return render(request, "claims/trust/withdraw_claims.html", context)


def tell(request, outcomes):
    """Say which claims were withdrawn, and of each other why it was not."""
    if done := [one.claim.reference for one in outcomes if one.refusal is None]:
        messages.success(request, f"Withdrawn: {', '.join(done)}. Their hours can be claimed again.")
    for one in outcomes:
        if one.refusal:
            messages.warning(request, f"Claim {one.claim.reference} was not withdrawn. {one.refusal.words}")
