"""Read a CSV file a person gave us: forgiving of form, exact about content, every problem with its row and column."""

import csv
import io
from dataclasses import dataclass, field

from apps.core.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000


class FileRefused(Refused):
    """The file as a whole cannot be read. Nothing of it was kept."""

    title = "We could not read this file"


@dataclass(frozen=True)
class Row:
    """One row, by column name in lower case. `number` is its place in the file as a spreadsheet shows it."""

    number: int
    cells: dict

    def __getitem__(self, column):
        return self.cells.get(column, "")


@dataclass
class Problem:
    """What is wrong with one cell, and how to put it right."""

    row: int
    column: str
    words: str


@dataclass
class Report:
    """The rows that can be applied and the problems of those that cannot."""

    good: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read_rows(name, data, *, required, most_bytes=MOST_BYTES, most_rows=MOST_ROWS):
    """Rows of a CSV file. Column order and case, a BOM, cp1252, semicolons and blank lines are forgiven.

    Raises FileRefused when the file is empty, too big, no CSV, or lacks a required column.
    """
    return list(each_row(name, data, required=required, most_bytes=most_bytes, most_rows=most_rows))


def each_row(name, data, *, required, most_bytes=MOST_BYTES, most_rows=MOST_ROWS):
    """The same a row at a time, for a file too long to hold whole. May raise FileRefused after some rows, as late as the last."""
    if len(data) > most_bytes:
        raise FileRefused(f"{name} must be smaller than {most_bytes // (1024 * 1024)}MB")
    if not data.strip():
        raise FileRefused(f"{name} is empty")
    rows = parsed(name, decoded(name, data))
    _, first = next(rows, (0, None))
    if first is None:
        raise FileRefused(f"{name} is empty")
    header = [cell.strip().lower().replace(" ", "_") for cell in first]
    twice = {column for column in header if column and header.count(column) > 1}
    if twice:
        raise FileRefused(f"{name} has the column {', '.join(sorted(twice))} twice. Keep one of them")
    missing = [column for column in required if column not in header]
    if missing:
        raise FileRefused(f"{name} is missing {', '.join(missing)}. Add the column and upload the file again")
    count = 0
    for number, cells in rows:
        count += 1
        if count > most_rows:
            raise FileRefused(f"{name} must have {most_rows:,} rows or fewer")
        yield Row(number, dict(zip(header, (unescaped(cell) for cell in cells), strict=False)))
    if not count:
        raise FileRefused(f"{name} has no rows")


def decoded(name, data):
    """The text of a file in UTF-8, with or without a BOM, UTF-16 with one, or cp1252."""
    if data[:4] == b"PK\x03\x04" or data[:2] == b"\x1f\x8b" or data[:4] == b"%PDF":
        raise FileRefused(f"{name} must be a CSV")
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise FileRefused(f"{name} must be a CSV saved as UTF-8")


def parsed(name, text):
    """Numbered rows that hold anything."""
    first = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    csv.field_size_limit(2_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise FileRefused(
            f'Row {number + 1} of {name} has a quotation mark that is never closed. Close it: "'
        ) from None


def unescaped(cell):
    """A cell without stray spaces and without the apostrophe we ourselves put before formulas."""
    cell = cell.strip()
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in FORMULA_STARTS else cell


FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
