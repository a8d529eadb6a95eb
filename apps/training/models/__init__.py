from apps.training.models.allowance import Allowance
from apps.training.models.files import HoursFile
from apps.training.models.ledger import LedgerDispute, LedgerEntry, LedgerItem

__all__ = ["Allowance", "HoursFile", "LedgerDispute", "LedgerEntry", "LedgerItem"]
