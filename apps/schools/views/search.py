"""Schools as one types: the same answers for suggestions and for a page without JavaScript."""

from django.http import JsonResponse

from apps.core.access import public
from apps.schools.models import School

MOST_RESULTS = 15
LONGEST = 100


@public
def search_schools(request):
    """At most 15 schools whose name, town, postcode or URN begins with the words typed; open ones first."""
    found = School.objects.matching(request.GET.get("q", "")[:LONGEST])
    rows = found.values_list("id", "name", "town", "postcode", "urn", "is_open")[:MOST_RESULTS]
    names = ("id", "name", "town", "postcode", "urn")
    return JsonResponse({"results": [dict(zip(names, row, strict=False)) | {"closed": not row[-1]} for row in rows]})
