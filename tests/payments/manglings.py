"""Ways in which a file of answers arrives. Each makes a file out of the good one and says what must come of it.

The good file has three rows: the first claim paid, the second not paid, the third not answered yet.
`ready` are answers that can be applied, `problems` the numbers of rows to correct; `refused` are words of the
refusal of the whole file.
"""

import gzip
from dataclasses import dataclass

HEADER = "claim_reference,claim_status,paid_on,claim_unpaid_reason"


@dataclass(frozen=True)
class Mangling:
    """What is done to the good file, and what must come of it."""

    what: str
    make: object
    ready: int = 2
    problems: tuple = ()
    refused: str = ""


def good(refs):
    first, second, third = refs
    return (
        f"{HEADER}\r\n{first},paid,2026-02-09,\r\n{second},not_paid,,The school’s account is closed\r\n"
        f"{third},submitted,,\r\n"
    )


def text(change):
    """Change the good file as text; it is saved as UTF-8."""
    return lambda refs: change(good(refs), refs).encode()


def saved_as(encoding, *, bom=b""):
    return lambda refs: bom + good(refs).encode(encoding)


def replaced(old, new):
    return text(lambda file, refs: file.replace(old, new))


def with_row(row):
    """The good file and one more row. {0} to {2} are its references."""
    return text(lambda file, refs: file + row.format(*refs) + "\r\n")


def first_row(row):
    """The good file with another first row."""
    return text(lambda file, refs: "\r\n".join([HEADER, row.format(*refs), *file.split("\r\n")[2:]]))


def columns(*order, extra=None):
    """The good file with its columns in another order, or without some of them."""

    def make(refs):
        rows = [dict(zip(HEADER.split(","), line.split(","), strict=True)) for line in good(refs).split("\r\n")[1:-1]]
        lines = [",".join(order)] + [",".join(row.get(name, extra or "") for name in order) for row in rows]
        return "\r\n".join(lines).encode()

    return make


NAMES = HEADER.split(",")

