"""The payer's pages: runs sent to it, their files, and its answers."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from apps.core.paging import page_by_key
from apps.payments import pages
from apps.payments.enums import RunStatus
from apps.payments.figures import sums_of, waiting_by_run
from apps.payments.models import PaymentRun
from apps.payments.pages import AnswerPages
from apps.users.access import for_payer

PAYER = AnswerPages(layout="layouts/payer.html", address="payments:payer-", audience="payer")


@for_payer
def list_runs(request, membership):
    """Every run that was sent, newest first."""
    page = page_by_key(PaymentRun.objects.sent().select_related("window__year"), request, keys=("-number",))
    return render(request, "payments/payer/list-runs.html", {"page": page, "waiting": waiting_by_run(page.items)})


@for_payer
def show_run(request, membership, run_id):
    run = pages.sent_run(run_id)
    waiting, waiting_pence = waiting_by_run([run]).get(run.pk, (0, 0))
    return render(
        request,
        "payments/payer/show-run.html",
        {
            "run": run,
            "is_released": run.status == RunStatus.RELEASED,
            "sums": sums_of(run.lines),
            "waiting": waiting,
            "waiting_pence": waiting_pence,
            "page": pages.lines_page(request, run),
            "pages": PAYER,
        },
    )


@for_payer
@require_POST
def download_run(request, membership, run_id):
    return pages.download_run(request, pages.sent_run(run_id))


@for_payer
def answer_line(request, membership, line_id):
    return pages.answer_line(request, line_id, PAYER)


@for_payer
def came_back(request, membership, line_id):
    return pages.came_back(request, line_id, PAYER)


@for_payer
def list_files(request, membership):
    return pages.list_files(request, PAYER)


@for_payer
def upload_file(request, membership):
    return pages.upload_file(request, PAYER)


@for_payer
def show_file(request, membership, file_id):
    return pages.show_file(request, file_id, PAYER)


@for_payer
def download_problems(request, membership, file_id):
    return pages.download_problems(request, file_id)
