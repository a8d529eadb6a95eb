"""A provider's home beyond what waits: its schools, and what is new."""

import pytest
from django.urls import reverse

from tests.assurance.pages import words_of
from tests.assurance.world import asked_claim, member_at, provider_with_people
from tests.factories import school_that_can_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def thames():
    return provider_with_people()


@pytest.fixture
def home(client, thames):
    client.force_login(member_at(thames))
    return lambda: words_of(client.get(reverse("doors:provider-home", args=[thames.pk])))


def test_before_any_claim_the_page_says_what_will_be_there(home):
    assert "The newest claims of schools for training by you will be listed here." in home()


def test_the_newest_claims_are_listed(home, thames):
    claim = asked_claim(hours=(16, 5), provider=thames, school=school_that_can_claim(name="Hollins Primary School"))

    words = home()

    assert "Hollins Primary School claimed 21 hours of 2 mentors" in words
    assert f"Claim {claim.reference} , 2025 to 2026. Submitted 10 February 2026" in words


def test_no_more_than_five_are_listed(home, thames):
    for _ in range(6):
        asked_claim(hours=(1,), provider=thames)

    words = home()

    assert words.count("claimed 1 hour of 1 mentor") == 5
    assert "6 schools in 2025 to 2026" in words
