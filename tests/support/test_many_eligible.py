"""Many schools made eligible at once: what is typed or uploaded, previewed, applied once, and what comes back to correct."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.audit.history import history_of
from apps.schools.models import Eligibility
from apps.schools.services.eligibility import make_eligible
from tests.factories import SchoolFactory, year_2025
from tests.support.test_organisations import to, words_of

pytestmark = pytest.mark.django_db

ASKED = {"year": "2025 to 2026", "reason": "The provider’s list of partner schools"}


@pytest.fixture
def schools():
    return [SchoolFactory(name=f"School {number}", urn=f"20000{number}") for number in range(4)]


def previewed(client, urns="", file=None):
    data = ASKED | {"urns": urns} | ({"file": SimpleUploadedFile("urns.csv", file)} if file else {})
    return client.post(to("make-many-eligible"), data)


def test_typed_urns_are_previewed_and_made_eligible_once(sign_in, people, schools):
    make_eligible(schools[3], year_2025(), by=people.dev)
    client = sign_in("cora")
    answer = previewed(client, "200000\n 200001 \n\n200000\n200003\n999999\n12345")

    page = words_of(client.get(answer.url))
    assert "Make 2 schools eligible" in page
    assert "Row 6, urn: No open school has URN 999999" in page
    assert "urn: URN must be 6 digits" in page
    assert "School 0" in page
    assert not Eligibility.objects.filter(school=schools[0]).exists()

    assert "2 schools made eligible for 2025 to 2026" in words_of(client.post(answer.url, follow=True))
    given = Eligibility.objects.get(school=schools[0])
    assert given.reason == ASKED["reason"]
    assert "Eligible to claim for 2025 to 2026" in history_of(given)[0][1]

    client.post(answer.url)
    assert Eligibility.objects.count() == 3


def test_a_file_is_read_and_its_bad_rows_come_back_as_a_file(sign_in, schools):
    client = sign_in("ada")
    answer = previewed(client, file=b"name,URN\nOne,200000\nTwo,x\n")

    assert "Make 1 school eligible" in words_of(client.get(answer.url))
    file = b"".join(client.get(answer.url + "problems/").streaming_content).decode()
    assert file == "\ufeffurn,row,problem\r\nx,3,URN must be 6 digits\r\n"


def test_a_closed_school_is_a_problem_and_one_that_closes_meanwhile_is_left_out(sign_in, schools):
    closed = SchoolFactory(urn="210000", status="2")
    client = sign_in("cora")
    answer = previewed(client, f"{closed.urn}\n200000")
    assert "No open school has URN 210000" in words_of(client.get(answer.url))

    schools[0].status = "2"
    schools[0].save()
    assert "No school of this list would change" in words_of(client.get(answer.url))
    assert "0 schools made eligible" in words_of(client.post(answer.url, follow=True))


@pytest.mark.parametrize(
    ("typed", "file", "words"),
    [
        ({}, None, "Enter URNs, or choose a CSV file"),
        ({"urns": "200000", "year": ""}, None, "Select a year"),
        ({"urns": "200000", "reason": ""}, None, "Enter your reason"),
        ({}, b"name\nOne\n", "urns.csv is missing urn"),
        ({}, b"urn\n", "urns.csv has no rows"),
    ],
)
def test_errors(sign_in, typed, file, words):
    data = ASKED | typed | ({"file": SimpleUploadedFile("urns.csv", file)} if file else {})
    page = words_of(sign_in("cora").post(to("make-many-eligible"), data))

    assert page.count(words) == 2


def test_a_preview_is_its_makers_own_and_needs_the_role(sign_in, schools):
    answer = previewed(sign_in("cora"), "200000")

    assert sign_in("dev").get(answer.url).status_code == 404
    assert sign_in("nora").get(answer.url).status_code == 403
    assert sign_in("priya").get(to("make-many-eligible")).status_code == 403
