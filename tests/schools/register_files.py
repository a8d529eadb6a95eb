"""Small files of the register, and a second day's file made from the first."""

import csv
import io
import os
from pathlib import Path

REAL_DATA = Path(os.environ.get("CLAIMS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))

HEADER = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (code)",
    "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "NumberOfPupils",
    "TrustSchoolFlag (code)",
    "Trusts (code)",
    "Trusts (name)",
    "UKPRN",
    "Street",
    "Locality",
    "Town",
    "County (name)",
    "Postcode",
    "DistrictAdministrative (code)",
    "DistrictAdministrative (name)",
]
USUAL = {
    "LA (code)": "919",
    "LA (name)": "Kelder",
    "EstablishmentNumber": "2001",
    "TypeOfEstablishment (code)": "01",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (code)": "4",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (code)": "1",
    "OpenDate": "01-09-2001",
    "PhaseOfEducation (code)": "2",
    "PhaseOfEducation (name)": "Primary",
    "NumberOfPupils": "210",
    "Street": "Mill Lane",
    "Town": "Hollins",
    "Postcode": "ho1 1ln",
    "DistrictAdministrative (code)": "E06000001",
    "DistrictAdministrative (name)": "Hartlepool",
}


def establishment(urn, name="Hollins Primary School", **cells):
    """One row by column name; the usual cells where none are given."""
    return USUAL | {"URN": str(urn), "EstablishmentName": name} | cells


def register(*rows, header=HEADER, encoding="cp1252"):
    """A file as the register writes it: windows-1252, CRLF, everything quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[row.get(column, "") for column in header] for row in rows])
    return buffer.getvalue().encode(encoding)


def forty(**cells):
    """Forty ordinary schools."""
    return [establishment(100000 + number, f"School Number {number}", **cells) for number in range(40)]


def second_day(first, snapshot):
    """Tomorrow's file: the first day's, with what the snapshot of June 2024 says has changed since.

    Returns the file and the URNs of each kind of difference. Schools that the snapshot lost stay.
    """
    later = {row["URN"]: row for row in csv.DictReader(io.StringIO(snapshot.decode("cp1252"), newline=""))}
    reader = csv.DictReader(io.StringIO(first.decode("cp1252"), newline=""))
    rows = list(reader)
    statuses = {row["EstablishmentStatus (name)"]: row["EstablishmentStatus (code)"] for row in rows}
    phases = {row["PhaseOfEducation (name)"]: row["PhaseOfEducation (code)"] for row in rows}
    differences = {"new": set(), "status": set(), "name": set(), "authority": set()}
    codes = {row["LA (name)"]: row["LA (code)"] for row in rows}
    for row in rows:
        now = later.pop(row["URN"], None)
        if now is None:
            continue
        if now["EstablishmentStatus (name)"] != row["EstablishmentStatus (name)"]:
            row["EstablishmentStatus (name)"] = now["EstablishmentStatus (name)"]
            row["EstablishmentStatus (code)"] = statuses[now["EstablishmentStatus (name)"]]
            differences["status"].add(row["URN"])
        if now["EstablishmentName"].strip() != row["EstablishmentName"].strip():
            row["EstablishmentName"] = now["EstablishmentName"]
            differences["name"].add(row["URN"])
        if now["LA (name)"] != row["LA (name)"]:
            row["LA (name)"] = now["LA (name)"]
            row["LA (code)"] = codes.get(now["LA (name)"], row["LA (code)"])
            differences["authority"].add(row["URN"])
    for urn, now in later.items():
        row = dict.fromkeys(reader.fieldnames, "") | {
            "URN": urn,
            "EstablishmentName": now["EstablishmentName"],
            "EstablishmentStatus (name)": now["EstablishmentStatus (name)"],
            "EstablishmentStatus (code)": statuses[now["EstablishmentStatus (name)"]],
            "LA (name)": now["LA (name)"],
            "LA (code)": codes.get(now["LA (name)"], ""),
            "PhaseOfEducation (name)": now["PhaseOfEducation (name)"],
            "PhaseOfEducation (code)": phases.get(now["PhaseOfEducation (name)"], "0"),
            "TypeOfEstablishment (code)": "34",
            "EstablishmentTypeGroup (code)": "10",
        }
        rows.append(row)
        differences["new"].add(urn)
    return register(*rows, header=reader.fieldnames), differences
