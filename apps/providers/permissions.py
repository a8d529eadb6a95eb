"""Who may do what for a provider. Each docstring is what the 403 page says."""

from apps.providers.models import ProviderMembership


def can_manage_people(user, provider):
    """The provider's own people invite and remove each other."""
    return ProviderMembership.objects.filter(user=user, provider=provider, ended_at=None).exists()


def can_vouch(user, provider):
    """The provider's own people tell DfE which schools host its trainees."""
    return can_manage_people(user, provider)


def can_change_contacts(user, provider):
    """The provider's own people say whom to speak to."""
    return ProviderMembership.objects.filter(user=user, provider=provider, ended_at=None).exists()
