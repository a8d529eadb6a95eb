"""Who may record hours. The docstring is what the 403 page says; the door has found the provider through the person."""


def can_record_hours(user, provider):
    """People of a provider record hours for it."""
    return user.is_active


def can_manage_tokens(user, provider):
    """People of a provider make and stop the tokens of its systems."""
    return user.is_active


def can_plan_programme(user, provider):
    """People of a provider plan its training programme."""
    return user.is_active
