"""Money is whole pence. Words for it are made here and nowhere else."""


def pounds(pence):
    """£1,072.00: two decimals always, commas, a minus sign before the pound."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def plain(pence):
    """1072.00: how money stands in a file."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"
