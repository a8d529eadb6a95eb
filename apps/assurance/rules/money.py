"""Rules on what a claim is worth."""

from apps.assurance.rules.base import Rule
from apps.core.money import pounds
from apps.policy.models import FundingArea


class AmountAddsUp(Rule):
    """The amount of a claim is its hours times the frozen rate of its frozen funding area."""

    code = "AR14"
    title = "Amount is hours times the rate"

    def problems(self, claim):
        if claim.rate_pence not in claim.approved_rates:
            yield f"{pounds(claim.rate_pence)} was never an approved rate of its funding area and year."
        for training in claim.trainings:
            if training.rate_pence != claim.rate_pence or training.amount_pence != training.hours * claim.rate_pence:
                yield (
                    f"{training.who}: {training.hours} hours at {pounds(claim.rate_pence)} are not "
                    f"{pounds(training.amount_pence)}."
                )
        total = sum(training.amount_pence for training in claim.trainings)
        if total != claim.amount_pence:
            yield f"The mentors’ hours come to {pounds(total)}, the claim to {pounds(claim.amount_pence)}."

    def saw(self, claim):
        hours = sum(training.hours for training in claim.trainings)
        return {"Hours": str(hours), "Rate": pounds(claim.rate_pence), "Amount": pounds(claim.amount_pence)}


class AreaUnchanged(Rule):
    """The funding area of the school's district is still the one the claim was priced at."""

    code = "AR15"
    title = "Funding area unchanged"

    def problems(self, claim):
        if claim.area_now != claim.funding_area:
            yield (
                f"{claim.school} was in {self.name_of(claim.funding_area)} when submitted. "
                f"It is in {self.name_of(claim.area_now)} now."
            )

    def saw(self, claim):
        return {"When submitted": self.name_of(claim.funding_area), "Now": self.name_of(claim.area_now)}

    def name_of(self, area):
        return FundingArea(area).label if area else "no known area"
