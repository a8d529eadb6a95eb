"""Doors. Every address says which door it stands behind, and each stranger is refused."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from apps.assurance.models import Confirmation
from apps.claims import lifecycle
from apps.claims.enums import Move
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    TrustFactory,
    UserFactory,
    draft_claim,
    member_of,
    payer_person,
    school_that_can_claim,
    submitted_claim,
    support_person,
)
from tests.house.doors import ORGANISATION, addresses

ADDRESSES = addresses()
NAMED = [address for address in ADDRESSES if address[0]]
OWN_WORDS = "Canary-ours"
OTHER_WORDS = "Canary-theirs"
# Pages on which organisations are meant to find each other: the registers are public.
SEARCHES = {"schools:search", "providers:search"}


def test_every_address_declares_its_door():
    assert [pattern for _, pattern, _, door, _ in ADDRESSES if not door] == []


def test_every_address_has_a_name():
    assert [pattern for name, pattern, *_ in ADDRESSES if not name] == []
    names = [name for name, *_ in ADDRESSES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize(("name", "pattern", "view", "door", "kwargs"), ADDRESSES)
def test_an_address_behind_a_door_names_its_organisation(name, pattern, view, door, kwargs):
    if door in ORGANISATION:
        assert ORGANISATION[door] in kwargs, f"{pattern} stands behind the {door} door but does not say whose"


class World:
    """One organisation of each kind with rows of every kind, and another of each kind beside it."""

    def __init__(self, words):
        self.trust = TrustFactory(name=f"{words} Trust")
        self.school = school_that_can_claim(name=f"{words} School", trust=self.trust, group_code="10")
        self.provider = ProviderFactory(name=f"{words} Provider")
        self.mentor = MentorFactory(at=self.school, first_name=words, last_name="Mentor")
        self.claim = submitted_claim(hours=(4,), school=self.school, provider=self.provider, mentors=[self.mentor])
        self.draft = draft_claim(hours=(2,), school=self.school, provider=self.provider, mentors=[self.mentor])
        self.colleague = member_of(self.school, first_name=words)
        self.people = {
            "school member": self.school.member,
            "trust user": member_of(self.trust, first_name=words),
            "provider member": member_of(self.provider, first_name=words),
        }
        self.confirmation = Confirmation.objects.create(
            claim=self.claim,
            mentor=self.mentor,
            hours_asked=4,
            answer="confirmed",
            answered_by=self.people["provider member"],
        )

    def ids(self):
        """What stands in addresses, by its name there. A name that is missing here fails the walk."""
        return {
            "school_id": self.school.pk,
            "trust_id": self.trust.pk,
            "provider_id": self.provider.pk,
            "claim_id": self.claim.pk,
            "mentor_id": self.mentor.pk,
            "place_id": self.mentor.places.get().pk,
            "membership_id": self.colleague.schoolmemberships.get().pk,
            "confirmation_id": self.confirmation.pk,
            "line_id": self.claim.lines.get().pk,
            "user_id": self.colleague.pk,
        }


# Names in addresses that no organisation owns: any value will do.
ANY = {
    "step": "provider",
    "kind": "school",
    "provider_key": "dfe",
    "code": "AR01",
    "token": "x" * 43,
    "year": "2025",
    "section": "history",
    "number": 1,
    "session_id": 1,
    "area": "fringe",
    "training_type": "initial",
}


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
        "caseworker": support_person("caseworker"),
        "payments officer": support_person("payments_officer"),
        "administrator": support_person("administrator"),
        "auditor": support_person("auditor"),
        "payer": payer_person(),
    }


OPENS = {
    "school": {"own school member", "own trust user"},
    "trust": {"own trust user"},
    "provider": {"own provider member"},
    "support": {"caseworker", "payments officer", "administrator", "auditor"},
    "payer": {"payer"},
    "mentor": set(),
}


@pytest.fixture
def browsers():
    return Browsers()


def filled(name, kwargs, ids):
    values = {}
    for word in kwargs:
        if word in ids:
            values[word] = ids[word]
        elif word in ANY:
            values[word] = ANY[word]
        else:
            values[word] = uuid.uuid4()
    return reverse(name, kwargs=values)


class Browsers:
    """A browser for each actor, signed in once, and again where a page signed it out."""

    def __init__(self):
        self.clients = {}

    def ask(self, actor, method, address):
        client = self.clients.get(actor)
        if client is None:
            client = self.clients[actor] = Client()
        if actor and "_auth_user_id" not in client.session:
            client.force_login(actor)
        return getattr(client, method)(address)


def may(view, actor, who):
    """Whether the permission that a console page declares lets this role in."""
    permission = getattr(view, "permission", None)
    return permission is None or permission(actor, frozenset({who.replace(" ", "_")}))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_stranger_is_refused_at_every_door(worlds, actors, method, browsers):
    """Every address × every actor: a visitor is sent to sign in, a stranger finds nothing, nothing breaks."""
    own, other = worlds
    wrong = []
    for name, _, view, door, kwargs in NAMED:
        address = filled(name, kwargs, own.ids())
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
            if door in OPENS and name not in SEARCHES and not response.streaming and who.startswith("own"):
                if OTHER_WORDS in response.content.decode(errors="replace"):
                    wrong.append((who, method, address, status, "shows another organisation's row"))

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisations_rows_do_not_exist_inside_ones_own_door(worlds, actors, method, browsers):
    """Own organisation in the address, another organisation's id beneath it: 404."""
    own, other = worlds
    opener = {"school": "own school member", "trust": "own trust user", "provider": "own provider member"}
    found = []
    for name, _, _, door, kwargs in NAMED:
        if door not in opener:
            continue
        beneath = [word for word in kwargs if word != ORGANISATION[door] and word in own.ids()]
        for word in beneath:
            ids = own.ids() | {word: other.ids()[word]}
            address = filled(name, kwargs, ids)
            response = browsers.ask(actors[opener[door]], method, address)
            if response.status_code not in {404, 405}:
                found.append((method, address, response.status_code))

    assert found == []


@pytest.mark.django_db
def test_a_get_of_any_address_changes_no_claim(worlds, actors, browsers):
    own, _ = worlds
    before = (own.claim.status, own.draft.status)
    for name, _, _, door, kwargs in NAMED:
        for who in ("own school member", "caseworker", "administrator"):
            if door in {"public", "token"}:
                continue
            browsers.ask(actors[who], "get", filled(name, kwargs, own.ids()))
    own.claim.refresh_from_db()
    own.draft.refresh_from_db()

    assert (own.claim.status, own.draft.status) == before
    with pytest.raises(lifecycle.MoveNotAllowed):
        lifecycle.move(own.draft, Move.APPROVE, by=own.colleague)
