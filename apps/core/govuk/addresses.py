"""The address of this page with a few of its questions changed, so that filters, sort and position live in the address."""

from urllib.parse import urlsplit

from django.utils.http import url_has_allowed_host_and_scheme


def query(request, **changes):
    """The query string of this page with these changes; None or an empty text takes a question out."""
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if isinstance(value, list | tuple):
            params.setlist(name, value)
        elif value not in (None, ""):
            params[name] = value
    return f"?{params.urlencode()}"


def back_to(request, address):
    """The list at this address as the person left it, filters, sort and position, when it is what led here."""
    whole = request.build_absolute_uri(address)
    led_here, _, questions = request.headers.get("Referer", "").partition("?")
    return f"{address}?{questions}" if led_here == whole and questions else address


def came_from(request):
    """The page of ours that led here, or nothing."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return urlsplit(said)._replace(scheme="", netloc="", fragment="").geturl()
