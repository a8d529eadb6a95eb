"""The years as DfE published them, 2023 to 2026; 2026 to 2027 is carried forward and marked as assumed."""

from datetime import date

FIRST, LAST = 2023, 2026
ASSUMED = {2026}

RATES_IN_PENCE = {"inner_london": 5360, "outer_london": 4825, "fringe": 4510, "rest_of_england": 4380}

RULES = [f"AR{number:02}" for number in range(1, 18)]
RULES_THAT_NOTE = {"AR11", "AR12", "AR13", "AR17"}

THRESHOLD_IN_PENCE = 500_000


def caps(first):
    """Hours by training type: the initial allowance became shorter in 2025."""
    return {"initial": 20 if first < 2025 else 16, "refresher": 6}


def year(first):
    """1 September to 31 August, with a training period that begins in April and ends in May."""
    return {
        "name": f"{first} to {first + 1}",
        "starts_on": date(first, 9, 1),
        "ends_on": date(first + 1, 8, 31),
        "training_from": date(first, 4, 6),
        "training_until": date(first + 1, 5, 31),
        "is_assumed": first in ASSUMED,
    }
