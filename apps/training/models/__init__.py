from apps.training.models.allowance import Allowance
from apps.training.models.ledger import LedgerDispute, LedgerEntry, LedgerItem

__all__ = ["Allowance", "LedgerDispute", "LedgerEntry", "LedgerItem"]
