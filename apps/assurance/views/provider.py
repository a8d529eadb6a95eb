"""A provider confirms hours, and sees the claims that name it."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.db.models import Min
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import template_localtime
from django.views.decorators.http import require_POST

from apps.assurance.answers import ANSWERABLE, AS_SHOWN, lines_waiting_for
from apps.assurance.enums import Answer
from apps.assurance.exports import claims_of_provider
from apps.assurance.forms import AnswersForm, ReportForm, WordsForm, lines_named
from apps.assurance.journeys.confirm_hours import ConfirmHours, exceptions_of, lines_asked
from apps.assurance.ledger import words_on
from apps.assurance.models import Confirmation, PaidClaimReport
from apps.assurance.models.confirmations import UNDO_FOR
from apps.assurance.permissions import can_confirm_hours, can_report_claim
from apps.assurance.services import reporting
from apps.assurance.services.confirming import LineAnswer, answer_hours
from apps.assurance.services.confirming import report_wrong as report
from apps.assurance.services.confirming import undo_answer as undo
from apps.assurance.services.reporting import open_report_of
from apps.assurance.shown import claims_of, shown, status_choices, with_status
from apps.audit.record import record
from apps.claims.enums import ClaimStatus
from apps.core import clock, searching
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.core.journeys import walk
from apps.core.paging import count_up_to, page_by_key
from apps.providers.access import for_delivery_partner

MOST_TO_UNDO = 50


@for_delivery_partner
@allowed(can_confirm_hours)
def list_confirmations(request, provider):
    """Every mentor whose hours wait for an answer, soonest deadline first: many are answered at once."""
    if request.method == "POST":
        return keep_answers(request, provider)
    return show_confirmations(request, provider)


def show_confirmations(request, provider, posted=None):
    """The list, with what may still be undone. What was posted is shown with its errors."""
    asked = request.GET.get("school", "").strip()
    lines = lines_waiting_for(provider)
    for word in searching.words(asked):
        lines = lines.filter(claim__school__search_text__contains=word)
    page = page_by_key(lines, request, keys=AS_SHOWN)
    chosen = Answer.CONFIRMED.value if request.GET.get("choose") == "confirm" else ""
    context = {
        "form": AnswersForm(posted, lines=page.items, chosen=chosen),
        "page": page,
        "ledger_says": words_on(page.items),
        "asked": asked,
        "count": count_up_to(lines),
        "first_due": lines.aggregate(first=Min("due_on"))["first"],
        "undoable": undoable_answers(provider),
    }
    return render(request, "assurance/provider/list_confirmations.html", context)


def keep_answers(request, provider):
    """Keep what only confirms; go on to the next page when something must be explained."""
    form = AnswersForm(request.POST, lines=lines_asked(provider, request.POST))
    if lines_named(request.POST) and not form.lines:
        messages.info(request, "Somebody else has answered for these mentors, or they are no longer asked about.")
        return redirect("assurance:provider-list-confirmations", provider.pk)
    if not form.is_valid():
        return show_confirmations(request, provider, request.POST)
    chosen = form.chosen()
    if exceptions_of(chosen):
        journey = ConfirmHours.resume(uuid.uuid4(), user=request.user, provider=provider)
        journey.keep("answers", request.POST.urlencode())
        return redirect(journey.furthest.url)
    answers = [LineAnswer(line_id=line.pk, hours_asked=line.hours, answer=answer) for line, answer in chosen]
    say_what_was_kept(request, answer_hours(provider, answers, by=request.user))
    return redirect("assurance:provider-list-confirmations", provider.pk)


@for_delivery_partner
@allowed(can_confirm_hours)
def confirm_hours(request, provider, journey_id, step):
    """The pages after the list: reasons, and one check."""
    journey = ConfirmHours.resume(journey_id, user=request.user, provider=provider)
    if not journey.finished_url and "answers" not in journey.answers:
        return redirect("assurance:provider-list-confirmations", provider.pk)
    answer = walk(request, journey, step)
    if journey.saved:
        say_what_was_kept(request, journey.saved)
    return answer


def say_what_was_kept(request, outcome):
    """How many answers were saved and until when they can be undone, and how many came too late."""
    if count := len(outcome.kept):
        until = time_in_words(outcome.kept[0].can_be_undone_until)
        messages.success(request, f"{count} answer{'' if count == 1 else 's'} saved. You can undo until {until}.")
    if late := len(outcome.too_late):
        were = "answer was" if late == 1 else "answers were"
        messages.info(request, f"{late} {were} not needed: somebody answered before, or the claim has changed.")


def time_in_words(moment):
    return date_format(template_localtime(moment), "g:ia").replace(".", "")


def undoable_answers(provider):
    """Answers of the last hour on claims that nobody has decided."""
    return (
        provider.within_limit(Confirmation.objects.standing(), "claim__school")
        .filter(
            claim__provider=provider,
            claim__status__in=[*ANSWERABLE, ClaimStatus.RETURNED],
            answered_at__gt=clock.now() - UNDO_FOR,
            from_ledger=None,
        )
        .select_related("claim__school", "mentor")
        .order_by("-answered_at", "id")[:MOST_TO_UNDO]
    )


def answer_of(provider, confirmation_id):
    """One of the provider's own answers, or 404."""
    return get_object_or_404(
        provider.within_limit(Confirmation.objects.all(), "claim__school").select_related(
            "claim__provider", "claim__school", "mentor"
        ),
        pk=confirmation_id,
        claim__provider=provider,
        from_ledger=None,
    )


