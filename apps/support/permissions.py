"""Who at DfE may do what in the console. Each docstring is what the 403 page says.

An auditor reads everything and acts on nothing. The year's rules ask `policy.permissions`, runs `payments.permissions`.
"""

from apps.users.models import SupportRole


def can_read_console(user, roles):
    """People at DfE read the console."""
    return bool(roles)


def can_review_claim(user, roles, *args):
    """Caseworkers review claims."""
    return SupportRole.CASEWORKER in roles


def can_assign_claim(user, roles, *args):
    """Caseworkers assign claims."""
    return SupportRole.CASEWORKER in roles


def can_onboard(user, roles, *args):
    """Caseworkers and administrators look after schools, providers and their people."""
    return not roles.isdisjoint({SupportRole.CASEWORKER, SupportRole.ADMINISTRATOR})


def can_manage_support_users(user, roles, *args):
    """Administrators say who works in the console."""
    return SupportRole.ADMINISTRATOR in roles


def can_manage_jobs(user, roles, *args):
    """Administrators look after emails and jobs that failed."""
    return SupportRole.ADMINISTRATOR in roles
