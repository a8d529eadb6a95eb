"""Who may confirm hours, and who may reply. Each docstring is what the 403 page says; the door has found the organisation."""


def can_confirm_hours(user, provider):
    """People of a provider confirm hours for it."""
    return user.is_active


def can_reply_to_provider(user, school):
    """People of a school, and of its trust, reply to its providers."""
    return user.is_active


def can_report_claim(user, organisation):
    """People of a school, of its trust, and of its provider report paid claims as wrong."""
    return user.is_active
