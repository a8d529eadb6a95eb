from apps.assurance.models.checks import FindingAnswer, RuleResult
from apps.assurance.models.confirmations import Confirmation, ConfirmationRequest

__all__ = ["Confirmation", "ConfirmationRequest", "FindingAnswer", "RuleResult"]
