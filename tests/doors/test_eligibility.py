"""What a school could claim, from the year's rows and its own facts."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import INNER_LONDON, SchoolFactory, member_of, open_window, school_that_can_claim

pytestmark = pytest.mark.django_db


def shown(client, school, **asked):
    client.force_login(getattr(school, "member", None) or member_of(school))
    page = client.get(reverse("doors:school-show-eligibility", args=[school.pk]), asked).content.decode()
    return " ".join(page.split())


def test_a_school_that_can_claim_sees_why_and_what_it_could_come_to(client):
    open_window()
    page = shown(client, school_that_can_claim(name="Hollins", district_code=INNER_LONDON), initial="2", refresher="1")

    for words in (
        "Inner London",
        "The district is E09000007",
        "£53.60",
        "Accepted by",
        "Open until 11:59pm on Tuesday 31 March 2026",
    ):
        assert words in page
    assert "At most £2,036.80 in 2025 to 2026, for 38 hours" in page
    assert "£1,715.20" in page
    assert "£321.60" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"initial": "", "refresher": "1"}, "Enter how many mentors are in initial training"),
        ({"initial": "two", "refresher": "1"}, "Number of mentors must be a whole number"),
        ({"initial": "1", "refresher": "101"}, "Number of mentors must be between 0 and 100"),
    ],
)
def test_what_is_wrong_with_a_number_is_said_and_nothing_is_estimated(client, asked, words):
    open_window()
    page = shown(client, school_that_can_claim(), **asked)

    assert page.count(words) == 2
    assert "At most" not in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": "2", "closed_on": date(2025, 8, 31)}, "This school is closed"),
        ({"district_code": "W06000015"}, "This school is not in England"),
        ({"district_code": ""}, "We can estimate the grant once we know the funding area"),
    ],
)
def test_a_school_that_cannot_claim_is_told_why(client, facts, words):
    open_window()

    assert words in shown(client, SchoolFactory(**facts))


def test_without_a_window_the_years_figures_are_those_of_today(client):
    page = shown(client, school_that_can_claim())

    assert "No claim window is set" in page
    assert "2025 to 2026" in page


def test_a_stranger_finds_nothing(client):
    client.force_login(member_of(SchoolFactory()))

    assert client.get(reverse("doors:school-show-eligibility", args=[SchoolFactory().pk])).status_code == 404
