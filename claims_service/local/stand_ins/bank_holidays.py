"""Stand-in of gov.uk/bank-holidays.json: England and Wales, 2023 to 2028.

State: {"events": [...]} replaces the days it publishes.
"""

import json

from apps.core.bank_holidays import FACTS
from claims_service.local.stand_ins.server import StandIn, as_json


class BankHolidays(StandIn):
    name = "bank_holidays"
    addresses = (("GET", "/bank-holidays.json", "publish"),)

    def __init__(self, **where):
        super().__init__(**where)
        self.events = self.facts()

    def facts(self):
        return json.loads(FACTS.read_text(encoding="utf-8"))

    def reset(self):
        super().reset()
        self.events = self.facts()

    def set_state(self, state):
        self.events = state["events"]

    def publish(self, ask):
        divisions = {"england-and-wales": self.events, "scotland": [], "northern-ireland": []}
        return as_json({name: {"division": name, "events": events} for name, events in divisions.items()})
