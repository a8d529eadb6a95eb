"""Payment runs in the console: who is paid, how much, by whose word, and what became of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.core import clock, money
from apps.core.access import allowed
from apps.core.files.writing import csv_response
from apps.core.paging import page_by_key
from apps.payments import figures, pages
from apps.payments.enums import RunStatus
from apps.payments.forms import ReasonForm
from apps.payments.models import PaymentRun
from apps.payments.notifications import payer_people
from apps.payments.permissions import can_prepare_run, can_read_payments, can_recall_run, can_release_run
from apps.payments.services import runs
from apps.policy.models import AcademicYear, ClaimWindow
from apps.users.access import for_support

YEAR_COLUMNS = [
    "payment_run",
    "claim_window",
    "released_on",
    "claims",
    "sent",
    "paid",
    "held",
    "rejected",
    "sent_again",
    "outstanding",
]


@for_support
@allowed(can_read_payments)
def list_runs(request, roles):
    """Windows with claims to pay, and every run, newest first."""
    ready = list(figures.windows_with_ready_claims())
    windows = ClaimWindow.objects.select_related("year").in_bulk([row["window"] for row in ready])
    page = page_by_key(PaymentRun.objects.select_related("window__year", "prepared_by"), request, keys=("-number",))
    return render(
        request,
        "support/payments/list-runs.html",
        {
            "ready": [(windows[row["window"]], row["count"], row["pence"]) for row in ready],
            "page": page,
            "sums": figures.sums_by_run(page.items),
            "may_prepare": can_prepare_run(request.user, roles),
            "years": AcademicYear.objects.filter(windows__payment_runs__isnull=False).distinct(),
        },
    )


@for_support
@allowed(can_prepare_run)
def prepare_run(request, roles, window_id):
    """Who would be in the run; then prepare it."""
    window = get_object_or_404(ClaimWindow.objects.select_related("year"), pk=window_id)
    if request.method == "POST":
        run = runs.prepare_run(window, by=request.user)
        messages.success(request, f"{run} prepared. Another payments officer can release it.")
        return redirect("support:show-run", run.pk)
    claims = runs.ready_claims(window)
    page = page_by_key(claims.select_related("school", "provider"), request, keys=("reference",))
    return render(
        request,
        "support/payments/prepare-run.html",
        {
            "window": window,
            "ready": figures.ready_to_prepare(window),
            "look": figures.needs_a_look(claims, window.year),
            "page": page,
        },
    )


@for_support
@allowed(can_read_payments)
def show_run(request, roles, run_id):
    run = one_run(run_id)
    claims = runs.claims_of(run)
    return render(
        request,
        "support/payments/show-run.html",
        {
            "run": run,
            "sums": figures.sums_of(run.lines),
            "look": figures.needs_a_look(claims, run.window.year) if run.status == RunStatus.PREPARED else None,
            "page": pages.lines_page(request, run),
            "events": history_of(run),
            "is_officer": can_prepare_run(request.user, roles),
            "is_preparer": run.prepared_by_id == request.user.pk,
            "is_releaser": run.released_by_id == request.user.pk,
        },
    )


def one_run(run_id):
    found = PaymentRun.objects.select_related("window__year", "prepared_by", "released_by", "ended_by")
    return get_object_or_404(found, pk=run_id)


@for_support
@allowed(can_release_run)
def release_run(request, roles, run_id):
    """The second person confirms the sum; then it goes to the payer."""
    run = one_run(run_id)
    if request.method == "POST":
        runs.release_run(run, by=request.user)
        messages.success(request, f"{run} released: {money.pounds(run.total_pence)} sent to the payer.")
        return redirect("support:show-run", run.pk)
    if run.status != RunStatus.PREPARED or run.prepared_by_id == request.user.pk:
        return redirect("support:show-run", run.pk)
    context = {"run": run, "people": payer_people(), "look": figures.needs_a_look(runs.claims_of(run), run.window.year)}
    return render(request, "support/payments/release-run.html", context)


@for_support
@allowed(can_prepare_run)
def cancel_run(request, roles, run_id):
    return end_run(request, one_run(run_id), "cancel-run", RunStatus.PREPARED, runs.cancel_run, "cancelled")


@for_support
@allowed(can_recall_run)
def recall_run(request, roles, run_id):
    return end_run(request, one_run(run_id), "recall-run", RunStatus.RELEASED, runs.recall_run, "taken back")


def end_run(request, run, page, status, end, done):
    """Confirm with a reason, then cancel or recall."""
    form = ReasonForm(pages.posted(request))
    if form.is_valid():
        end(run, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{run} {done}.")
        return redirect("support:show-run", run.pk)
    if run.status != status:
        return redirect("support:show-run", run.pk)
    return render(request, f"support/payments/{page}.html", {"run": run, "form": form})


@for_support
@allowed(can_prepare_run)
@require_POST
def download_run(request, roles, run_id):
    return pages.download_run(request, one_run(run_id))


@for_support
@allowed(can_prepare_run)
@require_POST
def send_links(request, roles, run_id):
    """A fresh link for everyone at the payer."""
    run = one_run(run_id)
    runs.send_new_links(run, by=request.user)
    messages.success(request, "New links sent to the payer.")
    return redirect("support:show-run", run.pk)


@for_support
@allowed(can_read_payments)
def show_year(request, roles, year_id):
    """What was sent for a year and what became of it, run by run."""
    year = get_object_or_404(AcademicYear, pk=year_id)
    found, total = figures.year_reconciliation(year)
    return render(request, "support/payments/show-year.html", {"year": year, "runs": found, "total": total})


@for_support
@allowed(can_read_payments)
def download_year(request, roles, year_id):
    year = get_object_or_404(AcademicYear, pk=year_id)
    found, _ = figures.year_reconciliation(year)
    return csv_response(f"payments-{year.slug}.csv", YEAR_COLUMNS, (year_row(one) for one in found))


def year_row(one):
    """One run in the year's file. What was sent is what became of it, added up."""
    sums = one.sums
    became = [sums[outcome] for outcome in ("paid", "held", "rejected", "sent_again", "outstanding")]
    released_on = clock.day_of(one.run.released_at).isoformat()
    window = f"{one.run.window.opens_on.isoformat()} to {one.run.window.closes_on.isoformat()}"
    return [one.run.number, window, released_on, sums.sent_count, *map(money.plain, (sums.sent, *became))]
