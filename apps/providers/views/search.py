"""Accredited providers as one types."""

from django.http import JsonResponse

from apps.core import clock
from apps.core.access import public
from apps.providers.models import Provider

MOST_RESULTS = 15
LONGEST = 100


@public
def search_providers(request):
    """At most 15 providers accredited today whose name, town, postcode or UKPRN begins with the words typed."""
    found = Provider.objects.accredited_on(clock.today()).matching(request.GET.get("q", "")[:LONGEST])
    names = ("id", "name", "town", "postcode", "ukprn")
    rows = found.values_list(*names)[:MOST_RESULTS]
    return JsonResponse({"results": [dict(zip(names, row, strict=True)) | {"closed": False} for row in rows]})
