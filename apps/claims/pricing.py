"""The only arithmetic on money: hours × the rate of the claim's own year and area, in whole pence."""

from apps.policy.figures import rate_pence


def rate_for(claim):
    """Pence an hour for a claim, from its own year and its school's funding area now."""
    return rate_pence(claim.year, claim.school.funding_area)


def price_pence(hours, rate):
    """What so many whole hours are worth, in pence."""
    return hours * rate
