"""The only arithmetic on money: hours × the rate of the claim's own year and area, in whole pence."""


def price_pence(hours, rate):
    """What so many whole hours are worth, in pence."""
    return hours * rate
