"""Schools and providers as one types."""

from datetime import date

import pytest
from django.urls import reverse

from apps.providers.models import Accreditation
from apps.schools.models import School
from tests.factories import ProviderFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def found(client, text, name="schools:public-search-schools"):
    answer = client.get(reverse(name), {"q": text})
    assert answer.status_code == 200
    return [row["name"] for row in answer.json()["results"]]


def test_what_a_suggestion_holds(client):
    school = SchoolFactory(name="Hollins Primary School", town="Kelder", postcode="KE1 2AB", urn="123456")
    [row] = client.get(reverse("schools:public-search-schools"), {"q": "hollins"}).json()["results"]
    assert row == {
        "id": str(school.pk),
        "name": "Hollins Primary School",
        "town": "Kelder",
        "postcode": "KE1 2AB",
        "urn": "123456",
        "closed": False,
    }


@pytest.mark.parametrize(
    "text",
    ["hollins", "HOLLINS prim", "kelder hol", "ke1 2ab", "KE12AB", "123456", "1234", "école", "st johns hollins"],
)
def test_a_school_is_found_by_any_of_its_words(client, text):
    SchoolFactory(name="Hollins École & Saint John’s Primary", town="Kelder", postcode="KE1 2AB", urn="123456")
    SchoolFactory(name="Somewhere Else", town="Elsewhere", postcode="EL1 1AA")
    assert found(client, text) == ["Hollins École & Saint John’s Primary"]


def test_open_schools_come_first_and_a_closed_one_says_so(client):
    SchoolFactory(name="Alder School", town="Kelder", status="2")
    SchoolFactory(name="Birch School", town="Kelder")
    rows = client.get(reverse("schools:public-search-schools"), {"q": "kelder"}).json()["results"]
    assert [(row["name"], row["closed"]) for row in rows] == [("Birch School", False), ("Alder School", True)]


@pytest.mark.parametrize("text", ["", " ", "&", "'", "x" * 5000, "a & ! | :*", "\x00"])
def test_what_finds_nothing_breaks_nothing(client, text):
    SchoolFactory()
    assert found(client, text) == []


def test_at_most_fifteen_are_given(client):
    School.objects.bulk_create(
        School(urn=str(150000 + number), name="Oak", sort_name="oak", search_text="oak") for number in range(20)
    )
    assert len(found(client, "oak")) == 15


def test_only_providers_accredited_today_are_suggested(client):
    ProviderFactory(name="Thames ITT")
    ended = ProviderFactory(name="Thames Old", accredited=False)
    Accreditation.objects.create(provider=ended, starts_on=date(2024, 8, 1), ends_on=date(2025, 7, 31))
    assert found(client, "thames", "providers:public-search-providers") == ["Thames ITT"]