@for_delivery_partner
@allowed(can_confirm_hours)
@require_POST
def undo_answer(request, provider, confirmation_id):
    """Take an answer back within the hour."""
    confirmation = answer_of(provider, confirmation_id)
    undo(confirmation, by=request.user)
    messages.success(request, f"Your answer about {confirmation.mentor} is undone. Answer again when you are ready.")
    return redirect("assurance:provider-list-confirmations", provider.pk)


@for_delivery_partner
@allowed(can_confirm_hours)
def report_wrong(request, provider, confirmation_id):
    """Tell DfE that an answer was wrong."""
    confirmation = answer_of(provider, confirmation_id)
    if confirmation.undone_at or confirmation.reported_wrong_at:
        return redirect("assurance:provider-show-claim", provider.pk, confirmation.claim_id)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        report(confirmation, form.cleaned_data["words"], by=request.user)
        messages.success(request, f"DfE has been told that your answer about {confirmation.mentor} was wrong.")
        return redirect("assurance:provider-show-claim", provider.pk, confirmation.claim_id)
    return render(request, "assurance/provider/report_wrong.html", {"form": form, "confirmation": confirmation})


@for_delivery_partner
def list_claims(request, provider):
    """Claims that name the provider: their mentors, hours and the provider's own answers."""
    asked, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    claims = claims_of(provider)
    if asked:
        claims = claims.matching(asked)
    if status in status_choices():
        claims = with_status(claims, status)
    page = page_by_key(claims, request, keys=("-submitted_at",))
    context = {
        "page": page,
        "claims": shown(page.items),
        "count": count_up_to(claims),
        "asked": asked,
        "status": status if status in status_choices() else "",
        "statuses": status_choices(),
    }
    return render(request, "assurance/provider/list_claims.html", context)


@for_delivery_partner
def download_claims(request, provider):
    """The provider's claims as a file. That somebody took it is kept."""
    with transaction.atomic():
        record("claim.export", provider, by=request.user, conditions="every claim that names the provider")
    return claims_of_provider(provider)


@for_delivery_partner
def show_claim(request, provider, claim_id):
    """One claim that names the provider."""
    claim = get_object_or_404(claims_of(provider), pk=claim_id)
    context = {
        "claim": shown([claim])[0],
        "undo_after": clock.now() - UNDO_FOR,
        "may_undo": claim.status in {*ANSWERABLE, ClaimStatus.RETURNED},
        "may_report": claim.status == ClaimStatus.PAID and open_report_of(claim) is None,
        "may_say_wrong": claim.status != ClaimStatus.PAID,
        "report": reports_of(claim).order_by("-reported_at").first(),
    }
    return render(request, "assurance/provider/show_claim.html", context)


def reports_of(claim):
    """What the provider reported of a claim. What its school reported is between the school and DfE."""
    return PaidClaimReport.objects.filter(claim=claim, by_provider=True).select_related("reported_by")


@for_delivery_partner
@allowed(can_report_claim)
def report_claim(request, provider, claim_id):
    """Say that a paid claim is wrong: why, and what each mentor really did. No amount is shown."""
    claim = get_object_or_404(claims_of(provider).select_related("provider"), pk=claim_id)
    if claim.status != ClaimStatus.PAID or open_report_of(claim):
        return redirect("assurance:provider-show-claim", provider.pk, claim.pk)
    lines = list(claim.lines.select_related("mentor").order_by("mentor__sort_name", "mentor__trn"))
    form = ReportForm(posted(request), lines=lines)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "words")}
        reporting.report_claim(claim, **said, hours=form.hours(), by=request.user, by_provider=True)
        messages.success(request, f"Report about claim {claim.reference} sent to DfE. We will email you the answer.")
        return redirect("assurance:provider-show-claim", provider.pk, claim.pk)
    return render(request, "assurance/provider/report_claim.html", {"form": form, "claim": claim})
