"""Send a signed-in person to their own door."""

from django.shortcuts import redirect

from apps.core.access import signed_in
from apps.doors.places import places_of


@signed_in
def home(request):
    """One door: straight through it. Several: choose. None: ask for access."""
    places = places_of(request.user)
    request.session["doors"] = len(places)
    if not places:
        return redirect("doors:ask-for-access")
    if len(places) == 1:
        return redirect(places[0].address)
    return redirect("doors:choose-organisation")
