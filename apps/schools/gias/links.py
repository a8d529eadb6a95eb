"""Read the register's file of links between schools: which school followed a closed one."""

from apps.schools.gias.days import day_of
from apps.schools.gias.trusts import rows_of

SUCCESSOR = "Successor"


def read_links(data):
    """The URN of each school that has a successor, the successor's URN, and since when; a merger gives several one successor."""
    return [
        (row["URN"], row["LinkURN"], day_of(row["LinkEstablishedDate"]))
        for row in rows_of(data, "URN", "LinkURN", "LinkType", "LinkEstablishedDate")
        if row["LinkType"].startswith(SUCCESSOR)
    ]
