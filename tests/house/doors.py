"""Every address of the service, and a world in which each can be asked: one's own rows, and another organisation's."""

from django.urls import URLPattern, URLResolver, get_resolver

from apps.core.middleware import door_of

# Doors whose organisation stands in the address, and the name it has there.
ORGANISATION = {"school": "school_id", "trust": "trust_id", "provider": "provider_id"}


def addresses(resolver=None, prefix="", namespace=""):
    """(full name, pattern, view, its door, names of what stands in the address) of every address, libraries' too."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += addresses(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            kwargs = tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
            # The names above in the address count too.
            found.append((name, prefix + str(entry.pattern), entry.callback, door_of(entry.callback, name), kwargs))
    return found
