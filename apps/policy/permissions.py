"""Who may change the year's rules."""

from apps.users.models import SupportRole


def can_change_policy(user, roles):
    """Administrators change years, windows, rates, allowances, thresholds and conditions."""
    return SupportRole.ADMINISTRATOR in roles
