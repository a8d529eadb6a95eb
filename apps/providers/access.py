"""The provider door: an address is swapped for a provider the person belongs to, or it does not exist."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from apps.core.access import door_for
from apps.providers.models import ProviderMembership


def find_within_limit(request, provider_id):
    """A provider the person belongs to, which knows the schools a delivery partner is limited to; else 404.

    The address of a site, as it stands in older emails, leads to its provider.
    """
    memberships = ProviderMembership.objects.filter(user=request.user, ended_at=None).select_related("provider")
    own = memberships.filter(provider=provider_id).first()
    membership = own or get_object_or_404(memberships, provider__sites=provider_id)
    membership.provider.limited_to = membership.limited_to
    return membership.provider


def find_provider(request, provider_id):
    """A provider the person belongs to, else 404; and 403 for a delivery partner."""
    provider = find_within_limit(request, provider_id)
    if provider.limited_to is not None:
        raise PermissionDenied(
            f"You act for some schools of {provider} only. People who act for all of them see this page."
        )
    return provider


for_provider_user = door_for("provider", find_provider)
for_delivery_partner = door_for("provider", find_within_limit)
