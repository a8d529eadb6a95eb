"""Who may say who a school's mentors are. Each docstring is what the 403 page says."""


def can_add_mentor(user, school):
    """People of a school, and of its trust, say who its mentors are."""
    return user.is_active


def can_offer_to_host(user, school):
    """People of a school, and of its trust, say which trainees it would host."""
    return user.is_active


def can_want_mentors(user, provider):
    """People of a provider say which mentors it wants."""
    return user.is_active
