"""Rules on the school that claims."""

from apps.assurance.rules.base import Rule, on
from apps.core.money import pounds


class SchoolOpenInEngland(Rule):
    """The school is in England, and is open on the day of submission."""

    code = "AR02"
    title = "School open and in England"

    def problems(self, claim):
        if not claim.school_is_in_england:
            yield f"The register says that {claim.school} is not in England."
        if not claim.school_is_open and (
            claim.school_closed_on is None or claim.school_closed_on <= claim.submitted_on
        ):
            yield f"The register says that {claim.school} was closed on {on(claim.submitted_on)}."

    def saw(self, claim):
        closed = f"Closed on {on(claim.school_closed_on)}" if claim.school_closed_on else "Closed"
        return {"School": claim.school, "In the register": "Open" if claim.school_is_open else closed}


class SchoolEligible(Rule):
    """The school is on the list of schools that can claim for the year at the moment of submission."""

    code = "AR04"
    title = "School can claim for the year"

    def problems(self, claim):
        if not any(span.covers(claim.submitted_at) for span in claim.eligible):
            yield f"{claim.school} was not on the list of schools that can claim for the year."

    def saw(self, claim):
        return {"School": claim.school}


class SchoolTotal(Rule):
    """What a school claims in a year is worth a look once it is over the year's threshold."""

    code = "AR13"
    title = "School’s total for the year"

    def problems(self, claim):
        if claim.school_total_pence > claim.threshold_pence:
            yield (
                f"{claim.school} has claimed {pounds(claim.school_total_pence)} for the year, "
                f"over {pounds(claim.threshold_pence)}."
            )

    def saw(self, claim):
        return {"Total for the year": pounds(claim.school_total_pence), "Threshold": pounds(claim.threshold_pence)}
