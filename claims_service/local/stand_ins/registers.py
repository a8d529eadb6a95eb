"""Stand-ins of the two registers: the schools register's daily files, and the file of accredited providers.

State of the schools register: {"hour": 6, "missing": ["20261124"], "files": {"edubasealldata": "path or words"}}: from which
hour today's files are there, which days were never made, and what the files hold. A day to come is never there.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from claims_service.local.stand_ins.server import Reply, StandIn

DEMO = Path(__file__).parents[1] / "demo"
FILES = {"edubasealldata": "schools.csv", "allgroupsdata": "trusts.csv", "alllinksdata": "trust_members.csv"}
KEPT_FOR = timedelta(days=60)
LONDON = ZoneInfo("Europe/London")


def as_file(data):
    return Reply(200, data, "application/octet-stream")


class SchoolsRegister(StandIn):
    """One file a day, named for the day it was published. Yesterday's stays; some days are never made."""

    name = "schools_register"
    addresses = (
        ("GET", r"/edubase/downloads/public/([a-z_]+)(\d{8})\.csv", "publish"),
        ("GET", r"/Downloads", "refuse"),
    )

    def __init__(self, **where):
        super().__init__(**where)
        self.reset()

    def reset(self):
        super().reset()
        self.hour, self.missing = 0, set()
        self.files = {name: (DEMO / file).read_bytes() for name, file in FILES.items()}

    def set_state(self, state):
        self.hour = state.get("hour", self.hour)
        self.missing = set(state.get("missing", self.missing))
        self.files |= {name: words.encode() for name, words in state.get("files", {}).items()}

    def publish(self, ask, name, day):
        if name not in self.files or day in self.missing or not self.is_there(day):
            return Reply(404, b"<h1>404</h1>", "text/html")
        return as_file(self.files[name])

    def is_there(self, day):
        """Whether the files of a day have been published and not yet taken away."""
        now = datetime.now(LONDON)
        try:
            published = datetime.strptime(day, "%Y%m%d").replace(hour=self.hour, tzinfo=LONDON)
        except ValueError:
            return False
        return now - KEPT_FOR <= published <= now

    def refuse(self, ask):
        """The page for people is closed to programs."""
        return Reply(403, b"<h1>403</h1>", "text/html")


class ProvidersRegister(StandIn):
    """The accredited providers as one file. State: {"words": "…"} replaces what it holds."""

    name = "providers_register"
    addresses = (("GET", r"/accredited_providers\.csv", "publish"),)

    def __init__(self, **where):
        super().__init__(**where)
        self.reset()

    def reset(self):
        super().reset()
        self.data = (DEMO / "providers.csv").read_bytes()

    def set_state(self, state):
        self.data = state["words"].encode()

    def publish(self, ask):
        return as_file(self.data)


def addresses_today(url):
    """The addresses of today's files at a stand-in, by name: what `manage.py import_schools` is given."""
    day = f"{datetime.now(LONDON):%Y%m%d}"
    return {name: f"{url}/edubase/downloads/public/{name}{day}.csv" for name in FILES}
