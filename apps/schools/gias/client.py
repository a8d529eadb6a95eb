"""Fetch the newest daily files of the schools register. Each is named for the day it was published; some days have none."""

from dataclasses import dataclass
from datetime import date, timedelta

from apps.core.files.fetching import NotThere, fetch

MOST_DAYS_BACK = 5
FOLDER = "/edubase/downloads/public"
SCHOOLS, TRUSTS, MEMBERS, LINKS = "edubasealldata", "allgroupsdata", "alllinksdata", "links_edubasealldata"


@dataclass(frozen=True)
class Files:
    """What the register published on one day. A file that is missing beside the schools is None."""

    day: date
    name: str
    schools: bytes
    trusts: bytes | None
    members: bytes | None
    links: bytes | None


def fetch_newest(base, *, today, known):
    """The newest files published after the day of those we have; None where there are none. Raises FileRefused."""
    for back in range(MOST_DAYS_BACK + 1):
        day = today - timedelta(days=back)
        if known and day <= known:
            return None
        try:
            schools = fetch(address(base, SCHOOLS, day))
        except NotThere:
            continue
        beside = {name: fetch_beside(base, of, day) for name, of in BESIDE.items()}
        return Files(day=day, name=file_name(SCHOOLS, day), schools=schools, **beside)
    raise NotThere(f"The schools register has published no file since {day:%-d %B %Y}.")


BESIDE = {"trusts": TRUSTS, "members": MEMBERS, "links": LINKS}


def fetch_beside(base, name, day):
    """Another file of the same day: its step waits for the next day where it is not there."""
    try:
        return fetch(address(base, name, day))
    except NotThere:
        return None


def address(base, name, day):
    return f"{base.rstrip('/')}{FOLDER}/{file_name(name, day)}"


def file_name(name, day):
    return f"{name}{day:%Y%m%d}.csv"
