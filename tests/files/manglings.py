"""Ways in which a good file arrives after people and their programs had it. One table for every kind of upload.

Each takes the bytes of a good file, UTF-8 with lines ended as CSV says, its key in the first column, and three rows.
"""

import csv
import gzip
import io
from dataclasses import dataclass

END = "\r\n"


@dataclass(frozen=True)
class Mangling:
    """What is done to the good file. Then the result is the same, or the file is `refused`, or `rows` are to correct."""

    what: str
    make: object
    refused: str = ""
    rows: tuple = ()


def text(change):
    return lambda data: change(data.decode()).encode()


def table(change):
    """Change the rows, header first, as lists of cells."""

    def make(data):
        rows = change(list(csv.reader(io.StringIO(data.decode(), newline=""))))
        file = io.StringIO()
        csv.writer(file, lineterminator=END).writerows(rows)
        return file.getvalue().encode()

    return make


def saved_as(encoding, bom=b""):
    return lambda data: bom + data.decode().encode(encoding)


def header(change):
    return table(lambda rows: [[change(cell) for cell in rows[0]], *rows[1:]])


def cells(change):
    return table(lambda rows: [rows[0], *([change(cell) for cell in row] for row in rows[1:])])


def each_row(change):
    return table(lambda rows: [change(row) for row in rows])


def more(name, cell):
    """Another column after the others."""
    return table(lambda rows: [[*rows[0], name], *([*row, cell] for row in rows[1:])])


def key(change):
    """Another key in the first row."""
    return table(lambda rows: [rows[0], [change(rows[1][0]), *rows[1][1:]], *rows[2:]])


def quoted(delimiter):
    def make(data):
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, delimiter=delimiter)
        writer.writerows(csv.reader(io.StringIO(data.decode(), newline="")))
        return file.getvalue().encode()

    return make


def cut_in_the_last_key(file):
    """As a download ends that was broken off."""
    before, last = file.rstrip(END).rsplit(END, 1)
    return before + END + last[: last.index(",") - 1]


IS_NO_CSV, LACKS_A_COLUMN, EMPTY = "must be a CSV", "is missing", "is empty"

SAVED_ANOTHER_WAY = [
    Mangling("the good file", lambda data: data),
    Mangling("UTF-8 with a BOM", saved_as("utf-8", b"\xef\xbb\xbf")),
    Mangling("UTF-16, little end first", saved_as("utf-16-le", b"\xff\xfe")),
    Mangling("UTF-16, big end first", saved_as("utf-16-be", b"\xfe\xff")),
    Mangling("cp1252", saved_as("cp1252")),
    Mangling("line ends of Unix", text(lambda file: file.replace(END, "\n"))),
    Mangling("line ends of old Macs", text(lambda file: file.replace(END, "\r"))),
    Mangling("mixed line ends", text(lambda file: file.replace(END, "\n", 2))),
    Mangling("no line end at the end", text(lambda file: file.rstrip())),
    Mangling("blank lines between", text(lambda file: file.replace(END, END * 2))),
    Mangling("blank lines at the end", text(lambda file: file + END * 5)),
    Mangling("rows of commas at the end", table(lambda rows: [*rows, [""] * len(rows[0])])),
    Mangling("rows of spaces at the end", table(lambda rows: [*rows, [" "] * len(rows[0])])),
    Mangling("every cell in quotes", quoted(",")),
    Mangling("semicolons", text(lambda file: file.replace(",", ";"))),
    Mangling("semicolons and every cell in quotes", quoted(";")),
    Mangling("columns in reverse", each_row(lambda row: row[::-1])),
    Mangling("the first column last", each_row(lambda row: [*row[1:], row[0]])),
    Mangling("another column first", each_row(lambda row: ["notes", *row])),
    Mangling("another column last", more("notes", "seen")),
    Mangling("a column without a name", more("", "")),
    Mangling("two columns without a name", each_row(lambda row: [*row, "", ""])),
    Mangling("columns in capitals", header(str.upper)),
    Mangling("columns in words", header(lambda name: name.replace("_", " ").capitalize())),
    Mangling("columns with spaces around", header(lambda name: f"  {name} ")),
    Mangling("spaces around every cell", cells(lambda cell: f" {cell}  ")),
    Mangling("tabs around every cell", cells(lambda cell: f"\t{cell}\t")),
    Mangling("non-breaking spaces around every cell", cells(lambda cell: f"\xa0{cell}\xa0")),
    Mangling("rows longer than the header", table(lambda rows: [rows[0], *([*row, "", ""] for row in rows[1:])])),
    Mangling("rows upside down", table(lambda rows: [rows[0], *rows[:0:-1]])),
    Mangling("the first row twice", table(lambda rows: [*rows, rows[1]])),
    Mangling("every row twice", table(lambda rows: [*rows, *rows[1:]])),
    Mangling("a line break in a cell of another column", more("notes", f"one{END}two")),
    Mangling("quotation marks in a cell of another column", more("notes", 'said "yes", twice')),
    Mangling("a formula in another column", more("notes", '=HYPERLINK("http://example.org")')),
    Mangling("a megabyte in another column", more("notes", "x" * 300_000)),
]

