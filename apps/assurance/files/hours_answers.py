"""A provider's answers about hours as a file: the rows that wait, and what somebody wrote beside them.

A row is found by its claim_line_id and its TRN together, never by a name.
"""

import re
import unicodedata
import uuid
from dataclasses import asdict

from apps.assurance.answers import AS_SHOWN, lines_waiting_for
from apps.assurance.enums import REASONS, Answer, AnswerReason, contradiction
from apps.assurance.forms import LONGEST_WORDS
from apps.assurance.services.confirming import LineAnswer
from apps.core.files.reading import FileRefused, Problem, Report, read_rows
from apps.training.files.ledger import Wrong, read_digits

REQUIRED = ["claim_line_id", "mentor_trn", "hours_claimed", "answer"]
COLUMNS = [
    "claim_line_id",
    "mentor_trn",
    "mentor_name",
    "school_urn",
    "school_name",
    "claim_reference",
    "hours_claimed",
    "answer_by",
    "answer",
    "hours_completed",
    "reason",
    "words",
]
WRITTEN = COLUMNS[COLUMNS.index("answer") :]
MOST_ANSWERS = 2_000
LINE_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.ASCII)
HOURS = re.compile(r"[0-9]{1,4}", re.ASCII)


def as_word(text):
    """A choice however it is typed: "Not our mentor", "not-our-mentor"."""
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


ANSWERS = {as_word(word): answer for answer in Answer for word in (answer.value, answer.label)}
REASON_WORDS = {as_word(word): reason for reason in AnswerReason for word in (reason.value, reason.label)}


def waiting_rows(provider):
    """One row for each mentor who waits for an answer, soonest deadline first, with the answer left open."""
    for line in lines_waiting_for(provider).order_by(*AS_SHOWN, "pk").iterator(chunk_size=500):
        school, mentor = line.claim.school, line.mentor
        facts = [line.pk, mentor.trn, str(mentor), school.urn, school.name, line.claim.reference, line.hours]
        yield [*facts, line.due_on.isoformat(), *("" for _ in WRITTEN)]


def read_answers(name, data):
    """Answers of a file, one a line, as (row, TRN, LineAnswer, cells), with the problems of rows that give none.

    Rows without an answer are left for later. Raises FileRefused.
    """
    report, said = Report(), {}
    for row in read_rows(name, data, required=REQUIRED):
        try:
            found = read_row(row)
        except Wrong as wrong:
            report.problems.append(problem(row.number, wrong.column, wrong.words, cells_of(row)))
            continue
        if found:
            said.setdefault(found[1].line_id, []).append((row.number, *found, cells_of(row)))
    for rows in said.values():
        if len({(trn, answer) for _, trn, answer, _ in rows}) == 1:
            report.good.append(rows[0])
            continue
        words = "Another row says something else of the same mentor and claim. Keep the one that is right."
        report.problems += [problem(number, "answer", words, cells) for number, _, _, cells in rows]
    if len(report.good) > MOST_ANSWERS:
        raise FileRefused(f"{name} must have {MOST_ANSWERS:,} answers or fewer. Send the others in another file")
    report.problems.sort(key=lambda found: found["row"])
    return report


def cells_of(row):
    return [row[column] for column in COLUMNS]


def problem(number, column, words, cells):
    """A row that cannot be sent: its number, why, and its cells, so that it can come back as a file."""
    return asdict(Problem(number, column, words)) | {"cells": cells}


def read_row(row):
    """The TRN and the answer of one row; None where there is no answer yet. Raises Wrong."""
    typed, is_answered = row["claim_line_id"].lower(), any(row[column] for column in WRITTEN)
    if not LINE_ID.fullmatch(typed) and (typed or is_answered):
        raise Wrong("claim_line_id", "Copy the claim_line_id from the file that you downloaded.")
    if not is_answered:
        return None
    trn = read_digits(row["mentor_trn"], "mentor_trn", "TRN", 7)
    answer = ANSWERS.get(as_word(row["answer"]))
    if answer is None:
        raise Wrong("answer", f"Write {', '.join(Answer.values[:-1])} or {Answer.values[-1]}.")
    asked = read_number(row["hours_claimed"], "hours_claimed", "Copy hours_claimed from the file that you downloaded.")
    why = (read_reason(row["reason"], answer), read_words(row["words"]))
    if answer == Answer.CONFIRMED and any(why):
        raise Wrong("reason", "Hours that you confirm need no reason. Clear reason and words, or change the answer.")
    if why[0] == AnswerReason.OTHER and not why[1]:
        raise Wrong("words", "Say in words what the other reason is.")
    hours = read_completed(row["hours_completed"], answer, asked)
    if hours is not None and (wrong := contradiction(why[0], hours, asked)):
        raise Wrong("reason", f"{wrong}. Write another reason, or other hours.")
    return trn, LineAnswer(uuid.UUID(typed), asked, answer, hours, *why)


def read_number(text, column, words):
    if not HOURS.fullmatch(text):
        raise Wrong(column, words)
    return int(text)


def read_completed(text, answer, asked):
    """The hours that a mentor completed, where the answer says that they differ."""
    if answer != Answer.OTHER_HOURS:
        if text and not (answer == Answer.CONFIRMED and text == str(asked)):
            raise Wrong("hours_completed", f"Clear the hours, or change the answer to {Answer.OTHER_HOURS}.")
        return None
    hours = read_number(text, "hours_completed", "Write the hours the mentor completed, as a whole number.")
    if hours == asked:
        raise Wrong("hours_completed", f"These are the hours claimed. Change the answer to {Answer.CONFIRMED}.")
    return hours


def read_reason(text, answer):
    if answer == Answer.CONFIRMED:
        return text
    reason = REASON_WORDS.get(as_word(text))
    if reason not in REASONS[answer]:
        raise Wrong("reason", f"Write one of {', '.join(REASONS[answer])}.")
    return reason


def read_words(text):
    words = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    if len(words) > LONGEST_WORDS:
        raise Wrong("words", f"Write {LONGEST_WORDS} characters or fewer.")
    return words
