"""The rules, in the order of their codes."""

from apps.assurance.rules.hours import HoursConfirmed, HoursWithinAllowance
from apps.assurance.rules.mentors import MentorOnTeachingRecord, SubmitterIsMentor
from apps.assurance.rules.money import AmountAddsUp, AreaUnchanged
from apps.assurance.rules.others import (
    LikeSimilarSchools,
    NotEarlyCareer,
    NotSubmittedTwice,
    OneSchoolClaims,
    TrainingTypeRight,
)
from apps.assurance.rules.schools import SchoolEligible, SchoolOpenInEngland, SchoolTotal
from apps.assurance.rules.timing import ConditionsAccepted, ProviderAccredited, WindowOpen

RULES = [
    WindowOpen(),
    SchoolOpenInEngland(),
    HoursWithinAllowance(),
    SchoolEligible(),
    ConditionsAccepted(),
    ProviderAccredited(),
    MentorOnTeachingRecord(),
    TrainingTypeRight(),
    HoursConfirmed(),
    NotSubmittedTwice(),
    OneSchoolClaims(),
    SubmitterIsMentor(),
    SchoolTotal(),
    AmountAddsUp(),
    AreaUnchanged(),
    NotEarlyCareer(),
    LikeSimilarSchools(),
]

BY_CODE = {rule.code: rule for rule in RULES}
