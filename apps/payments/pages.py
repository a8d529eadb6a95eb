"""Pages that the payer and the payments officers who answer for it share. Each door declares its own views and calls these."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from apps.core.files.writing import csv_response
from apps.core.paging import page_by_key
from apps.payments import downloads
from apps.payments.enums import Outcome, PayerSays, RunStatus
from apps.payments.files import payment_file
from apps.payments.forms import AnswerForm, AnswersFileForm, CameBackForm
from apps.payments.models import AnswersFile, PaymentLine, PaymentRun
from apps.payments.refusals import AnswerRefused, ChangedSincePreviewed
from apps.payments.services import uploads
from apps.payments.services.answers import answer_lines, payment_came_back

SHOWN_PROBLEMS = 100


@dataclass(frozen=True)
class AnswerPages:
    """What differs: the layout of the door, how its addresses begin, and how the claim stands to its readers."""

    layout: str
    address: str
    audience: str

    def url(self, page, *args):
        return reverse(f"{self.address}{page}", args=args)

    def draw(self, request, template, **context):
        context |= {"layout": self.layout, "pages": self}
        return render(request, f"payments/answers/{template}.html", context)


def posted(request):
    """What was posted, even if nothing was filled in; None while a page is only looked at."""
    return request.POST if request.method == "POST" else None


def sent_line(line_id):
    """A line that was sent to the payer; a line of any other run does not exist here."""
    lines = PaymentLine.objects.sent().select_related("run", "claim", "claim__school")
    return get_object_or_404(lines, pk=line_id)


def lines_page(request, run):
    """The lines of a run by reference, those that wait for the payer only if the address asks for them."""
    lines = run.lines.select_related("claim")
    if request.GET.get("show") == "waiting":
        lines = lines.waiting()
    return page_by_key(lines, request, keys=("claim__reference",))


def download_run(request, run):
    """Send the payment file, and note who took it."""
    downloads.note_download(run, by=request.user)
    return csv_response(payment_file.file_name(run), payment_file.COLUMNS, payment_file.rows_of(run))


def answer_line(request, line_id, pages):
    """One claim's answer, on the page."""
    line = sent_line(line_id)
    form = AnswerForm(posted(request), line=line)
    if form.is_valid():
        answer_lines([form.answer], by=request.user)
        said = {PayerSays.PAID: "paid", PayerSays.NOT_PAID: "not paid"}.get(form.answer.says, "information needed")
        messages.success(request, f"Claim {line.claim.reference} answered: {said}.")
        return redirect(pages.url("show-run", line.run_id) + "?show=waiting")
    return pages.draw(
        request,
        "answer",
        line=line,
        form=form,
        label=line.claim.label(pages.audience),
        answers=line.answers.select_related("answered_by"),
        waits=PaymentLine.objects.waiting().filter(pk=line.pk).exists(),
        can_come_back=line.outcome == Outcome.PAID and line.claim.status == "paid",
    )


def came_back(request, line_id, pages):
    """A payment that was made and came back."""
    line = sent_line(line_id)
    if line.outcome != Outcome.PAID or line.claim.status != "paid":
        raise AnswerRefused(f"Claim {line.claim.reference} is not marked paid, so its payment cannot have come back.")
    form = CameBackForm(posted(request))
    if form.is_valid():
        payment_came_back(line.claim, by=request.user, **form.cleaned_data)
        messages.success(request, f"Payment of claim {line.claim.reference} noted as come back.")
        return redirect(pages.url("show-run", line.run_id))
    return pages.draw(request, "came-back", line=line, form=form)


def list_files(request, pages, *, may_answer=True):
    files = AnswersFile.objects.select_related("uploaded_by", "applied_by")
    return pages.draw(request, "files", may_answer=may_answer, page=page_by_key(files, request, keys=("-created_at",)))


def upload_file(request, pages):
    """Choose a file; what it would do is kept and shown next."""
    form = AnswersFileForm(posted(request), request.FILES or None)
    if form.is_valid():
        file = uploads.keep_upload(form.cleaned_data["file"].name, form.data_read, by=request.user)
        if file.applied_at:
            messages.warning(request, "This file was already processed. It was not applied again.")
        return redirect(pages.url("show-file", file.pk))
    last = AnswersFile.objects.filter(applied_at__isnull=False).select_related("applied_by").order_by("-applied_at")
    return pages.draw(request, "upload", form=form, last=last.first())


def show_file(request, file_id, pages):
    """The preview of a file until it is applied, its result afterwards."""
    file = get_object_or_404(AnswersFile.objects.select_related("uploaded_by", "applied_by"), pk=file_id)
    if request.method == "POST":
        try:
            moved = uploads.apply_file(file, by=request.user)
        except (ChangedSincePreviewed, AnswerRefused):
            uploads.look_again(file)
            messages.warning(request, "Some claims changed since you previewed this file. Nothing was applied.")
        else:
            messages.success(request, f"{moved:,} {'answer' if moved == 1 else 'answers'} applied.")
        return redirect(pages.url("show-file", file.pk))
    return pages.draw(
        request,
        "file",
        file=file,
        changes=changes_in(file),
        problems_shown=file.problems[:SHOWN_PROBLEMS],
        is_waiting=file.applied_at is None,
        runs=PaymentRun.objects.filter(lines__answers__file=file).distinct() if file.applied_at else [],
    )


def changes_in(file):
    """What a preview would do: for each answer its words, how many claims, and their pence."""
    found = []
    for says in PayerSays:
        rows = [row for row in file.rows if row["says"] == says]
        if rows:
            found.append((says.label, len(rows), sum(row["amount_pence"] for row in rows)))
    return found


def download_problems(request, file_id):
    """The rows to correct, each with why."""
    file = get_object_or_404(AnswersFile, pk=file_id)
    return csv_response("answers-to-correct.csv", uploads.PROBLEM_COLUMNS, uploads.problem_rows(file))


def sent_run(run_id):
    """A run that was sent to the payer, or one that was taken back from it."""
    runs = PaymentRun.objects.filter(status__in=[RunStatus.RELEASED, RunStatus.RECALLED]).select_related("window__year")
    return get_object_or_404(runs, pk=run_id)
