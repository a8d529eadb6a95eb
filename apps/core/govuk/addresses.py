"""The address of this page with a few of its questions changed, so that filters, sort and position live in the address."""


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
