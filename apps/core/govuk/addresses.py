"""The address of this page with a few of its questions changed, so that filters, sort and position live in the address."""

from urllib.parse import urlsplit


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
    said = urlsplit(request.headers.get("Referer", ""))
    is_there = (said.netloc, said.path) == (request.get_host(), address)
    return f"{address}?{said.query}" if is_there and said.query else address
