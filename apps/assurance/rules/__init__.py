"""The rules, in the order of their codes. AR08, AR10, AR11, AR16 and AR17 join when their facts are kept."""

from apps.assurance.rules.hours import HoursConfirmed, HoursWithinAllowance
from apps.assurance.rules.mentors import MentorOnTeachingRecord, SubmitterIsMentor
from apps.assurance.rules.money import AmountAddsUp, AreaUnchanged
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
    HoursConfirmed(),
    SubmitterIsMentor(),
    SchoolTotal(),
    AmountAddsUp(),
    AreaUnchanged(),
]

BY_CODE = {rule.code: rule for rule in RULES}
