"""Read the register's file: windows-1252, one establishment a record, columns by name. Exact, because money follows from it."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from operator import itemgetter

from apps.core import searching
from apps.core.files.reading import FileRefused
from apps.schools.gias.columns import READ, REQUIRED


class RegisterRefused(FileRefused):
    """The file as a whole cannot be trusted. Nothing of it was applied."""

    title = "The register was not imported"


@dataclass(frozen=True)
class RegisterFile:
    """A file that can be read: its header, its records as bytes, and what it is known by."""

    sha256: str
    header: list
    records: list

    @property
    def key(self):
        """What the records' fingerprints depend on besides their bytes: the order of the columns."""
        return blake2b(repr(self.header).encode(), digest_size=16).digest()


def open_register(data):
    """The file behind these bytes. Raises RegisterRefused when it is cut short or is something else."""
    check_encoding(data)
    records = whole_records(data)
    if not records:
        raise RegisterRefused("The file is empty.")
    header = [name.strip() for name in next(csv.reader([records[0].decode("cp1252")]))]
    check_columns(header)
    if len(records) == 1:
        raise RegisterRefused("The file has a header and no rows.")
    return RegisterFile(sha256(data).hexdigest(), header, records[1:])


def check_encoding(data):
    """The register is windows-1252. UTF-8 would "work" and spoil every apostrophe."""
    if b"\x00" in data[:100_000] or data[:3] == b"\xef\xbb\xbf" or data[:1] in (b"<", b"{", b"%"):
        raise RegisterRefused("The file is not the register's CSV in windows-1252.")
    if data.isascii():
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        raise RegisterRefused("The file is in UTF-8. The register is published in windows-1252: fetch it as it is.")


def whole_records(data):
    """Records as bytes, without their line ends. A quoted cell may hold a line break."""
    if data.count(b'"') % 2:
        raise RegisterRefused("The file ends inside a quotation, so it is cut short. Fetch it again.")
    lines = data.splitlines()
    if not any(line.count(b'"') & 1 for line in lines):
        return [line for line in lines if line]
    records, open_record = [], None
    for line in lines:
        if open_record is None:
            open_record = line
        else:
            open_record += b"\n" + line
        if not open_record.count(b'"') & 1:
            if open_record:
                records.append(open_record)
            open_record = None
    return records


def check_columns(header):
    """Every column we rely on stands once, under its own name."""
    missing = [column for column in REQUIRED.values() if column not in header]
    if missing:
        raise RegisterRefused(f"The file is missing {', '.join(missing)}.")
    twice = sorted({column for column in READ.values() if header.count(column) > 1})
    if twice:
        raise RegisterRefused(f"The file has {', '.join(twice)} twice.")


def fingerprints(register):
    """A number for each record that changes whenever anything in it does."""
    key = register.key
    return [
        int.from_bytes(blake2b(record, digest_size=8, key=key).digest(), "big", signed=True)
        for record in register.records
    ]


def cells_of(register, chosen):
    """For each chosen record its cells in the order of READ, or None when it has too few or too many."""
    width = len(register.header)
    present = [column for column in READ.values() if column in register.header]
    pick = itemgetter(*(register.header.index(column) for column in present))
    gaps = [place for place, column in enumerate(READ.values()) if column not in present]
    try:
        text = b"\n".join(chosen).decode("cp1252")
    except UnicodeDecodeError as problem:
        raise RegisterRefused(f"The file holds a byte that windows-1252 does not have, at {problem.start}.") from None
    for cells in csv.reader(io.StringIO(text, newline="")):
        if len(cells) != width:
            yield None
            continue
        picked = [cell.strip() for cell in pick(cells)]
        for place in gaps:
            picked.insert(place, "")
        yield picked


def searchable(picked):
    """What is stored to sort and search by, made from the cells in the order of READ."""
    name, town = searching.words(picked[NAME]), words_of_town(picked[TOWN])
    return " ".join(name), searching.together([*name, *town, picked[URN]], picked[POSTCODE])


words_of_town = cache(searching.words)


URN, NAME, TOWN, POSTCODE = (list(READ).index(name) for name in ("urn", "name", "town", "postcode"))
