"""A file of answers: kept as a preview that survives sign-out, then applied once. The rows that cannot be applied come back."""

import hashlib

from django.db import IntegrityError, transaction

from apps.audit.record import record
from apps.core import clock
from apps.payments.files.payer_answers import COLUMNS, Answer, problem, read_answers
from apps.payments.models import AnswersFile
from apps.payments.refusals import AlreadyProcessed, ChangedSincePreviewed
from apps.payments.services.answers import UNCHANGED, answer_lines, effects_of, hold_claims

PROBLEM_COLUMNS = [*COLUMNS, "row", "problem"]


@transaction.atomic
def keep_upload(name, data, *, by):
    """Read a file and keep what it would do. A file applied before is given back as it is. Raises FileRefused."""
    sha256 = hashlib.sha256(data).hexdigest()
    if earlier := AnswersFile.objects.filter(sha256=sha256, applied_at__isnull=False).first():
        return earlier
    report = read_answers(name, data)
    file = AnswersFile(name=name[-255:], sha256=sha256, uploaded_by=by, problems=report.problems)
    sort_out(file, report.good)
    file.save()
    return file


def sort_out(file, answers):
    """Put each answer of a file where it belongs now: ready, unchanged, or a problem."""
    ready = []
    for answer, line, against in effects_of(answers):
        if not against:
            ready.append(answer.kept() | {"amount_pence": line.amount_pence})
        elif against == UNCHANGED:
            file.unchanged += 1
        else:
            file.problems.append(problem(answer.row, "claim_reference", against) | {"cells": cells_of(answer)})
    file.rows = ready
    file.problems.sort(key=lambda found: found["row"])


def cells_of(answer):
    return [answer.reference, str(answer.says), answer.paid_on.isoformat() if answer.paid_on else "", answer.reason]


def answers_in(file):
    return [Answer.read_back(kept) for kept in file.rows]


@transaction.atomic
def apply_file(file, *, by):
    """Apply the good rows of a previewed file, all or none. Returns how many claims moved.

    Raises AlreadyProcessed for a file applied before, under whatever name, and ChangedSincePreviewed.
    """
    file.refresh_from_db(from_queryset=AnswersFile.objects.select_for_update(of=("self",)))
    if file.applied_at:
        raise already_processed(file)
    file.applied_at, file.applied_by = clock.now(), by
    try:
        with transaction.atomic():
            file.save(update_fields=["applied_at", "applied_by"])
    except IntegrityError:
        raise already_processed(AnswersFile.objects.get(sha256=file.sha256, applied_at__isnull=False)) from None
    answers = answers_in(file)
    moved = answer_lines_as_previewed(answers, file, by=by)
    record("answers_file.apply", file, by=by, name=file.name, applied=moved, problems=len(file.problems))
    return moved


def answer_lines_as_previewed(answers, file, *, by):
    """Apply exactly what the preview showed, or nothing."""
    hold_claims({answer.reference for answer in answers})
    if any(against for _, _, against in effects_of(answers)):
        raise ChangedSincePreviewed("Some of these claims changed since you previewed the file. Look at it again.")
    return answer_lines(answers, by=by, source=file)


def already_processed(file):
    return AlreadyProcessed(
        f"This file was already processed by {file.applied_by} on {clock.day_of(file.applied_at):%-d %B %Y}. "
        "It was not applied again."
    )


@transaction.atomic
def look_again(file):
    """Sort a preview out afresh, because claims changed under it."""
    file.refresh_from_db(from_queryset=AnswersFile.objects.select_for_update(of=("self",)))
    if file.applied_at is None:
        sort_out(file, answers_in(file))
        file.save(update_fields=["rows", "problems", "unchanged"])


def problem_rows(file):
    """The rows to correct, each with its number and why, ready to be uploaded again."""
    for found in file.problems:
        yield [*found["cells"], found["row"], found["words"]]


def forget_uploads(*, older_than):
    """Empty the rows of files uploaded before a moment; what was applied stays as answers. Returns how many."""
    return (
        AnswersFile.objects.filter(created_at__lt=older_than).exclude(rows=[], problems=[]).update(rows=[], problems=[])
    )
