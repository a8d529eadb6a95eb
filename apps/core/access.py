"""Doors. Every view says which door it stands behind and what permission it asks; a view that says nothing is refused.

A door's decorator lives in the app that knows its people (`schools/access.py` and so on) and marks the view with
`behind()`. `allowed()` asks a permission, a plain function `can_verb_noun(user, *what the door found)`.
"""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from apps.core.govuk.addresses import came_from


def behind(door, view, inner):
    """Mark a wrapped view with its door, keeping the permission the inner view asked for."""
    view.door = door
    view.permission = getattr(inner, "permission", None)
    return view


def to_sign_in(request):
    """Sign in, then come to what was asked for. After a button that is the page it stood on: what was sent is not kept."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    response = redirect_to_login(came_from(request) or request.get_full_path())
    response["Location"] += "&unsent"
    return response


def public(view):
    """Anyone may look."""
    return behind("public", view, view)


def token(view):
    """No cookie counts here: the caller proves itself with a token of its own, checked by the view."""
    return behind("token", view, view)


def signed_in(view):
    """Anyone who has signed in, whatever their memberships."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return behind("signed in", inner, view)


def allowed(can):
    """Ask a permission of what the door found, or answer 403."""

    def decorate(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            if not can(request.user, *args):
                raise PermissionDenied(can.__doc__ or "")
            return view(request, *args, **kwargs)

        vars(inner)["permission"] = can
        return inner

    return decorate


def door_for(name, find):
    """Make the decorator of a door. `find(request, id)` gives what the person belongs to, or raises Http404.

    The address gives the id under the door's own name (`school_id`); the view gets the organisation instead.
    """

    def decorate(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return to_sign_in(request)
            organisation = find(request, kwargs.pop(f"{name}_id", None))
            request.organisation = organisation
            request.enter(name, organisation)
            return view(request, organisation, *args, **kwargs)

        return behind(name, inner, view)

    return decorate