NOT_TO_BE_READ = [
    Mangling("an empty file", lambda data: b"", EMPTY),
    Mangling("only spaces", lambda data: b" \r\n\t ", EMPTY),
    Mangling("only a BOM", lambda data: b"\xef\xbb\xbf", EMPTY),
    Mangling("only commas", lambda data: b",,,\r\n,,,", EMPTY),
    Mangling("a header and no rows", table(lambda rows: rows[:1]), "has no rows"),
    Mangling("no header", table(lambda rows: rows[1:]), LACKS_A_COLUMN),
    Mangling("a title above the header", table(lambda rows: [["Our list"], *rows]), LACKS_A_COLUMN),
    Mangling("no first column", each_row(lambda row: row[1:]), LACKS_A_COLUMN),
    Mangling("two BOMs", saved_as("utf-8", b"\xef\xbb\xbf" * 2), LACKS_A_COLUMN),
    Mangling("the first column twice", each_row(lambda row: [row[0], *row]), "twice"),
    Mangling("another column twice", each_row(lambda row: [*row, "notes", "notes"]), "twice"),
    Mangling("tabs", each_row(lambda row: ["\t".join(row)]), LACKS_A_COLUMN),
    Mangling("upright lines", each_row(lambda row: ["|".join(row)]), LACKS_A_COLUMN),
    Mangling("a quotation mark left open", text(lambda file: file.replace(END, END + '"', 1)), "never closed"),
    Mangling("a quotation mark left open in the header", text(lambda file: '"' + file), "never closed"),
    Mangling("UTF-16 without a BOM", saved_as("utf-16-le"), IS_NO_CSV),
    Mangling("UTF-16 cut in the middle of a letter", saved_as("utf-16-le", b"\xff\xfe\x00"), IS_NO_CSV),
    Mangling("UTF-32", saved_as("utf-32-be"), IS_NO_CSV),
    Mangling("a NUL byte", lambda data: data[:-5] + b"\x00" + data[-5:], IS_NO_CSV),
    Mangling("only NUL bytes", lambda data: b"\x00" * 64, IS_NO_CSV),
    Mangling("a spreadsheet renamed", lambda data: b"PK\x03\x04" + data, IS_NO_CSV),
    Mangling("an old spreadsheet renamed", lambda data: b"\xd0\xcf\x11\xe0" + b"\x00" * 64, IS_NO_CSV),
    Mangling("a compressed file", gzip.compress, IS_NO_CSV),
    Mangling("a PDF", lambda data: b"%PDF-1.7\n" + data, IS_NO_CSV),
    Mangling("a picture", lambda data: b"\x89PNG\r\n\x1a\n\x00\x00", IS_NO_CSV),
    Mangling("a web page", lambda data: b"<!doctype html><title>Sign in</title>", LACKS_A_COLUMN),
    Mangling("JSON", lambda data: b'[{"hours": 16}]', LACKS_A_COLUMN),
    Mangling("too many bytes", lambda data: data + b" " * 10 * 1024 * 1024, "smaller than 10MB"),
    Mangling("too many rows", lambda data: data + b"x\r\n" * 100_000, "rows or fewer"),
]

FIRST = (2,)
ROWS_TO_CORRECT = [
    Mangling("no key", key(lambda key: ""), rows=FIRST),
    Mangling("only spaces for a key", key(lambda key: "  \xa0"), rows=FIRST),
    Mangling("a key cut short", key(lambda key: key[:-1]), rows=FIRST),
    Mangling("a key without its beginning", key(lambda key: key[1:]), rows=FIRST),
    Mangling("a key too long", key(lambda key: key + "7"), rows=FIRST),
    Mangling("a key of ten thousand letters", key(lambda key: key * 1_000), rows=FIRST),
    Mangling("two keys in one cell", key(lambda key: f"{key} {key}"), rows=FIRST),
    Mangling("a key as a number with its fraction", key(lambda key: f"{key}.0"), rows=FIRST),
    Mangling("a key in the notation of science", key(lambda key: "1.2E+07"), rows=FIRST),
    Mangling("a number less than none for a key", key(lambda key: "-1"), rows=FIRST),
    Mangling("a key in other digits", key(lambda key: "١٢٣٤٥٦٧"), rows=FIRST),
    Mangling("a key in wide digits", key(lambda key: "１２３４５６"), rows=FIRST),
    Mangling("a key with a space of no width", key(lambda key: f"{key[:3]}\u200b{key[3:]}"), rows=FIRST),
    Mangling("a key turned from right to left", key(lambda key: f"\u202e{key}"), rows=FIRST),
    Mangling("a formula for a key", key(lambda key: '=VLOOKUP("x",A1:B2,2)'), rows=FIRST),
    Mangling("an error of a spreadsheet for a key", key(lambda key: "#REF!"), rows=FIRST),
    Mangling("a word for a key", key(lambda key: "unknown"), rows=FIRST),
    Mangling("markup for a key", key(lambda key: "<b>1</b>"), rows=FIRST),
    Mangling("a statement for a key", key(lambda key: "1'; DROP TABLE claims --"), rows=FIRST),
    Mangling("a path for a key", key(lambda key: "../../etc/passwd"), rows=FIRST),
    Mangling("a picture for a key", key(lambda key: "🙂"), rows=FIRST),
    Mangling("a line break in a key", key(lambda key: f"{key[:2]}\x0b{key[2:]}x"), rows=FIRST),
    Mangling(
        "two rows without a key",
        table(lambda rows: [rows[0], *(["", *row[1:]] for row in rows[1:3]), *rows[3:]]),
        rows=(2, 3),
    ),
    Mangling("a file broken off in its last key", text(cut_in_the_last_key), rows=(4,)),
]

MANGLINGS = [*SAVED_ANOTHER_WAY, *NOT_TO_BE_READ, *ROWS_TO_CORRECT]
