"""What a caseworker does with a claim: decide, return, reopen, withdraw it for the school, give it to somebody."""

from django.contrib import messages
from django.shortcuts import redirect, render

from apps.assurance.services import decisions
from apps.assurance.services.checking import unanswered
from apps.claims.enums import Move
from apps.claims.services.assigning import assign_claims
from apps.claims.services.ending import withdraw_claim as withdraw
from apps.core.access import allowed
from apps.support.claim_page import check_can_move
from apps.support.filters import caseworkers
from apps.support.forms import AssignOneForm, DecisionForm, ReasonForm, RejectForm, ReturnForm, posted, save_seen
from apps.support.permissions import can_assign_claim, can_review_claim
from apps.support.views.claim import find_claim
from apps.users.access import for_support

NEXT_PAGE = {"approve": "support:approve-claim", "return": "support:return-claim", "reject": "support:reject-claim"}


@for_support
@allowed(can_review_claim)
def decide_claim(request, roles, claim_id):
    """Which way: the page of that decision asks the rest. Approval is offered once every finding is answered."""
    claim = find_claim(claim_id)
    check_can_move(claim, Move.APPROVE)
    waiting = unanswered(claim)
    form = DecisionForm(posted(request), may_approve=not waiting)
    if form.is_valid():
        return redirect(NEXT_PAGE[form.cleaned_data["decision"]], claim.pk)
    return render(request, "support/claims/decide.html", {"claim": claim, "form": form, "waiting": waiting})


@for_support
@allowed(can_review_claim)
def approve_claim(request, roles, claim_id):
    claim = find_claim(claim_id)
    check_can_move(claim, Move.APPROVE)
    form = ReasonForm(posted(request), record=claim, hint="Why this claim can be paid. DfE keeps it.")
    if form.is_valid():
        save_seen(form, decisions.approve_claim, claim, by=request.user, reason=form.cleaned_data["reason"])
        return done(request, claim, f"Claim {claim.reference} approved. We have emailed {claim.school}.")
    what = ["The claim waits for the next payment run.", f"{claim.school} is told that it will be paid."]
    return draw(request, claim, form, "Approve this claim", "Approve claim", what)


@for_support
@allowed(can_review_claim)
def return_claim(request, roles, claim_id):
    claim = find_claim(claim_id)
    check_can_move(claim, Move.RETURN)
    form = ReturnForm(posted(request), record=claim)
    if form.is_valid():
        words, day = form.cleaned_data["words"], form.cleaned_data["return_by"]
        save_seen(form, decisions.return_claim, claim, by=request.user, words=words, return_by=day)
        return done(request, claim, f"Claim {claim.reference} returned. We have emailed {claim.school}.")
    what = [
        f"{claim.school} is told what must change, and by when.",
        "The claim keeps its hours until the deadline. After it, the claim ends and its hours are free again.",
    ]
    return draw(request, claim, form, "Return this claim to the school", "Return claim", what)


@for_support
@allowed(can_review_claim)
def reject_claim(request, roles, claim_id):
    claim = find_claim(claim_id)
    check_can_move(claim, Move.REJECT)
    form = RejectForm(posted(request), record=claim)
    if form.is_valid():
        category, words = form.cleaned_data["category"], form.cleaned_data["words"]
        save_seen(form, decisions.reject_claim, claim, by=request.user, category=category, words=words)
        return done(request, claim, f"Claim {claim.reference} not approved. We have emailed {claim.school}.")
    what = [f"{claim.school} is told that the claim is not approved, and why.", "Its hours can be claimed again."]
    return draw(request, claim, form, "Do not approve this claim", "Do not approve", what, is_grave=True)


@for_support
@allowed(can_review_claim)
def reopen_claim(request, roles, claim_id):
    claim = find_claim(claim_id)
    check_can_move(claim, Move.REOPEN)
    form = ReasonForm(posted(request), record=claim, hint="What has changed. The school will read it.")
    if form.is_valid():
        save_seen(form, decisions.reopen_claim, claim, by=request.user, reason=form.cleaned_data["reason"])
        return done(request, claim, f"Claim {claim.reference} reopened. It needs a decision again.")
    what = ["A caseworker decides on the claim again.", "A claim that was not approved must find its hours again."]
    return draw(request, claim, form, "Reopen this claim", "Reopen claim", what)


@for_support
@allowed(can_review_claim)
def withdraw_claim(request, roles, claim_id):
    claim = find_claim(claim_id)
    check_can_move(claim, Move.WITHDRAW)
    form = ReasonForm(posted(request), record=claim, hint="Who at the school asked for it, and why.")
    if form.is_valid():
        save_seen(form, withdraw, claim, by=request.user, reason=form.cleaned_data["reason"])
        return done(request, claim, f"Claim {claim.reference} withdrawn. We have emailed {claim.school}.")
    what = ["This cannot be undone.", "Its hours can be claimed again.", f"{claim.school} is told."]
    return draw(request, claim, form, "Withdraw this claim for the school", "Withdraw claim", what, is_grave=True)


@for_support
@allowed(can_assign_claim)
def assign_claim(request, roles, claim_id):
    claim = find_claim(claim_id)
    now = {"to": str(claim.assigned_to_id or "nobody")}
    form = AssignOneForm(posted(request), initial=now, people=list(caseworkers()), user=request.user)
    if form.is_valid():
        to = form.cleaned_data["to"]
        assign_claims([claim], to, by=request.user)
        who = "you" if to == request.user else to or "nobody"
        return done(request, claim, f"Claim {claim.reference} assigned to {who}.")
    return render(request, "support/claims/assign.html", {"claim": claim, "form": form})


def draw(request, claim, form, heading, button, what, *, is_grave=False):
    """The one page of every action on a claim: what it is, what will happen, the question, the button."""
    context = {"claim": claim, "form": form, "heading": heading, "button": button, "what": what, "is_grave": is_grave}
    return render(request, "support/claims/act.html", context)


def done(request, claim, words):
    messages.success(request, words)
    return redirect("support:show-claim", claim.pk)
