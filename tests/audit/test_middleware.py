"""History carries the person, the role and the organisation of the door they came through."""

import pytest
from django.http import HttpResponse

from apps.audit.actors import current
from apps.audit.middleware import ActorMiddleware
from apps.users.models import SupportRole
from tests.factories import SchoolFactory, UserFactory


class Nobody:
    is_authenticated = False


def actor_in(rf, user, *door):
    """Who acts inside a request of this person that enters this door."""
    seen = []

    def view(request):
        if door:
            request.enter(*door)
        seen.append(current())
        return HttpResponse()

    request = rf.get("/")
    request.user = user
    before = current()
    ActorMiddleware(view)(request)
    assert current() == before
    return seen[0]


def test_a_visitor_is_nobody_in_particular(rf):
    assert (actor_in(rf, Nobody()).name, actor_in(rf, Nobody()).role) == ("A visitor", "visitor")


@pytest.mark.parametrize(
    ("door", "organisation", "role", "said"),
    [
        ("school", "Hollins", "school user", "Hollins"),
        ("trust", "Northfield", "trust user", "Northfield"),
        ("provider", "Thames ITT", "provider user", "Thames ITT"),
        ("payer", object(), "payer", ""),
        ("mentor", None, "mentor", ""),
        (
            "support",
            frozenset({SupportRole.PAYMENTS_OFFICER, SupportRole.CASEWORKER}),
            "caseworker, payments officer",
            "DfE",
        ),
    ],
)
def test_each_door_says_the_role_and_the_organisation(door, organisation, role, said, rf):
    actor = actor_in(rf, UserFactory.build(first_name="Anne", last_name="Walsh"), door, organisation)

    assert (actor.name, actor.role, actor.organisation) == ("Anne Walsh", role, said)


@pytest.mark.django_db
def test_an_organisation_is_kept_by_name(rf):
    actor = actor_in(rf, UserFactory(), "school", SchoolFactory(name="Hollins Primary"))

    assert actor.organisation == "Hollins Primary"
