from apps.schools.models.hosting import HostingRequest
from apps.schools.models.people import ConditionsAcceptance, Eligibility, SchoolMembership, TrustMembership
from apps.schools.models.register import RegisterImport
from apps.schools.models.school import School
from apps.schools.models.succession import SaidBy, Succession
from apps.schools.models.trust import Trust

__all__ = [
    "ConditionsAcceptance",
    "Eligibility",
    "HostingRequest",
    "RegisterImport",
    "SaidBy",
    "School",
    "SchoolMembership",
    "Succession",
    "Trust",
    "TrustMembership",
]
