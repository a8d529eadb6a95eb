"""A provider, and a browser in which one of its people is signed in."""

import pytest

from tests.assurance.world import member_at, provider_with_people


@pytest.fixture
def provider():
    return provider_with_people(name="Thames ITT")


@pytest.fixture
def bilal(client, provider):
    """A browser in which a person of the provider is signed in."""
    client.force_login(member_at(provider))
    return client
