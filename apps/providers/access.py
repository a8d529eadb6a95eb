"""The provider door: an address is swapped for a provider the person belongs to, or it does not exist."""

from django.shortcuts import get_object_or_404

from apps.core.access import door_for
from apps.providers.models import Provider


def find_provider(request, provider_id):
    """A provider the person belongs to; else 404."""
    return get_object_or_404(Provider.objects.open_to(request.user), pk=provider_id)


for_provider_user = door_for("provider", find_provider)
