from apps.assurance.models.checks import ClaimCheck, FindingAnswer, RuleCount, RuleResult
from apps.assurance.models.confirmations import Confirmation, ConfirmationRequest
from apps.assurance.models.mentor_answers import MentorAnswer
from apps.assurance.models.reports import PaidClaimReport, ReportedHours

__all__ = [
    "ClaimCheck",
    "Confirmation",
    "ConfirmationRequest",
    "FindingAnswer",
    "MentorAnswer",
    "PaidClaimReport",
    "ReportedHours",
    "RuleCount",
    "RuleResult",
]
