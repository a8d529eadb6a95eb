"""Lengths of time, as people read them."""

MINUTES = 60


def in_words(minutes):
    """How a person reads minutes: "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, MINUTES)
    parts = []
    if hours or not rest:
        parts.append(f"{hours} hour" + ("" if hours == 1 else "s"))
    if rest:
        parts.append(f"{rest} minute" + ("" if rest == 1 else "s"))
    return " ".join(parts)
