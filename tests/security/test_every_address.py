"""What holds at every address, whoever asks and however oddly: no page breaks, nothing is posted without its token."""

import random
import uuid
from collections import Counter

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories import payer_person, support_person
from tests.house.doors import addresses
from tests.house.world import World, filled

pytestmark = pytest.mark.django_db

ADDRESSES = [address for address in addresses() if address.name]
SEED = 20260210
ODD_WORDS = [
    "",
    "0",
    "-1",
    "9" * 30,
    str(2**63),
    "9e9",
    "0.5",
    "1e1",
    "٣",
    "NaN",
    "null",
    "true",
    "'",
    '"',
    "--",
    "%",
    "%00",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "..",
    "../../etc/passwd",
    "..%2f",
    "\\",
    "//evil.example",
    "%c0%ae",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202e",
    "👩‍🏫",
    "é" * 300,
    "x" * 8000,
    "{}",
    "[]",
    "{{7*7}}",
    "' or 1=1 --",
    "00000000-0000-0000-0000-000000000000",
    str(uuid.UUID(int=2**128 - 1)),
    "2026-02-30",
    "31/31/2026",
    "0000-00-00",
]
ODD_NAMES = [
    "q",
    "page",
    "after",
    "before",
    "sort",
    "status",
    "year",
    "provider",
    "school",
    "next",
    "change",
    "to",
    "x[]",
]
METHODS = ["get", "post", "head", "options", "put", "patch", "delete"]


@pytest.fixture(scope="module")
def world(once):
    return once(lambda: World("Ours"))


@pytest.fixture
def clients(world):
    """A school's member, a provider's and an administrator: three browsers."""
    people = [world.people["school member"], world.people["provider member"], support_person("administrator")]
    clients = [Client(raise_request_exception=False) for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.person = person
        client.force_login(person)
    return clients


def odd_path(chance, address, ids):
    """An address with something odd in one of its places, or after its end."""
    name, pattern, *_, kwargs = address
    values = {word: ids.get(word) or chance.choice([uuid.uuid4(), chance.choice(ODD_WORDS)]) for word in kwargs}
    if values and chance.random() < 0.4:
        values[chance.choice(list(values))] = chance.choice(ODD_WORDS)
    try:
        path = reverse(name, kwargs=values)
    except NoReverseMatch:
        path = "/" + "/".join(str(values.get(part.partition(":")[2].rstrip(">"), part)) for part in pattern.split("/"))
    return path + (chance.choice(ODD_WORDS) if chance.random() < 0.1 else "")


@pytest.mark.parametrize("requests", [400, pytest.param(3000, marks=pytest.mark.slow)])
def test_odd_addresses_queries_and_methods_break_nothing(world, clients, requests):
    chance, ids, broken, statuses = random.Random(SEED), world.ids(), [], Counter()
    for number in range(requests):
        path = odd_path(chance, chance.choice(ADDRESSES), ids)
        odd = [(chance.choice(ODD_NAMES), chance.choice(ODD_WORDS)) for _ in range(chance.randint(0, 4))]
        data = {name: [value for known, value in odd if known == name] for name, _ in odd}
        method = chance.choice(METHODS) if chance.random() < 0.3 else chance.choice(["get", "get", "post"])
        client = clients[number % 3]
        if "_auth_user_id" not in client.session:
            client.force_login(client.person)
        ask = getattr(client, method)
        response = ask(path, data) if method in {"get", "post", "head"} else ask(path)
        statuses[response.status_code] += 1
        if response.status_code >= 500:
            broken.append((method, path[:200], {name: str(value)[:60] for name, value in data.items()}))

    assert broken == []
    assert statuses[200] > requests / 10


def test_a_large_filter_list_and_a_flood_of_headers_break_nothing(clients):
    *_, administrator = clients
    flood = {f"HTTP_X_FLOOD_{number}": "x" * 100 for number in range(2000)}

    assert administrator.get("/support/claims/", {"status": ["x"] * 20000}).status_code in {200, 400}
    assert administrator.get("/support/claims/", **flood).status_code == 200
    assert administrator.get("/support/claims/", {"q": "x" * 100_000}).status_code in {200, 400}
    many = {f"field{number}": "" for number in range(5000)}
    assert administrator.post("/support/claims/", many).status_code in {400, 403}


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data", "application/xml"])
def test_a_body_that_is_no_form_breaks_nothing(world, clients, content_type):
    member, *_ = clients
    broken, ids = [], world.ids()
    for name, _, _, door, kwargs in ADDRESSES:
        if door != "school":
            continue
        response = member.generic("POST", filled(name, kwargs, ids), b'{"a": [\xff', content_type=content_type)
        if response.status_code >= 500:
            broken.append(name)

    assert broken == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE"])
def test_a_method_that_no_page_knows_is_refused_and_nothing_is_repeated(clients, method):
    for client in clients:
        for address in ("/", "/home/", "/sign-in/", "/healthz"):
            response = client.generic(method, address, headers={"X-Secret": "a-secret"})
            assert response.status_code == 405
            assert b"a-secret" not in response.content


def test_nothing_is_posted_without_its_token(world):
    """H3. Every address that cookies open, as the person it is for. Token addresses take no cookie and are listed."""
    people = {
        "school": world.people["school member"],
        "trust": world.people["trust user"],
        "provider": world.people["provider member"],
        "support": support_person("administrator"),
        "payer": payer_person(),
        "mentor": world.people["mentor"],
    }
    browsers = {}
    for door, person in people.items():
        browsers[door] = Client(enforce_csrf_checks=True, raise_request_exception=False)
        browsers[door].force_login(person)
    accepted, tokens, ids = [], [], world.ids()
    for name, _, _, door, kwargs in ADDRESSES:
        if door == "token":
            tokens.append(name)
            continue
        client = browsers.get(door, browsers["school"])
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(filled(name, kwargs, ids))
            if answer.status_code != 403 or b"Traceback" in answer.content:
                accepted.append((name, method, answer.status_code))

    assert accepted == []
    assert all("_auth_user_id" in client.session for client in browsers.values())
    assert tokens == ["notifications:notify-receive-receipt", "training:system-hours"]


def test_a_token_of_another_session_is_not_taken(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["school member"])
    address = reverse("claims:school-discard-draft", args=[world.school.pk, world.draft.pk])

    assert client.post(address, {"csrfmiddlewaretoken": "a" * 64}).status_code == 403
    world.draft.refresh_from_db()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "testserver:80@evil.example", "a\\b", "[::"]
)
def test_a_host_that_is_not_ours_is_refused_and_never_repeated(clients, host):
    answer = clients[0].get("/", headers={"Host": host}, HTTP_HOST=host)

    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL", "X-Rewrite-URL"]
)
def test_what_a_proxy_might_say_of_the_host_changes_no_page(clients, name):
    for address in ("/", "/sign-in/", "/home/", "/.well-known/security.txt"):
        answer = clients[0].get(address, headers={name: "evil.example"})
        assert b"evil.example" not in answer.content
        assert "evil.example" not in answer.get("Location", "")
