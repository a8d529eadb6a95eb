"""A signed-in person is sent to their own door, or chooses one."""

import pytest
from django.urls import reverse

from apps.doors.places import places_of
from apps.users.models import SupportRole
from tests.factories import (
    ProviderFactory,
    SchoolFactory,
    TrustFactory,
    UserFactory,
    member_of,
    payer_person,
    support_person,
)

pytestmark = pytest.mark.django_db


def join(user, organisation):
    from apps.users.services.people import let_in

    return let_in(organisation, user, by=user)


@pytest.mark.parametrize(
    "make",
    [
        lambda: member_of(SchoolFactory()),
        lambda: member_of(TrustFactory()),
        lambda: member_of(ProviderFactory()),
        lambda: support_person(SupportRole.CASEWORKER, SupportRole.PAYMENTS_OFFICER),
        payer_person,
        lambda: UserFactory(is_mentor=True),
    ],
    ids=["school", "trust", "provider", "support", "payer", "mentor"],
)
def test_one_door_is_gone_through_at_once(make, client):
    user = make()
    client.force_login(user)
    (place,) = places_of(user)

    assert client.get(reverse("home"))["Location"] == place.address


def test_somebody_signed_out_is_asked_to_sign_in(client):
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))


def test_several_doors_are_chosen_from_under_their_headings(client):
    mary = member_of(SchoolFactory(name="Elm Primary"))
    join(mary, SchoolFactory(name="Ash Primary"))
    join(mary, ProviderFactory(name="Thames ITT"))
    client.force_login(mary)

    assert client.get(reverse("home"))["Location"] == reverse("doors:choose-organisation")
    page = client.get(reverse("doors:choose-organisation")).content.decode()
    assert page.index("Schools") < page.index("Ash Primary") < page.index("Elm Primary") < page.index("Thames ITT")
    assert "Search your organisations" not in page


def test_more_than_ten_can_be_searched(client):
    mary = member_of(SchoolFactory(name="St Mary’s Primary"))
    for number in range(10):
        join(mary, SchoolFactory(name=f"School number {number}"))
    client.force_login(mary)

    page = client.get(reverse("doors:choose-organisation"), {"q": "saint marys"}).content.decode()
    assert "St Mary’s Primary" in page
    assert "School number" not in page
    none = client.get(reverse("doors:choose-organisation"), {"q": "zebra"}).content.decode()
    assert "None of your organisations" in none


def test_nobodys_door_leads_to_asking_for_access(client):
    client.force_login(UserFactory())

    assert client.get(reverse("home"))["Location"] == reverse("doors:ask-for-access")


def test_the_number_of_queries_does_not_grow_with_the_doors(client, django_assert_max_num_queries):
    mary = member_of(SchoolFactory())
    for _ in range(12):
        join(mary, SchoolFactory())
    with django_assert_max_num_queries(5):
        assert len(places_of(mary)) == 13
