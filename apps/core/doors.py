"""Every address of the service with the door it stands behind: what the page of permissions and its test walk."""

from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from apps.core.middleware import door_of


class Address(NamedTuple):
    """One address: its full name and pattern, its view, its door, and the names of what stands in it."""

    name: str
    pattern: str
    view: object
    door: str
    words: tuple

    @property
    def permission(self):
        """The permission its view asks, or None."""
        return getattr(self.view, "permission", None)


def addresses(resolver=None, prefix="", namespace=""):
    """Every address, those of libraries too."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found += addresses(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            words = tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
            found.append(
                Address(name, prefix + str(entry.pattern), entry.callback, door_of(entry.callback, name), words)
            )
    return found
