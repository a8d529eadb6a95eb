from apps.assurance.models.checks import ClaimCheck, FindingAnswer, RuleResult
from apps.assurance.models.confirmations import Confirmation, ConfirmationRequest

__all__ = ["ClaimCheck", "Confirmation", "ConfirmationRequest", "FindingAnswer", "RuleResult"]
