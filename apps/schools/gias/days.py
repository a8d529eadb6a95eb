"""Days, as the register writes them."""

import re
from datetime import date, datetime


def published_on(name):
    """The day in a file's name, such as edubasealldata20260821.csv or gias_2024-06-17.csv; None without one."""
    found = re.search(r"(20\d\d)-?([01]\d)-?([0-3]\d)", name)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def day_of(words):
    """A day written dd-mm-yyyy, dd/mm/yyyy or ISO; None when blank."""
    for form in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None
