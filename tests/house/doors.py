"""Doors whose organisation stands in the address, and the name it has there."""

from apps.core.doors import addresses

ORGANISATION = {"school": "school_id", "trust": "trust_id", "provider": "provider_id"}

__all__ = ["ORGANISATION", "addresses"]
