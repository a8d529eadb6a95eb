"""Choose an organisation: where a person of several doors says which they are going through."""

from itertools import groupby

from django.shortcuts import render

from apps.core import searching
from apps.core.access import signed_in
from apps.doors.places import places_of, with_counts

MANY = 10


@signed_in
def choose_organisation(request):
    """Every door of this person by kind, with what waits behind it."""
    places = places_of(request.user)
    request.session["doors"] = len(places)
    asked = request.GET.get("q", "").strip()
    shown = with_counts([place for place in places if matches(place, asked)])
    groups = [(heading, list(group)) for heading, group in groupby(shown, key=lambda place: place.heading)]
    return render(
        request,
        "doors/user/choose-organisation.html",
        {"groups": groups, "asked": asked, "has_search": len(places) > MANY, "has_places": bool(places)},
    )


def matches(place, asked):
    """Every word typed begins a word of the name."""
    named = searching.words(place.name)
    return all(any(name.startswith(word) for name in named) for word in searching.words(asked))
