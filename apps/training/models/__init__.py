from apps.training.models.allowance import Allowance
from apps.training.models.files import HoursFile
from apps.training.models.ledger import LedgerDispute, LedgerEntry, LedgerItem
from apps.training.models.programme import Module, Session
from apps.training.models.pulse import Pulse
from apps.training.models.tokens import ApiCall, ApiToken

__all__ = [
    "Allowance",
    "ApiCall",
    "ApiToken",
    "HoursFile",
    "LedgerDispute",
    "LedgerEntry",
    "LedgerItem",
    "Module",
    "Pulse",
    "Session",
]
