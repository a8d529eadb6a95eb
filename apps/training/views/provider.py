"""A provider records hours: one mentor's on a page, many by file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import allowed
from apps.core.durations import in_words
from apps.core.files.reading import FileRefused
from apps.core.files.writing import csv_response
from apps.core.paging import page_by_key
from apps.policy.models import AcademicYear
from apps.providers.access import for_delivery_partner, for_provider_user
from apps.training.enums import Outcome, WaitingFor
from apps.training.files import ledger
from apps.training.forms import AnswerDisputeForm, HoursFileForm, RecordHoursForm
from apps.training.models import HoursFile, LedgerDispute
from apps.training.permissions import can_record_hours
from apps.training.refusals import AlreadyRecorded, ChangedSincePreviewed
from apps.training.services import files
from apps.training.services.disputing import answer_dispute as answer
from apps.training.services.recording import Said
from apps.training.services.recording import record_hours as record

SHOWN_PROBLEMS = 100
FIELD_OF = {Outcome.NO_SCHOOL: "urn", Outcome.NOT_YOURS: "urn", Outcome.DISPUTED: "hours"}


@for_delivery_partner
@allowed(can_record_hours)
def record_hours(request, provider):
    """One mentor's hours, typed. What the ledger refuses is said beside the field."""
    initial = {name: request.GET.get(name, "") for name in ("trn", "urn", "year")}
    form = RecordHoursForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        facts = form.cleaned_data
        said = Said(
            1,
            facts["trn"],
            facts["urn"],
            facts["year"],
            facts["hours"],
            facts["trained_on"],
            facts["what"],
            facts["replaces"],
        )
        found = record(provider, [said], by=request.user, how="page", schools=provider.limited_to)
        row = found.rows[0]
        if row.outcome.is_kept:
            messages.success(request, words_about(row, found.over.get((said.trn, said.year.pk), 0)))
            return redirect("training:provider-record-hours", provider.pk)
        form.add_error(FIELD_OF.get(row.outcome, "replaces"), row.outcome.label)
    return render(request, "training/provider/record_hours.html", {"form": form})


def words_about(row, over):
    """What the person is told of hours just recorded."""
    hours, who = in_words(row.said.minutes), f"TRN {row.said.trn} at {row.school}"
    if row.outcome == Outcome.UNCHANGED:
        told = f"{hours} for {who} was recorded already."
    elif row.outcome == Outcome.CHANGED:
        told = f"Hours of {who} changed from {in_words(row.minutes_before)} to {hours}."
    else:
        told = f"{hours} recorded for {who}."
    if row.waiting_for != WaitingFor.NOBODY:
        told += " They wait for the school to add this mentor."
    if over:
        told += (
            f" {in_words(over * 60)} of this mentor’s year {'goes' if over == 1 else 'go'} beyond what can be claimed."
        )
    return told


@for_provider_user
def list_files(request, provider):
    """Files of hours, newest first."""
    kept = (
        HoursFile.objects.filter(provider=provider)
        .select_related("uploaded_by", "applied_by")
        .defer("content", "problems")
    )
    page = page_by_key(kept, request, keys=("-created_at",))
    return render(request, "training/provider/list_files.html", {"page": page})


@for_provider_user
@allowed(can_record_hours)
def upload_hours(request, provider):
    """Choose a file; what it would do is kept and shown next."""
    form = HoursFileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            file = files.keep_file(provider, chosen.name, chosen.read(), by=request.user)
            return redirect("training:provider-show-file", provider.pk, file.pk)
        except FileRefused as refused:
            form.add_error("file", refused.words)
    years = AcademicYear.objects.order_by("-starts_on")
    return render(request, "training/provider/upload_hours.html", {"form": form, "years": years})


@for_provider_user
def download_template(request, provider):
    """An empty file of hours with two rows to write over."""
    year = AcademicYear.objects.current()
    rows = [
        ["1234567", "123456", year.name, "", "", "16", ""],
        ["7654321", "123456", year.name, "2025-10-06", "Coaching", "1.5", ""],
    ]
    return csv_response("hours-template.csv", ledger.COLUMNS, rows)


def file_of(provider, file_id):
    """One of the provider's own files, or 404."""
    files = HoursFile.objects.select_related("provider", "uploaded_by", "applied_by").defer("content")
    return get_object_or_404(files, pk=file_id, provider=provider)


@for_provider_user
def show_file(request, provider, file_id):
    """The preview of a file until it is recorded, its progress and result afterwards."""
    file = file_of(provider, file_id)
    context = {
        "file": file,
        "problems_shown": file.problems[:SHOWN_PROBLEMS],
        "outlook": [(label, file.outlook.get(value, 0)) for value, label in Outcome.choices if file.outlook.get(value)],
        "result": [(label, file.result.get(value, 0)) for value, label in Outcome.choices if file.result.get(value)],
    }
    return render(request, "training/provider/show_file.html", context)


@for_provider_user
@allowed(can_record_hours)
@require_POST
def apply_file(request, provider, file_id):
    """Record the good rows of a previewed file."""
    file = file_of(provider, file_id)
    try:
        files.apply_file(file, by=request.user)
    except ChangedSincePreviewed:
        files.look_again(file)
        messages.warning(request, "Some hours changed since you previewed this file. Nothing was recorded.")
    except AlreadyRecorded as refused:
        messages.warning(request, refused.words)
    else:
        if file.recorded_at:
            messages.success(request, f"{file.name} recorded.")
    return redirect("training:provider-show-file", provider.pk, file.pk)


@for_provider_user
def download_problems(request, provider, file_id):
    """The rows to correct, with why."""
    file = file_of(provider, file_id)
    return csv_response("hours-to-correct.csv", [*ledger.COLUMNS, "row", "problem"], files.problem_rows(file))


@for_delivery_partner
@allowed(can_record_hours)
def answer_dispute(request, provider, dispute_id):
    """Answer a school that says recorded hours are wrong."""
    disputes = LedgerDispute.objects.select_related("entry__school", "entry__year", "disputed_by", "answered_by")
    dispute = get_object_or_404(
        provider.within_limit(disputes, "entry__school"), pk=dispute_id, entry__provider=provider
    )
    form = AnswerDisputeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer(dispute, words=form.cleaned_data["words"], minutes=form.minutes, by=request.user)
        messages.success(request, f"{dispute.entry.school} has your answer.")
        return redirect("doors:provider-show-hours", provider.pk, dispute.entry_id)
    return render(request, "training/provider/answer_dispute.html", {"form": form, "dispute": dispute})
