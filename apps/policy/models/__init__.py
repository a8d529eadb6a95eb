from apps.policy.models.conditions import Declaration, GrantConditions
from apps.policy.models.rates import FundingArea, FundingDistrict, FundingRate
from apps.policy.models.requirements import TrainingRequirements
from apps.policy.models.window import ClaimWindow
from apps.policy.models.year import AcademicYear, AllowanceCap, Effect, RulePolicy, SchoolThreshold, TrainingType

__all__ = [
    "AcademicYear",
    "AllowanceCap",
    "ClaimWindow",
    "Declaration",
    "Effect",
    "FundingArea",
    "FundingDistrict",
    "FundingRate",
    "GrantConditions",
    "RulePolicy",
    "SchoolThreshold",
    "TrainingRequirements",
    "TrainingType",
]
