"""Read the register's files of trusts and of their members. UTF-8 or windows-1252, plain or gzip."""

import csv
import io
from dataclasses import dataclass

from apps.schools.gias.days import day_of
from apps.schools.gias.reading import RegisterRefused

KINDS = {"Multi-academy trust": True, "Single-academy trust": False, "Secure single-academy trust": False}


@dataclass(frozen=True)
class TrustSaid:
    """A trust as a file of the register has it."""

    uid: str
    name: str
    is_multi_academy: bool
    is_open: bool


def read_trusts(data):
    """Every academy trust of the groups' file; federations, sponsors and the rest are passed over."""
    return [
        TrustSaid(
            row["Group UID"], row["Group Name"][:255], KINDS[row["Group Type"]], row["Group Status"].lower() == "open"
        )
        for row in rows_of(data, "Group UID", "Group Name", "Group Type", "Group Status")
        if row["Group Type"] in KINDS and row["Group UID"]
    ]


def read_members(data):
    """The open academy trust of each school, by URN: the one it joined last, on the newest evidence."""
    found = {}
    for row in rows_of(data, "URN", "Group UID", "Group Type", "Group Status", "Joined date", "Closed Date"):
        is_current = row["Group Status"].lower() == "open" and not row["Closed Date"]
        if row["Group Type"] in KINDS and is_current:
            newest = (row.get("as_at", ""), str(day_of(row["Joined date"]) or ""))
            if row["URN"] not in found or found[row["URN"]][0] < newest:
                found[row["URN"]] = (newest, row["Group UID"])
    return {urn: uid for urn, (_, uid) in found.items()}


def rows_of(data, *columns):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise RegisterRefused(f"The file of trusts is missing {', '.join(missing)}.")
    for row in reader:
        yield {name: (cell or "").strip() for name, cell in row.items() if name}
