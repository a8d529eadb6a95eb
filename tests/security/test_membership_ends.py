"""AZ6. Whoever is taken off is refused at the very next request, at every door, in a session that still lives."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.users.models import PayerMembership, SupportMembership
from apps.users.services.people import memberships_in
from tests.factories import (
    ProviderFactory,
    TrustFactory,
    member_of,
    payer_person,
    school_that_can_claim,
    support_person,
)
from tests.house.doors import addresses
from tests.house.world import World, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["school", "trust", "provider", "support", "payer"])
def door(request):
    """(its home, somebody whom it lets in, their membership)."""
    match request.param:
        case "school":
            organisation = school_that_can_claim()
        case "trust":
            organisation = TrustFactory()
        case "provider":
            organisation = ProviderFactory()
        case "support":
            user = support_person("caseworker")
            return reverse("support:home"), user, SupportMembership.objects.filter(user=user)
        case "payer":
            user = payer_person()
            return reverse("doors:payer-home"), user, PayerMembership.objects.filter(user=user)
    user = member_of(organisation)
    home = reverse(f"doors:{request.param}-home", args=[organisation.pk])
    return home, user, memberships_in(organisation).filter(user=user)


def test_the_next_request_is_refused(door):
    home, user, membership = door
    client = Client()
    client.force_login(user)
    assert client.get(home).status_code == 200

    assert membership.update(ended_at=clock.now()) == 1

    assert client.get(home).status_code == 404


def test_a_trust_user_loses_every_school_of_the_trust_at_once():
    trust = TrustFactory()
    schools = [school_that_can_claim(trust=trust, group_code="10") for _ in range(3)]
    user = member_of(trust)
    client = Client()
    client.force_login(user)
    homes = [reverse("doors:school-home", args=[school.pk]) for school in schools]
    assert [client.get(home).status_code for home in homes] == [200] * 3

    memberships_in(trust).filter(user=user).update(ended_at=clock.now())

    assert [client.get(home).status_code for home in homes] == [404] * 3


def test_a_role_that_ends_is_gone_at_the_next_request_while_the_other_stays():
    user = support_person("caseworker", "administrator")
    client = Client()
    client.force_login(user)
    page = reverse("support:add-user")
    assert client.get(page).status_code == 200

    SupportMembership.objects.filter(user=user, role="administrator").update(ended_at=clock.now())

    assert client.get(page).status_code == 403
    assert client.get(reverse("support:home")).status_code == 200


def test_a_person_whose_account_is_closed_is_a_visitor_at_the_next_request():
    school = school_that_can_claim()
    client = Client()
    client.force_login(school.member)
    home = reverse("doors:school-home", args=[school.pk])
    assert client.get(home).status_code == 200

    type(school.member).objects.filter(pk=school.member.pk).update(is_active=False)

    assert "/sign-in/" in client.get(home).get("Location", "")


def test_nothing_behind_the_door_opens_for_somebody_who_was_taken_off_while_a_form_was_open():
    world = World("Ours")
    user = world.people["school member"]
    client = Client()
    client.force_login(user)
    memberships_in(world.school).filter(user=user).update(ended_at=clock.now())
    behind = [address for address in addresses() if address.door == "school"]

    answers = {
        (address.name, method): getattr(client, method)(filled(address.name, address.words, world.ids())).status_code
        for address in behind
        for method in ("get", "post")
    }

    assert {key: status for key, status in answers.items() if status != 404} == {}
    world.draft.refresh_from_db()
