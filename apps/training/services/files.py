"""A file of hours: kept, previewed, recorded. Large files are worked through by a worker, a part at a time."""

from collections import Counter

from django.db import transaction

from apps.audit.actors import Actor, acting
from apps.audit.record import record
from apps.core import clock
from apps.core.files.reading import FileRefused
from apps.core.nudge import nudge
from apps.training.files import ledger
from apps.training.models import HoursFile
from apps.training.refusals import AlreadyRecorded, ChangedSincePreviewed
from apps.training.services.recording import preview_hours, record_hours

AT_ONCE = 2_000
PART = 5_000


@transaction.atomic
def keep_file(provider, name, data, *, by):
    """Keep an uploaded file. A small one is previewed at once, a large one by a worker. Raises FileRefused for no CSV at all."""
    file = HoursFile(provider=provider, name=name[-255:], content=data, uploaded_by=by)
    if data.count(b"\n") <= AT_ONCE:
        preview(file, ledger.read_hours(name, data))
    file.save()
    record("hours_file.upload", file, by=by, name=file.name)
    if file.previewed_at is None:
        nudge("training.work_through_files")
    return file


def preview(file, report):
    """Put into a file what recording it would do now."""
    outlook, refused = outlook_of(file.provider, report.good)
    file.problems = sorted([*report.problems, *map(refused_row, refused)], key=lambda problem: problem["row"])
    file.good = len(report.good) - len(refused)
    file.outlook = outlook
    file.previewed_at = clock.now()


def outlook_of(provider, rows):
    """What recording these rows would do now: how many come to which outcome, and those that the ledger refuses."""
    outlook, refused = Counter(), []
    for start in range(0, len(rows), PART):
        for row in preview_hours(provider, rows[start : start + PART]).rows:
            if row.outcome.is_kept:
                outlook[str(row.outcome)] += 1
            else:
                refused.append(row)
    return dict(outlook), refused


def refused_row(row):
    """A row that the ledger refuses, as it goes back to the person."""
    said = row.said
    day = said.trained_on.isoformat() if said.trained_on else ""
    replaces = "yes" if said.replaces else ""
    cells = [said.trn, said.urn, str(said.year), day, said.what, hours_cell(said.minutes), replaces]
    return {"row": said.row, "column": row.outcome.column, "words": f"{row.outcome.label}.", "cells": cells}


def hours_cell(minutes):
    """Minutes as a file says them, so that reading it again comes to the same: 16, 1.5 or 0:20."""
    hours, rest = divmod(minutes, 60)
    if rest == 0:
        return str(hours)
    return f"{minutes / 60:.2f}".rstrip("0") if minutes * 100 % 60 == 0 else f"{hours}:{rest:02}"


@transaction.atomic
def apply_file(file, *, by):
    """Record the good rows of a previewed file: a small file now, whole; a large one by a worker, which looks first.

    Raises AlreadyRecorded, and ChangedSincePreviewed when the ledger is no longer as the preview of a small file saw it.
    """
    file.refresh_from_db(from_queryset=HoursFile.objects.select_for_update(of=("self",)))
    if file.applied_at:
        raise AlreadyRecorded(
            f"{file.applied_by} said to record this file on {clock.day_of(file.applied_at):%-d %B %Y}. "
            "It was not recorded again."
        )
    rows = good_rows(file) if file.good <= PART else None
    if rows is not None and has_changed(file, rows):
        raise ChangedSincePreviewed("These hours changed since you previewed the file. Look at it again.")
    file.applied_at, file.applied_by, file.stopped_at = clock.now(), by, None
    file.save(update_fields=["applied_at", "applied_by", "stopped_at"])
    record("hours_file.apply", file, by=by, name=file.name, rows=file.good, problems=len(file.problems))
    if rows is None:
        nudge("training.work_through_files")
    else:
        record_part(file, rows, by=by)


def has_changed(file, rows):
    """Whether recording these rows would do something else now than the preview of their file said."""
    return outlook_of(file.provider, rows)[0] != file.outlook


def good_rows(file):
    """The rows that the preview found good, in the order of the file."""
    refused = {problem["row"] for problem in file.problems}
    return [said for said in ledger.read_hours(file.name, bytes(file.content)).good if said.row not in refused]


def record_part(file, rows, *, by):
    """Record the next rows of a file, and that they are done, in one transaction: a crash doubles nothing."""
    part = rows[file.done : file.done + PART]
    result = Counter(file.result)
    if part:
        found = record_hours(file.provider, part, by=by, how="file")
        result.update(str(row.outcome) for row in found.rows)
    file.result, file.done = dict(result), file.done + len(part)
    if not part or file.done >= file.good:
        file.recorded_at = clock.now()
    file.save(update_fields=["result", "done", "recorded_at"])


def work_through_files():
    """Preview and record what large files are left. Each step is a transaction, held by one worker at a time."""
    for file_id in HoursFile.objects.unfinished().values_list("pk", flat=True):
        rows = None
        while file := next_step(file_id):
            if file.previewed_at is None:
                rows = preview_step(file_id)
            else:
                rows = good_rows(file) if rows is None else rows
                record_step(file_id, rows)


def next_step(file_id):
    """The file, while something is left to do for it."""
    files = HoursFile.objects.unfinished().select_related("provider", "applied_by").defer("content")
    return files.filter(pk=file_id).first()


def hold(file_id):
    """The file, if no other worker has it in hand."""
    files = HoursFile.objects.select_related("provider", "applied_by", "uploaded_by").defer("content")
    return files.select_for_update(of=("self",)).get(pk=file_id)


@transaction.atomic
def preview_step(file_id):
    file = hold(file_id)
    if file.previewed_at is None:
        try:
            preview(file, ledger.read_hours(file.name, bytes(file.content)))
        except FileRefused as refused:
            file.refusal, file.previewed_at = str(refused)[:300], clock.now()
        file.save()


@transaction.atomic
def record_step(file_id, rows):
    file = hold(file_id)
    if file.recorded_at is None and file.applied_at:
        by = Actor.person(file.applied_by, organisation=file.provider, role="provider user")
        with acting(by):
            if file.done == 0 and has_changed(file, rows):
                stop(file, by=by)
            else:
                record_part(file, rows, by=by)


def stop(file, *, by):
    """Record nothing of a file, because the ledger says something else than its preview did; preview it afresh."""
    file.applied_at, file.applied_by, file.stopped_at = None, None, clock.now()
    preview(file, ledger.read_hours(file.name, bytes(file.content)))
    file.save()
    record("hours_file.stop", file, by=by, name=file.name)


@transaction.atomic
def look_again(file):
    """Preview a file afresh, because the ledger changed under it."""
    file.refresh_from_db(from_queryset=HoursFile.objects.select_for_update(of=("self",)))
    if file.applied_at is None:
        preview(file, ledger.read_hours(file.name, bytes(file.content)))
        file.save()


def problem_rows(file):
    """The rows to correct, each with its number and why, ready to be uploaded again."""
    for found in file.problems:
        yield [*found["cells"], found["row"], found["words"]]


def forget_files(*, older_than):
    """Empty the content of files uploaded before a moment; what was recorded stays. Returns how many."""
    old = HoursFile.objects.filter(created_at__lt=older_than).exclude(content=b"", problems=[])
    return old.update(content=b"", problems=[])
