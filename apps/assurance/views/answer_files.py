"""A provider answers about hours by file: download who waits, write the answers, look at what they would do, send."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.assurance.answers import lines_waiting_for
from apps.assurance.enums import REASONS, Answer
from apps.assurance.files import hours_answers
from apps.assurance.forms import AnswersFileForm
from apps.assurance.permissions import can_confirm_hours
from apps.assurance.services import answer_files as files
from apps.assurance.views.provider import say_what_was_kept
from apps.audit.record import record
from apps.core import clock
from apps.core.access import allowed
from apps.core.files.reading import FileRefused
from apps.core.files.writing import csv_response
from apps.core.paging import count_up_to
from apps.providers.access import for_delivery_partner

SHOWN_PROBLEMS = 100
SHOWN_FILES = 10


@for_delivery_partner
@allowed(can_confirm_hours)
def download_waiting(request, provider):
    """Who waits for an answer, as a file to write the answers in. That somebody took it is kept."""
    with transaction.atomic():
        record("claim.export", provider, by=request.user, conditions="mentors who wait for an answer")
    name = f"confirm-hours-{provider.code}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, hours_answers.COLUMNS, hours_answers.waiting_rows(provider))


@for_delivery_partner
@allowed(can_confirm_hours)
def upload_answers(request, provider):
    """Choose a file of answers; what it would do is kept and shown next."""
    form = AnswersFileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            file = files.keep_file(provider, chosen.name, chosen.read(), by=request.user)
            return redirect("assurance:provider-show-answers-file", provider.pk, file.pk)
        except FileRefused as refused:
            form.add_error("file", refused.words)
    context = {
        "form": form,
        "count": count_up_to(lines_waiting_for(provider)),
        "reasons": [(answer, REASONS.get(answer, [])) for answer in Answer],
        "kept": files.files_of(provider, request.user)
        .filter(finished_url="")
        .select_related("user")
        .order_by("-created_at")[:SHOWN_FILES],
    }
    return render(request, "assurance/provider/upload_answers.html", context)


def file_of(request, provider, file_id):
    """A file of answers that the person may see, or 404."""
    return get_object_or_404(files.files_of(provider, request.user).select_related("user"), pk=file_id)


@for_delivery_partner
@allowed(can_confirm_hours)
def show_answers_file(request, provider, file_id):
    """What a file would answer, until it is sent; what it answered afterwards."""
    file = file_of(request, provider, file_id)
    said = [kept[2] for _, kept, _ in file.answers["rows"]]
    context = {
        "file": file,
        "is_sent": bool(file.finished_url),
        "counts": [(answer.label, said.count(answer)) for answer in Answer if answer in said],
        "ready": len(said),
        "problems_shown": file.answers["problems"][:SHOWN_PROBLEMS],
    }
    return render(request, "assurance/provider/show_answers_file.html", context)


@for_delivery_partner
@allowed(can_confirm_hours)
@require_POST
def send_answers_file(request, provider, file_id):
    """Send the answers of a previewed file."""
    file = file_of(request, provider, file_id)
    outcome = files.apply_file(provider, file, by=request.user)
    if outcome is None:
        messages.info(request, "These answers were sent before. They were not sent again.")
    else:
        say_what_was_kept(request, outcome)
    return redirect("assurance:provider-show-answers-file", provider.pk, file.pk)


@for_delivery_partner
@allowed(can_confirm_hours)
def download_answers_to_correct(request, provider, file_id):
    """The rows to correct, with why."""
    columns = [*hours_answers.COLUMNS, "row", "problem"]
    return csv_response("answers-to-correct.csv", columns, files.problem_rows(file_of(request, provider, file_id)))
