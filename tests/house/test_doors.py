"""Doors. Every address says which door it stands behind, and each stranger is refused."""

from pathlib import Path

import pytest
from django.conf import settings

from apps.support.management.commands.draw_doors import DOORS, drawing
from tests.factories import UserFactory, member_of, payer_person, support_person
from tests.house.doors import ORGANISATION, addresses
from tests.house.world import OPENS, SHARED, Browsers, World, filled

ADDRESSES = addresses()
NAMED = [address for address in ADDRESSES if address.name]
OWN_WORDS = "Canary-ours"
OTHER_WORDS = "Canary-theirs"


def test_every_address_declares_its_door():
    assert [pattern for _, pattern, _, door, _ in ADDRESSES if not door] == []


def test_every_door_is_described_and_the_drawn_page_is_up_to_date():
    assert {address.door for address in ADDRESSES} == set(DOORS)
    page = Path(settings.BASE_DIR) / "docs" / "permissions.md"
    assert page.read_text(encoding="utf-8") == drawing(), "Run manage.py draw_doors"


def test_every_address_has_a_name():
    assert [pattern for name, pattern, *_ in ADDRESSES if not name] == []
    names = [name for name, *_ in ADDRESSES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize(("name", "pattern", "view", "door", "kwargs"), ADDRESSES)
def test_an_address_behind_a_door_names_its_organisation(name, pattern, view, door, kwargs):
    if door in ORGANISATION:
        assert ORGANISATION[door] in kwargs, f"{pattern} stands behind the {door} door but does not say whose"


@pytest.fixture
def worlds():
    return World(OWN_WORDS), World(OTHER_WORDS)


@pytest.fixture
def actors(worlds):
    own, other = worlds
    removed = member_of(own.school)
    removed.schoolmemberships.update(ended_at="2026-01-01T00:00Z")
    return {
        "a visitor": None,
        "somebody without an organisation": UserFactory(),
        "a removed person": removed,
        "own school member": own.people["school member"],
        "other school member": other.people["school member"],
        "own trust user": own.people["trust user"],
        "other trust user": other.people["trust user"],
        "own provider member": own.people["provider member"],
        "other provider member": other.people["provider member"],
        "own mentor": own.people["mentor"],
        "caseworker": support_person("caseworker"),
        "payments officer": support_person("payments_officer"),
        "administrator": support_person("administrator"),
        "auditor": support_person("auditor"),
        "payer": payer_person(),
    }


@pytest.fixture
def browsers():
    return Browsers()


def may(view, actor, who):
    """Whether the permission that a console page declares lets this role in."""
    permission = getattr(view, "permission", None)
    return permission is None or permission(actor, frozenset({who.replace(" ", "_")}))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_stranger_is_refused_at_every_door(worlds, actors, method, browsers):
    """Every address × every actor: a visitor is sent to sign in, a stranger finds nothing, nothing breaks.

    Looking changes no claim, and no cache keeps what stood behind a door: pages, files, refusals and redirects alike.
    """
    own, _ = worlds
    wrong, ids = [], own.ids()
    for name, _, view, door, kwargs in NAMED:
        address = filled(name, kwargs, ids)
        for who, actor in actors.items():
            if door in {"public", "token"}:
                if who != "a visitor":
                    continue
                response = browsers.ask(None, method, address)
                if response.status_code >= 500:
                    wrong.append((who, method, address, response.status_code))
                continue
            response = browsers.ask(actor, method, address)
            status = response.status_code
            if "no-store" not in response.get("Cache-Control", ""):
                wrong.append((who, method, address, status, "may be kept by a cache"))
            if actor is None:
                if status != 302 or "/sign-in/" not in response["Location"]:
                    wrong.append((who, method, address, status, "not sent to sign in"))
            elif door in OPENS and who not in OPENS[door]:
                if status != 404:
                    wrong.append((who, method, address, status, "found something"))
            elif status >= 500:
                wrong.append((who, method, address, status, "broke"))
            elif door == "support" and not may(view, actor, who) and status not in {403, 405}:
                wrong.append((who, method, address, status, "did what the role may not"))
            elif door == "support" and method == "get" and may(view, actor, who) and status == 403:
                wrong.append((who, method, address, status, "was refused what the role may"))
            is_own_page = door in OPENS and not response.streaming and who.startswith("own") and name not in SHARED
            if is_own_page and OTHER_WORDS in response.content.decode(errors="replace"):
                wrong.append((who, method, address, status, "shows another organisation's row"))

    assert wrong == []
    if method == "get":
        was = own.claim.version, own.draft.version
        own.claim.refresh_from_db()
        own.draft.refresh_from_db()
        assert (own.claim.version, own.draft.version) == was


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisations_rows_do_not_exist_inside_ones_own_door(worlds, actors, method, browsers):
    """Own organisation in the address, another organisation's id beneath it: 404."""
    own, other = worlds
    opener = {
        "school": "own school member",
        "trust": "own trust user",
        "provider": "own provider member",
        "mentor": "own mentor",
    }
    found, ours, theirs = [], own.ids(), other.ids()
    for name, _, _, door, kwargs in NAMED:
        if door not in opener:
            continue
        beneath = [word for word in kwargs if word != ORGANISATION.get(door) and word in ours]
        for word in beneath:
            address = filled(name, kwargs, ours | {word: theirs[word]})
            response = browsers.ask(actors[opener[door]], method, address)
            if response.status_code not in {404, 405}:
                found.append((method, address, response.status_code))

    assert found == []
