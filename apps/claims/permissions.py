"""Who may claim for a school. The door has found the school through the person; each docstring is what the 403 page says."""


def can_add_claim(user, school):
    """People of a school, and of its trust, claim for it."""
    return user.is_active


def can_withdraw_claim(user, school):
    """People of a school, and of its trust, withdraw its claims and delete its drafts."""
    return user.is_active


def can_end_place(user, school):
    """People of a school, and of its trust, say who its mentors are."""
    return user.is_active
