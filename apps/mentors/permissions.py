"""Who may say who a school's mentors are. Each docstring is what the 403 page says."""


def can_add_mentor(user, school):
    """People of a school, and of its trust, say who its mentors are."""
    return user.is_active
