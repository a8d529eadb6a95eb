"""Ways in which a payer answers in a file, beside those of every file, which are in tests/files/manglings.py.

Each makes a file out of the good one and says what must come of it.

The good file has three rows: the first claim paid, the second not paid, the third not answered yet.
`ready` are answers that can be applied, `problems` the numbers of rows to correct; `refused` are words of the
refusal of the whole file.
"""

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
    Mangling("Latin-1", lambda refs: good(refs).replace("’", "é").encode("latin-1")),
    Mangling("no dates column", columns("claim_reference", "claim_status", "claim_unpaid_reason"), 1, (2,)),
    Mangling("no reasons column", columns("claim_reference", "claim_status", "paid_on"), 1, (3,)),
    Mangling("no status column", columns("claim_reference", "paid_on"), refused="missing claim_status"),
    Mangling("rows shorter than the header", replaced(",submitted,,", ",submitted")),
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
    Mangling(
        "a reference with one letter wrong",
        text(lambda file, refs: file.replace(refs[0], other_letter(refs[0]))),
        1,
        (2,),
    ),
    Mangling("a reference that is in no run", with_row("222-222-2,paid,2026-02-09,"), 2, (5,)),
    Mangling("a reference in look-alike letters", first_row("АВС-DЕF-G,paid,2026-02-09,"), 1, (2,)),
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
]


def other_letter(reference):
    """The same reference with its first character wrong, which its check character notices."""
    return ("3" if reference[0] != "3" else "4") + reference[1:]
