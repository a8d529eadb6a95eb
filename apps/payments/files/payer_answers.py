"""The payer's answers as a file: columns, parsing, and what is wrong with a row. Matched on the claim's reference alone."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date

from apps.core import clock, references
from apps.core.files.reading import Problem, Report, read_rows
from apps.payments.enums import PayerSays
from apps.payments.files.payment_file import UNANSWERED

REQUIRED = ["claim_reference", "claim_status"]
COLUMNS = [*REQUIRED, "paid_on", "claim_unpaid_reason"]
LONGEST_REASON = 500
IN_FILE = [PayerSays.PAID, PayerSays.NOT_PAID, PayerSays.NEEDS_INFORMATION]
AS_SPREADSHEETS_WRITE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Answer:
    """What the payer says of one claim. `row` is its place in a file, 0 when it was given on the page."""

    reference: str
    says: PayerSays
    paid_on: date | None = None
    reason: str = ""
    category: str = ""
    row: int = 0

    def kept(self):
        """As it waits in the row of its file."""
        return asdict(self) | {"says": str(self.says), "paid_on": self.paid_on and self.paid_on.isoformat()}

    @classmethod
    def read_back(cls, kept):
        known = {name: kept[name] for name in cls.__dataclass_fields__}
        day = known["paid_on"]
        return cls(**known | {"says": PayerSays(known["says"]), "paid_on": day and date.fromisoformat(day)})

    @property
    def said(self):
        """What it comes to, whatever row it stands in."""
        return self.says, self.paid_on, self.reason


class Wrong(Exception):
    """What is wrong with one cell."""

    def __init__(self, column, words):
        super().__init__(words)
        self.column, self.words = column, words


def read_answers(name, data):
    """Answers of a file, one for each claim, with the problems of the rows that give none. Raises FileRefused."""
    report, seen = Report(), {}
    for row in read_rows(name, data, required=REQUIRED):
        try:
            answer = read_row(row)
        except Wrong as wrong:
            report.problems.append(problem(row.number, wrong.column, wrong.words, row))
            continue
        if answer:
            seen.setdefault(answer.reference, []).append((answer, row))
    for found in seen.values():
        if len({answer.said for answer, _ in found}) == 1:
            report.good.append(found[0][0])
            continue
        for answer, row in found:
            others = ", ".join(str(other.row) for other, _ in found if other is not answer)
            words = f"Row {others} says something else of {answer.reference}. Keep the row that is right."
            report.problems.append(problem(row.number, "claim_reference", words, row))
    report.problems.sort(key=lambda found: found["row"])
    return report


def problem(number, column, words, row=None):
    """A row that cannot be applied: its number, why, and its cells, so that it can come back as a file."""
    found = Problem(number, column, words)
    return asdict(found) | {"cells": [row[name] for name in COLUMNS] if row else []}


def read_row(row):
    """The answer of one row; None when it gives none. Raises Wrong."""
    typed = row["claim_reference"]
    reference = references.read(typed)
    says = read_status(row["claim_status"])
    if reference is None:
        said = f"“{shortened(typed)}” is not a claim reference. " if typed else "The reference is missing. "
        raise Wrong("claim_reference", said + "Copy it from the payment file, like ABC-DEF-G.")
    if says is None:
        return None
    reason = " ".join(unicodedata.normalize("NFC", row["claim_unpaid_reason"]).split())
    if says == PayerSays.PAID:
        if reason:
            raise Wrong(
                "claim_unpaid_reason",
                "A paid claim has no reason. Clear the reason, or change claim_status to not_paid.",
            )
        return Answer(reference, says, paid_on=read_day(row["paid_on"]), row=row.number)
    if row["paid_on"]:
        raise Wrong("paid_on", f"A claim that is {says} has no date. Clear the date, or change claim_status to paid.")
    if not reason:
        raise Wrong("claim_unpaid_reason", f"The reason is missing. Say why the claim is {says}.")
    if len(reason) > LONGEST_REASON:
        raise Wrong("claim_unpaid_reason", f"The reason must be {LONGEST_REASON} characters or fewer.")
    return Answer(reference, says, reason=reason, row=row.number)


def read_status(typed):
    """What the payer says; None for no answer yet."""
    status = re.sub(r"[\s_-]+", "_", typed.strip().lower())
    if status in ("", UNANSWERED):
        return None
    if status in IN_FILE:
        return PayerSays(status)
    if status == "unpaid":
        raise Wrong(
            "claim_status",
            "Does “unpaid” mean that you will not pay it? Use not_paid. "
            "If you need something before you can pay it, use needs_information.",
        )
    raise Wrong(
        "claim_status", f"“{shortened(typed)}” is not an answer. Use paid, not_paid, needs_information or submitted."
    )


def read_day(typed):
    """A date in either of the ways in which spreadsheets save one."""
    if not typed:
        raise Wrong("paid_on", "The date is missing. Use a date like 2026-02-09.")
    day: date | None
    try:
        if found := AS_SPREADSHEETS_WRITE.fullmatch(typed):
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            day = date.fromisoformat(typed) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed) else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong("paid_on", f"“{shortened(typed)}” is not a date. Use a date like 2026-02-09.")
    if day > clock.today():
        raise Wrong("paid_on", "The date paid must be today or earlier.")
    return day


def shortened(text):
    return text if len(text) <= 40 else f"{text[:40]}…"