MANGLINGS = [
    Mangling("the good file", text(lambda file, refs: file)),
    Mangling("UTF-8 with a BOM", saved_as("utf-8", bom=b"\xef\xbb\xbf")),
    Mangling("UTF-16, little end first", saved_as("utf-16-le", bom=b"\xff\xfe")),
    Mangling("UTF-16, big end first", saved_as("utf-16-be", bom=b"\xfe\xff")),
    Mangling("cp1252, with its curly apostrophe", saved_as("cp1252")),
    Mangling("Latin-1", lambda refs: good(refs).replace("’", "é").encode("latin-1")),
    Mangling("UTF-16 without a BOM", saved_as("utf-16-le"), refused="must be a CSV"),
    Mangling("a NUL byte", replaced("closed", "clo\x00sed"), refused="must be a CSV"),
    Mangling("only NUL bytes", lambda refs: b"\x00" * 50, refused="must be a CSV"),
    Mangling("line ends of Unix", replaced("\r\n", "\n")),
    Mangling("line ends of old Macs", replaced("\r\n", "\r")),
    Mangling("mixed line ends", text(lambda file, refs: file.replace("\r\n", "\n", 2))),
    Mangling("no line end at the end", text(lambda file, refs: file.rstrip())),
    Mangling(
        "blank lines before, between and after", text(lambda file, refs: "\r\n" + file.replace("\r\n", "\r\n\r\n"))
    ),
    Mangling("rows of commas at the end", with_row(",,,")),
    Mangling(
        "every cell in quotes", text(lambda file, refs: '"' + file.replace(",", '","').replace("\r\n", '"\r\n"')[:-1])
    ),
    Mangling("a quotation mark left open", first_row('{0},paid,2026-02-09,"'), refused="never closed"),
    Mangling(
        "a quotation mark left open in the header", replaced("claim_status", '"claim_status'), refused="never closed"
    ),
    Mangling("semicolons", replaced(",", ";")),
    Mangling("tabs", replaced(",", "\t"), refused="is missing"),
    Mangling("columns in reverse", columns(*reversed(NAMES))),
    Mangling("more columns, which are ignored", columns("school_name", *NAMES, "claim_amount", extra="99.00")),
    Mangling("no dates column", columns("claim_reference", "claim_status", "claim_unpaid_reason"), 1, (2,)),
    Mangling("no reasons column", columns("claim_reference", "claim_status", "paid_on"), 1, (3,)),
    Mangling("no status column", columns("claim_reference", "paid_on"), refused="missing claim_status"),
    Mangling("no reference column", columns("claim_status", "paid_on"), refused="missing claim_reference"),
    Mangling("no header", text(lambda file, refs: file.split("\r\n", 1)[1]), refused="is missing"),
    Mangling("a title above the header", text(lambda file, refs: "Payment answers\r\n" + file), refused="is missing"),
    Mangling("columns in capitals", replaced("claim_status", "CLAIM_STATUS")),
    Mangling("columns with spaces", replaced("claim_reference,claim_status", " Claim Reference , Claim Status ")),
    Mangling("a column twice", replaced("claim_unpaid_reason", "claim_status"), refused="twice"),
    Mangling("a column without a name", replaced(HEADER, HEADER + ",")),
    Mangling("rows shorter than the header", replaced(",submitted,,", ",submitted")),
    Mangling("rows longer than the header", replaced(",submitted,,", ",submitted,,,,,")),
    Mangling(
        "statuses in capitals",
        text(lambda file, refs: file.replace("paid,2026", "PAID,2026").replace("not_paid", "Not Paid")),
    ),
    Mangling("statuses with spaces and hyphens", text(lambda file, refs: file.replace("not_paid", " not - paid "))),
    Mangling("unpaid, which means two things", replaced("not_paid", "unpaid"), 1, (3,)),
    Mangling("a status we do not know", replaced("not_paid", "refused"), 1, (3,)),
    Mangling("a status that begins like one we know", replaced("not_paid", "no "), 1, (3,)),
    Mangling("paid yes", first_row("{0},yes,2026-02-09,"), 1, (2,)),
    Mangling("a blank status, for no answer yet", replaced("submitted", "")),
    Mangling("references in small letters", text(lambda file, refs: file.replace(refs[0], refs[0].lower()))),
    Mangling("references without hyphens", text(lambda file, refs: file.replace(refs[0], refs[0].replace("-", "")))),
    Mangling("references with spaces around", text(lambda file, refs: file.replace(refs[0], f"  {refs[0]} "))),
    Mangling("a reference cut short", first_row("{0:.6},paid,2026-02-09,"), 1, (2,)),
    Mangling("a reference as a number", first_row("1.2E+07,paid,2026-02-09,"), 1, (2,)),
    Mangling(
        "a reference with one letter wrong",
        text(lambda file, refs: file.replace(refs[0], other_letter(refs[0]))),
        1,
        (2,),
    ),
    Mangling("a row without a reference", first_row(",paid,2026-02-09,"), 1, (2,)),
    Mangling("a reference that is in no run", with_row("222-222-2,paid,2026-02-09,"), 2, (5,)),
    Mangling("a reference in look-alike letters", first_row("АВС-DЕF-G,paid,2026-02-09,"), 1, (2,)),
    Mangling("a formula for a reference", first_row('"=HYPERLINK(""http://x"")",paid,2026-02-09,'), 1, (2,)),
    Mangling("the same row twice", with_row("{0},paid,2026-02-09,")),
    Mangling("rows that contradict each other", with_row("{0},not_paid,,Closed"), 1, (2, 5)),
    Mangling("two dates for one claim", with_row("{0},paid,2026-02-08,"), 1, (2, 5)),
    Mangling("an answer and no answer for one claim", with_row("{0},submitted,,")),
    Mangling("no date for a paid claim", first_row("{0},paid,,"), 1, (2,)),
    Mangling("a date as a spreadsheet saves it", replaced("2026-02-09", "09/02/2026")),
    Mangling("a date without leading zeros", replaced("2026-02-09", "9/2/2026")),
    Mangling("a date of two-digit year", replaced("2026-02-09", "09/02/26"), 1, (2,)),
    Mangling("a date in American order that is no date", replaced("2026-02-09", "02/29/2026"), 1, (2,)),
    Mangling("a date that does not exist", replaced("2026-02-09", "2026-02-30"), 1, (2,)),
    Mangling("a date as a serial number", replaced("2026-02-09", "46062"), 1, (2,)),
    Mangling("a date with its time", replaced("2026-02-09", "2026-02-09 00:00:00"), 1, (2,)),
    Mangling("a date in words", replaced("2026-02-09", "9 February 2026"), 1, (2,)),
    Mangling("a date tomorrow", replaced("2026-02-09", "2026-02-11"), 1, (2,)),
    Mangling("a date today", replaced("2026-02-09", "2026-02-10")),
    Mangling("a date in other digits", replaced("2026-02-09", "٢٠٢٦-٠٢-٠٩"), 1, (2,)),
    Mangling("year 0", replaced("2026-02-09", "0000-02-09"), 1, (2,)),
    Mangling("a date for a claim that is not paid", replaced("not_paid,,", "not_paid,2026-02-09,"), 1, (3,)),
    Mangling("a reason for a paid claim", first_row("{0},paid,2026-02-09,Because"), 1, (2,)),
    Mangling("no reason for a claim that is not paid", replaced("The school’s account is closed", ""), 1, (3,)),
    Mangling("only spaces for a reason", replaced("The school’s account is closed", "  \t "), 1, (3,)),
    Mangling("a reason of a million characters", replaced("The school’s", "x" * 1_000_000), 1, (3,)),
    Mangling("a reason over two lines", replaced("The school’s account is closed", '"The account\r\nis closed"')),
    Mangling("a reason that is a formula", replaced("The school’s account is closed", "=1+1")),
    Mangling("a reason that is markup", replaced("The school’s account is closed", "<script>alert(1)</script>")),
    Mangling("a reason written from right to left", replaced("The school’s account is closed", "\u202eclosed")),
    Mangling("information needed", replaced("not_paid", "needs_information")),
    Mangling("an empty file", lambda refs: b"", refused="empty"),
    Mangling("only spaces", lambda refs: b"  \r\n ", refused="empty"),
    Mangling("only a BOM", lambda refs: b"\xef\xbb\xbf", refused="empty"),
    Mangling("a header and no rows", text(lambda file, refs: HEADER + "\r\n"), refused="has no rows"),
    Mangling("a spreadsheet renamed", lambda refs: b"PK\x03\x04" + b"\x00" * 200, refused="must be a CSV"),
    Mangling("a compressed file", lambda refs: gzip.compress(good(refs).encode()), refused="must be a CSV"),
    Mangling("a PDF", lambda refs: b"%PDF-1.7\n", refused="must be a CSV"),
    Mangling("a web page", lambda refs: b"<!doctype html><html></html>", refused="is missing"),
    Mangling("part of a file", text(lambda file, refs: file[: file.index(refs[1]) + 4]), 1, (3,)),
    Mangling("too many bytes", text(lambda file, refs: file + " " * 10 * 1024 * 1024), refused="smaller than 10MB"),
    Mangling("too many rows", with_row("222-222-2,submitted,,\r\n" * 100_001), refused="rows or fewer"),
]


def other_letter(reference):
    """The same reference with its first character wrong, which its check character notices."""
    return ("3" if reference[0] != "3" else "4") + reference[1:]
