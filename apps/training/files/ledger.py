"""A file of hours: columns, parsing, and what is wrong with a row. Matched on TRN and URN, never on names."""

import re
import unicodedata
from dataclasses import asdict
from datetime import date

from django.core.exceptions import ValidationError

from apps.core import clock
from apps.core.files.reading import Problem, Report, each_row
from apps.policy.models import AcademicYear
from apps.training.hours import minutes_of
from apps.training.services.recording import Said, said_twice

REQUIRED = ["mentor_trn", "school_urn", "hours"]
COLUMNS = ["mentor_trn", "school_urn", "academic_year", "trained_on", "what", "hours", "replaces"]
LONGEST_WHAT = 100
CONTRADICTED = "Another row says other hours for the same mentor, or a total beside days. Keep the one that is right."
YES_AND_NO = {"": False, "no": False, "yes": True}
AS_SPREADSHEETS_WRITE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
YEAR = re.compile(r"(20[0-9]{2})\s*(?:to|/|-|–)\s*(?:20)?([0-9]{2})", re.ASCII)


class Wrong(Exception):
    """What is wrong with one cell."""

    def __init__(self, column, words):
        super().__init__(words)
        self.column, self.words = column, words


def read_hours(name, data):
    """Hours of a file as a Report: the rows that can be recorded, and the problems of those that cannot. Raises FileRefused."""
    years = list(AcademicYear.objects.all())
    report = Report()
    for row in each_row(name, data, required=REQUIRED):
        try:
            report.good.append(read_row(row, years))
        except Wrong as wrong:
            report.problems.append(problem(row, wrong.column, wrong.words))
    if twice := said_twice(report.good):
        numbers = {said.row for said in report.good if said.key in twice}
        report.good = [said for said in report.good if said.row not in numbers]
        again = each_row(name, data, required=REQUIRED)
        report.problems += [problem(row, "hours", CONTRADICTED) for row in again if row.number in numbers]
    report.problems.sort(key=lambda found: found["row"])
    return report


def problem(row, column, words):
    """A row that cannot be recorded: its number, why, and its cells, so that it can come back as a file."""
    return asdict(Problem(row.number, column, words)) | {"cells": [row[name] for name in COLUMNS]}


def read_row(row, years):
    """What one row says. Raises Wrong."""
    trained_on = read_day(row["trained_on"])
    replaces = YES_AND_NO.get(row["replaces"].lower())
    if replaces is None:
        raise Wrong(
            "replaces", "Write yes to put these hours in place of those recorded another way, or leave it blank."
        )
    return Said(
        row=row.number,
        trn=read_digits(row["mentor_trn"], "mentor_trn", "TRN", 7),
        urn=read_digits(row["school_urn"], "school_urn", "URN", 6),
        year=read_year(row["academic_year"], trained_on, years),
        minutes=read_minutes(row["hours"], trained_on),
        trained_on=trained_on,
        what=read_what(row["what"], trained_on),
        replaces=replaces,
    )


def read_digits(text, column, name, length):
    digits = re.sub(r"\s|/", "", text)
    if not digits:
        raise Wrong(column, f"The {name} is missing.")
    if not (digits.isascii() and digits.isdecimal() and len(digits) == length):
        lost = digits.isascii() and digits.isdecimal() and len(digits) < length
        remedy = " A spreadsheet may have dropped a 0 at its start." if lost else ""
        raise Wrong(column, f"{name} must be {length} digits.{remedy}")
    return digits


def read_day(text):
    """A day as people and spreadsheets write it, or None where there is none."""
    if not text:
        return None
    try:
        if match := AS_SPREADSHEETS_WRITE.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("trained_on", "Write the date like 2025-10-06, or leave it blank for the year’s total.") from None


def read_minutes(text, trained_on):
    if not text:
        raise Wrong("hours", "The hours are missing.")
    try:
        minutes = minutes_of(text)
    except ValidationError as wrong:
        raise Wrong("hours", f"Hours {wrong.message}.") from None
    if trained_on and minutes > 24 * 60:
        raise Wrong("hours", "Hours of one day must be 24 or fewer. Leave the date blank for the year’s total.")
    return minutes


def read_what(text, trained_on):
    what = unicodedata.normalize("NFC", " ".join(text.split()))
    if what and not trained_on:
        raise Wrong("what", "A total has no session. Give the date of the session, or leave this blank.")
    if len(what) > LONGEST_WHAT:
        raise Wrong("what", f"Write {LONGEST_WHAT} characters or fewer.")
    return what


def read_year(text, trained_on, years):
    """The year of a row. Training periods overlap, so a day may belong to two: then the row must say which. Raises Wrong."""
    if trained_on and trained_on > clock.today():
        raise Wrong("trained_on", "The date must be today or earlier: record hours once they are done.")
    fitting = [year for year in years if not trained_on or year.training_from <= trained_on <= year.training_until]
    if not text:
        if trained_on and len(fitting) == 1:
            return fitting[0]
        raise Wrong("academic_year", "Say which year these hours belong to, like 2025 to 2026.")
    match = YEAR.fullmatch(text.lower())
    named = [year for year in years if match and year.starts_on.year == int(match[1]) == 1999 + int(match[2])]
    if not named:
        raise Wrong("academic_year", "Write a year of the service, like 2025 to 2026.")
    if named[0] not in fitting:
        period = f"{named[0].training_from:%-d %B %Y} to {named[0].training_until:%-d %B %Y}"
        raise Wrong("trained_on", f"The date must be in that year’s training period, {period}.")
    if not trained_on and named[0].training_from > clock.today():
        raise Wrong("academic_year", "This year’s training has not begun.")
    return named[0]
