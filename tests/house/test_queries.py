"""Queries a page asks do not grow with its rows: every page of every door, in a small world and in a larger one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import MentorFactory, member_of, payer_person, submitted_claim, support_person
from tests.house.doors import addresses
from tests.house.world import Browsers, World, filled

MOST = dict.fromkeys(["school", "trust", "provider", "support", "payer", "mentor"], 18)
MORE = 12


def pages():
    return [
        pytest.param(name, kwargs, door, id=name) for name, _, _, door, kwargs in addresses() if name and door in MOST
    ]


def asked(browsers, user, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = browsers.ask(user, "get", address)
        if response.streaming:
            b"".join(response.streaming_content)
    return response, [query["sql"] for query in queries.captured_queries]


def warm(browsers, people, addresses_of):
    """What a first page of a sitting asks besides is no page's own: signing in, a session that notes where it is."""
    for door in people:
        asked(browsers, people[door], next(address for address, behind in addresses_of.values() if behind == door))


@pytest.mark.django_db
def test_no_page_asks_more_queries_as_rows_grow():
    world = World("Ours")
    people = {
        "school": world.people["school member"],
        "trust": world.people["trust user"],
        "provider": world.people["provider member"],
        "support": support_person("caseworker", "payments_officer", "administrator"),
        "payer": payer_person(),
        "mentor": world.people["mentor"],
    }
    browsers = Browsers()
    ids = world.ids()
    addresses_of = {param.id: (filled(param.values[0], param.values[1], ids), param.values[2]) for param in pages()}
    before = {}
    warm(browsers, people, addresses_of)
    for name, (address, door) in addresses_of.items():
        response, queries = asked(browsers, people[door], address)
        if response.status_code == 200:
            before[name] = queries
    for _ in range(MORE):
        mentor = MentorFactory(at=world.school)
        submitted_claim(hours=(3,), school=world.school, provider=world.provider, mentors=[mentor])
        submitted_claim(hours=(1,), school=world.school, provider=world.provider, mentors=[world.mentor])
        member_of(world.school)
        member_of(world.provider)
    grown, many = {}, {}
    warm(browsers, people, addresses_of)
    for name, queries in before.items():
        address, door = addresses_of[name]
        _, now = asked(browsers, people[door], address)
        if len(now) > len(queries):
            grown[name] = (len(queries), len(now))
        if len(now) > MOST[door]:
            many[name] = len(now)

    assert len(before) > 40
    assert grown == {}
    assert many == {}
