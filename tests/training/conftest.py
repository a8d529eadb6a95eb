import pytest

from tests.training.world import mentor_at_a_school, provider_with_people


@pytest.fixture
def provider():
    return provider_with_people()


@pytest.fixture
def mentor():
    return mentor_at_a_school()


@pytest.fixture
def bilal(client, provider):
    """A person of the provider, signed in."""
    client.force_login(provider.person)
    return client
