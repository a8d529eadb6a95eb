"""Who may read, prepare and release money, and answer for the payer."""

from apps.users.models import SupportRole


def can_read_payments(user, roles):
    """People at DfE read payment runs."""
    return bool(roles)


def can_prepare_run(user, roles):
    """Payments officers prepare payment runs."""
    return SupportRole.PAYMENTS_OFFICER in roles


def can_release_run(user, roles):
    """Payments officers release payment runs that somebody else prepared."""
    return SupportRole.PAYMENTS_OFFICER in roles


def can_recall_run(user, roles):
    """Payments officers recall payment runs that somebody else released."""
    return SupportRole.PAYMENTS_OFFICER in roles


def can_answer_for_payer(user, roles):
    """Payments officers answer for the payer."""
    return SupportRole.PAYMENTS_OFFICER in roles


def can_send_information(user, roles):
    """Payments officers answer the payer’s questions."""
    return SupportRole.PAYMENTS_OFFICER in roles
