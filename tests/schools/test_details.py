"""A school's details: facts with their source, its funding area and why, and the finance address."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.schools.models import RegisterImport
from apps.schools.services.details import ChangedMeanwhile, change_finance_address
from tests.factories import SchoolFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(name="Hollins Primary School", district_name="Hartlepool")


@pytest.fixture
def anne(client, school):
    person = member_of(school, first_name="Anne", last_name="Walsh")
    client.force_login(person)
    return person


def shown(client, school):
    return " ".join(client.get(reverse("schools:school-show-details", args=[school.pk])).content.decode().split())


def test_facts_have_their_source_and_day_and_the_area_its_reason(client, school, anne):
    RegisterImport.objects.create(source="a.csv", sha256="0", as_at=date(2026, 2, 9), rows=1)
    page = shown(client, school)
    assert "Get Information About Schools, as at 9 February 2026" in page
    assert "Rest of England" in page
    assert "The register has the school in Hartlepool" in page
    assert "£43.80" in page
    assert "The published rate of the area in 2025 to 2026" in page
    assert "(district code E06000001)" in page
    assert "Kelder local authority" in page
    assert "among the local authority maintained schools" in page
    assert "If something is wrong" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"district_code": ""}, "does not say which district"),
        ({"district_code": "E07999999"}, "We do not know the area of"),
        ({"district_code": "W06000015"}, "not in England"),
        (
            {"district_code": "", "area_by_hand": "fringe", "area_reason": "By its map"},
            "Set by DfE. Reason: By its map",
        ),
    ],
)
def test_why_an_area_is_known_or_not(client, school, anne, facts, words):
    for name, value in facts.items():
        setattr(school, name, value)
    school.save()
    assert words in shown(client, school)


def test_an_organisation_without_urn_is_said_to_be_added_by_hand(client):
    hub = SchoolFactory(urn=None, vendor_number="V123")
    client.force_login(member_of(hub))
    page = shown(client, hub)
    assert "DfE added this organisation by hand" in page
    assert "If something is wrong" not in page
    assert "V123" in page


def test_the_finance_address_is_changed_and_remembered(client, school, anne):
    page = reverse("schools:school-change-address", args=[school.pk])
    answer = client.post(page, {"email": "Money@Hollins.example", "version": school.version}, follow=True)
    assert "Payments are also told to money@hollins.example." in answer.content.decode()
    [(event, words)] = history_of(school)
    assert (event.actor_name, words) == (
        "Anne Walsh",
        "Changed the finance address from none to money@hollins.example.",
    )


def test_a_wrong_address_is_an_error_and_stays_in_the_box(client, school, anne):
    page = reverse("schools:school-change-address", args=[school.pk])
    answer = client.post(page, {"email": "money", "version": school.version}).content.decode()
    assert answer.count("Email address must look like name@example.com") == 2
    assert 'value="money"' in answer


def test_a_page_opened_before_somebody_elses_change_is_refused_with_both(client, school, anne):
    opened_with = school.version
    change_finance_address(school, "first@hollins.example", version=opened_with, by=anne)
    page = reverse("schools:school-change-address", args=[school.pk])
    answer = client.post(page, {"email": "second@hollins.example", "version": opened_with})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "This changed while you were here" in words
    assert "Anne Walsh changed it since you opened the page" in words
    assert "first@hollins.example" in words
    assert "second@hollins.example" in words


def test_the_service_refuses_a_stale_version(school, anne):
    with pytest.raises(ChangedMeanwhile):
        change_finance_address(school, "x@hollins.example", version=school.version - 1, by=anne)


def test_saving_the_same_address_changes_nothing(school, anne):
    change_finance_address(school, "", version=school.version, by=anne)
    assert history_of(school) == []


def test_a_stranger_finds_no_such_school(client, school):
    client.force_login(member_of(SchoolFactory()))
    for name in ("schools:school-show-details", "schools:school-change-address"):
        assert client.get(reverse(name, args=[school.pk])).status_code == 404


def test_emails_of_ready_claims_are_turned_off_and_on_and_history_says_so(client, school, anne):
    client.force_login(anne)
    address = reverse("schools:school-change-emails", args=[school.pk])

    for wanted, words in (
        ("no", "Emails about ready claims turned off"),
        ("yes", "Emails about ready claims turned on"),
    ):
        client.post(address, {"wanted": wanted})
        school.refresh_from_db()
        assert school.wants_ready_made_emails is (wanted == "yes")
        assert words in client.get(reverse("schools:school-show-details", args=[school.pk])).content.decode()

    assert "Select yes or no" in client.post(address, {}).content.decode()
