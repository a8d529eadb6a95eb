"""I4. Each hostile word by itself, each in a world of its own."""

import pytest

from tests.security.forms import walk
from tests.security.payloads import PAYLOADS, harm_in
from tests.security.test_hostile_words import signed_in
from tests.security.world import Crowd

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_of_forty_payloads_on_the_pages_of_each_door(payload):
    crowd, harm = Crowd(payload), []
    for who in ("school", "provider", "payer", "caseworker", "payments_officer"):
        client = signed_in(crowd.people[who])
        for address, page in walk(client, crowd.homes()[who]):
            harm += [(address, found) for found in harm_in(page)]

    assert harm == []
