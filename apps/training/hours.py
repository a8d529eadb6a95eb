"""Between minutes, which are recorded, and hours, which are claimed."""

import re

from django.core.exceptions import ValidationError

MINUTES = 60
MOST_MINUTES = 500 * MINUTES
HOURS = re.compile(r"^(?P<hours>[0-9]{1,3})(?:\.(?P<part>[0-9]{1,2}))?$", re.ASCII)
CLOCK = re.compile(r"^(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])$", re.ASCII)


def whole_hours(minutes):
    """The hours that so many minutes of a year come to: summed first, then rounded down once (product rules, section 5)."""
    return minutes // MINUTES


def minutes_of(text):
    """Minutes in "16", "1.5" or "1:30". Raises ValidationError for anything that comes to no whole minute, none, or over 500 hours."""
    text = text.strip()
    if match := CLOCK.match(text):
        minutes = int(match["hours"]) * MINUTES + int(match["minutes"])
    elif match := HOURS.match(text):
        part = (match["part"] or "0").ljust(2, "0")
        hundredths = int(match["hours"]) * 100 + int(part)
        if hundredths * MINUTES % 100:
            raise ValidationError("must come to whole minutes, like 1.5 or 1:30")
        minutes = hundredths * MINUTES // 100
    else:
        raise ValidationError("must be a number of hours, like 16, 1.5 or 1:30")
    if not 0 < minutes <= MOST_MINUTES:
        raise ValidationError(f"must be more than 0 and no more than {MOST_MINUTES // MINUTES} hours")
    return minutes
