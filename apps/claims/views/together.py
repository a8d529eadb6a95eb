"""Several drafts of a school in one sitting: choose them, declare once, read what became of each."""

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.journeys.add_claim.forms import DeclarationForm
from apps.claims.models import Claim
from apps.claims.notifications import people_told
from apps.claims.permissions import can_add_claim
from apps.claims.services.submission import submit_many
from apps.claims.standing import seen_of_standings, standings_of
from apps.claims.starting import start_for
from apps.core import calendar, clock
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.core.references import read
from apps.schools.access import for_school_user

MOST_TOGETHER = 100


class ChooseForm(forms.Form):
    """The drafts to submit together, of those that can be submitted now."""

    claims = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Which claims do you want to submit?",
        error_messages={
            "required": "Select at least one claim",
            "invalid_choice": "A claim you selected cannot be submitted now: the reason is under the list",
        },
    )

    def __init__(self, *args, standings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["claims"].choices = [(one.claim.reference, str(one.claim.provider)) for one in standings]


@for_school_user
@allowed(can_add_claim)
def choose_drafts(request, school):
    """Which drafts of the year to submit together; the others with what each still needs."""
    ready = start_for(school)
    if ready.stop:
        return render(request, "claims/school/cannot_claim.html", {"stop": ready.stop})
    drafts = drafts_of(school).filter(year=ready.year).order_by("provider__sort_name", "reference")
    standings = standings_of(drafts[:MOST_TOGETHER])
    can_go = [one for one in standings if one.can_go]
    form = ChooseForm(posted(request), standings=can_go, initial={"claims": [one.claim.reference for one in can_go]})
    if form.is_valid():
        return redirect(address_of("claims:school-declare-drafts", school, form.cleaned_data["claims"]))
    others = [one for one in standings if not one.can_go]
    context = {"form": form, "standings": can_go, "others": others, "start": ready}
    return render(request, "claims/school/choose_drafts.html", context)


@for_school_user
@allowed(can_add_claim)
def declare_drafts(request, school):
    """One declaration that names every claim; then each is submitted in a transaction of its own."""
    asked, ready = references_in(request), start_for(school)
    drafts = drafts_of(school).filter(reference__in=asked)
    if asked and not drafts.exists():
        return redirect(address_of("claims:school-drafts-submitted", school, asked))
    standings = standings_of(drafts.filter(year=ready.year).order_by("reference")) if not ready.stop else []
    can_go = [one for one in standings if one.can_go]
    if not can_go:
        return redirect("claims:school-choose-drafts", school.pk)
    form = DeclarationForm(
        posted(request),
        statements=lambda: can_go[0].statements,
        seen=lambda: seen_of_standings(can_go),
        things="these claims",
    )
    if form.is_valid():
        ticked = form.cleaned_data
        claims = [one.claim for one in can_go]
        submit_many(claims, declared=ticked["declared"], is_mentor=ticked["is_mentor"], by=request.user)
        return redirect(address_of("claims:school-drafts-submitted", school, asked))
    context = {"form": form, "standings": can_go, "others": [one for one in standings if not one.can_go]}
    return render(request, "claims/school/declare_drafts.html", context)


@for_school_user
def drafts_submitted(request, school):
    """What became of each claim: those submitted, and those still drafts with what stands against them."""
    claims = Claim.objects.of_school(school).filter(reference__in=references_in(request)).order_by("reference")
    claims = list(claims.select_related("school", "provider", "year", "submitted_by").prefetch_related("lines"))
    submitted = [claim for claim in claims if claim.submitted_at]
    if not claims:
        return redirect("claims:school-list-claims", school.pk)
    context = {
        "submitted": submitted,
        "others": standings_of([claim for claim in claims if claim.status == ClaimStatus.DRAFT]),
        "people": people_told(submitted[0]) if submitted else [],
        "confirm_by": deadline_of(submitted[0]) if submitted else None,
    }
    return render(request, "claims/school/drafts_submitted.html", context)


def deadline_of(claim):
    """The day by which its provider confirms the hours of a claim."""
    return calendar.deadline(clock.day_of(claim.submitted_at), days=claim.year.confirmation_days)


def drafts_of(school):
    drafts = Claim.objects.of_school(school).filter(status=ClaimStatus.DRAFT)
    return drafts.select_related("school", "provider", "year")


def references_in(request):
    """The references that an address names, at most as many as go together."""
    named = [read(text) for text in request.GET.get("claims", "").split(".")]
    return [reference for reference in named if reference][:MOST_TOGETHER]


def address_of(name, school, references):
    """The address of a page about these claims."""
    return f"{reverse(name, args=[school.pk])}?claims={'.'.join(references)}"
