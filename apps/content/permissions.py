"""Who may write for the public. Each docstring is what the 403 page says."""

from apps.users.models import SupportRole


def can_write_content(user, roles, *args):
    """Caseworkers and administrators write updates, banners and help, and read feedback."""
    return not roles.isdisjoint({SupportRole.CASEWORKER, SupportRole.ADMINISTRATOR})
