"""Choose an organisation: every door of a person, by kind, with what waits behind it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.assurance.services.asking import ask_provider
from apps.audit.actors import Actor
from apps.core import clock
from apps.mentors.models import Mentor, Volunteer
from apps.policy.figures import conditions_in_force
from apps.providers.models import ProviderMembership
from apps.schools.models import Eligibility, SchoolMembership, TrustMembership
from apps.schools.services.conditions import accept_conditions, withdraw_acceptance
from apps.users.models import AccessRequest
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    TrustFactory,
    UserFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(client):
    mary = UserFactory(first_name="Mary")
    client.force_login(mary)
    return mary


def join(person, organisation):
    kind = type(organisation).__name__.lower()
    model = {"school": SchoolMembership, "trust": TrustMembership, "provider": ProviderMembership}[kind]
    model.objects.create(user=person, **{kind: organisation})
    return organisation


def shown(client, **asked):
    return " ".join(client.get(reverse("doors:choose-organisation"), asked).content.decode().split())


def after(page, name):
    """What stands beside a place's name."""
    return page.split(f">{name}<")[1].split("</li>")[0]


def eligible(**fields):
    school = SchoolFactory(**fields)
    Eligibility.objects.create(school=school, year=year_2025())
    return school


def asks_to_join(organisation):
    AccessRequest.objects.create(
        email="sam@nowhere.example",
        subject=str(organisation.pk),
        organisation_type=organisation._meta.model_name,
        organisation_id=organisation.pk,
        organisation_name=str(organisation),
    )


def test_a_school_counts_its_turns_its_conditions_and_who_asks(client, mary):
    open_window()
    school = join(mary, eligible(name="Hollins"))
    quiet = join(mary, school_that_can_claim(name="Quiet"))
    assert "1 to do" in after(shown(client), "Hollins")

    draft_claim(school=school)
    asks_to_join(school)
    page = shown(client)

    assert "3 to do" in after(page, "Hollins")
    assert "to do" not in after(page, "Quiet")
    accept_conditions(school, conditions_in_force(year_2025()), by=mary)
    withdraw_acceptance(quiet.acceptances.get(), reason="Asked", by=mary)
    page = shown(client)
    assert "2 to do" in after(page, "Hollins")
    assert "to do" not in after(page, "Quiet")


def test_a_school_and_its_trust_count_volunteers_and_mentors_to_look_at(client, mary):
    trust = join(mary, TrustFactory(name="Northfield"))
    school = join(mary, school_that_can_claim(name="Hollins", trust=trust))
    Volunteer.objects.create(school=school, name="Lee Gray", email="lee@school.example")
    MentorFactory(at=school)
    for fields in ({"is_active": False}, {"is_active": False, "missing_since": clock.now()}):
        Mentor.objects.filter(pk=MentorFactory(at=school).pk).update(**fields)
    Mentor.objects.filter(pk=MentorFactory(at=school_that_can_claim()).pk).update(is_active=False)

    page = shown(client)

    assert "3 to do" in after(page, "Hollins")
    assert "3 to do" in after(page, "Northfield")


def test_a_trust_counts_over_its_open_schools(client, mary):
    trust = join(mary, TrustFactory(name="Northfield"))
    join(mary, SchoolFactory(name="Another"))
    open_window()
    draft_claim(school=school_that_can_claim(trust=trust))
    eligible(trust=trust)
    eligible(trust=trust, status="2")

    assert "2 to do" in after(shown(client), "Northfield")


def test_a_provider_counts_the_mentors_it_has_to_confirm(client, mary):
    thames = join(mary, ProviderFactory(name="Thames ITT"))
    join(mary, ProviderFactory(name="Wexcombe"))
    claim = submitted_claim((2, 3), provider=thames)
    ask_provider(claim, by=Actor.job("A test"))

    page = shown(client)

    assert "2 to confirm" in after(page, "Thames ITT")
    assert "to confirm" not in after(page, "Wexcombe")


def test_queries_do_not_grow_with_organisations_and_search_appears_over_ten(client, mary):
    open_window()
    join(mary, eligible(name="First of all"))
    join(mary, TrustFactory())
    join(mary, ProviderFactory())
    shown(client)
    with CaptureQueriesContext(connection) as few:
        assert "Search your organisations" not in shown(client)
    for number in range(12):
        draft_claim(school=join(mary, school_that_can_claim(name=f"School {number} of many")))

    with CaptureQueriesContext(connection) as many:
        page = shown(client)

    assert len(many) == len(few)
    assert "Search your organisations" in page
    found = shown(client, q="firs al")
    assert "First of all" in found
    assert "of many" not in found
    assert "None of your organisations has a name like that" in shown(client, q="zebra")
