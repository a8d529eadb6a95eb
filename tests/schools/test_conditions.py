"""A school accepts a year's conditions once, by a named person; DfE may withdraw that and give it back."""

from datetime import date

import pytest
from django.urls import reverse

from apps.policy.figures import conditions_in_force
from apps.policy.models import GrantConditions
from apps.schools.models import ConditionsAcceptance
from apps.schools.services import conditions as service
from tests.factories import SchoolFactory, TrustFactory, member_of, support_person, year_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(name="Hollins Primary School")


@pytest.fixture
def anne(school):
    return member_of(school, first_name="Anne", last_name="Walsh")


@pytest.fixture
def conditions():
    return conditions_in_force(year_2025())


@pytest.fixture
def page(school):
    return reverse("schools:school-accept-year", args=[school.pk, "2025-to-2026"])


def test_anne_reads_and_accepts(client, school, anne, page, conditions):
    client.force_login(anne)
    assert "To accept" in client.get(reverse("schools:school-show-conditions", args=[school.pk])).content.decode()
    answer = client.post(page, {"accepted": "on", "conditions": conditions.pk}, follow=True)

    acceptance = ConditionsAcceptance.objects.get(school=school)
    assert (acceptance.conditions, acceptance.accepted_by_name) == (conditions, "Anne Walsh")
    assert "Grant conditions of 2025 to 2026 accepted for Hollins Primary School." in answer.content.decode()
    assert service.has_accepted(school, year_2025())
    after = client.get(page).content.decode()
    assert "Your school has accepted these conditions" in after
    assert "Accepted the grant conditions of 2025 to 2026, version 1." in after


def test_not_ticking_is_an_error(client, anne, page, conditions):
    client.force_login(anne)
    answer = client.post(page, {"conditions": conditions.pk}).content.decode()
    assert answer.count("Confirm that you can accept these for Hollins Primary School") == 2
    assert not ConditionsAcceptance.objects.exists()


def test_a_second_click_finds_the_first_acceptance(school, anne, conditions):
    first = service.accept_conditions(school, conditions, by=anne)
    assert service.accept_conditions(school, conditions, by=anne) == first
    assert ConditionsAcceptance.objects.count() == 1


def test_an_older_version_is_refused(school, anne, conditions):
    GrantConditions.objects.create(year=year_2025(), number=2, published_on=date(2026, 2, 10))
    with pytest.raises(service.ConditionsRefused, match="newer version"):
        service.accept_conditions(school, conditions, by=anne)


def test_the_page_of_an_older_version_answers_409(client, anne, page, conditions):
    GrantConditions.objects.create(year=year_2025(), number=2, published_on=date(2026, 2, 10))
    client.force_login(anne)
    assert client.post(page, {"accepted": "on", "conditions": conditions.pk}).status_code == 409


def test_a_new_version_asks_again(school, anne, conditions):
    service.accept_conditions(school, conditions, by=anne)
    GrantConditions.objects.create(year=year_2025(), number=2, published_on=date(2026, 2, 10))
    assert not service.has_accepted(school, year_2025())


def test_a_school_that_accepted_an_older_version_reads_what_changed(client, school, anne, page, conditions):
    service.accept_conditions(school, conditions, by=anne)
    GrantConditions.objects.create(year=year_2025(), number=2, published_on=date(2026, 2, 10))
    client.force_login(anne)

    shown = client.get(page).content.decode()

    assert "There is a new version of these conditions" in shown
    assert "Anne Walsh accepted version 1 on 10 February 2026." in shown
    assert "What changed since 2025 to 2026, version 1" in shown
    assert "Accept conditions" in shown


def test_a_withdrawn_acceptance_stops_and_says_why(client, school, anne, page, conditions):
    acceptance = service.accept_conditions(school, conditions, by=anne)
    cora = support_person("caseworker")
    service.withdraw_acceptance(acceptance, reason="The school asked us to.", by=cora)

    assert not service.has_accepted(school, year_2025())
    with pytest.raises(service.ConditionsRefused, match="The school asked us to"):
        service.accept_conditions(school, conditions, by=anne)
    client.force_login(anne)
    shown = client.get(page).content.decode()
    assert "DfE withdrew this acceptance on 10 February 2026" in shown
    assert f"{cora.full_name} withdrew it. The reason: The school asked us to." in shown
    assert "Claims you have submitted stay as they are." in shown
    assert "Withdrew the acceptance" in shown
    assert "Accept conditions" not in shown
    listed = client.get(reverse("schools:school-show-conditions", args=[school.pk])).content.decode()
    assert "Withdrawn" in listed


def test_it_can_be_given_back(school, anne, conditions):
    acceptance = service.accept_conditions(school, conditions, by=anne)
    cora = support_person("caseworker")
    service.withdraw_acceptance(acceptance, reason="By mistake.", by=cora)
    service.restore_acceptance(acceptance, reason="It was a mistake.", by=cora)
    assert service.has_accepted(school, year_2025())


def test_withdrawing_or_giving_back_twice_is_refused(school, anne, conditions):
    acceptance = service.accept_conditions(school, conditions, by=anne)
    with pytest.raises(service.AcceptanceStands):
        service.restore_acceptance(acceptance, reason="", by=anne)
    service.withdraw_acceptance(acceptance, reason="Once.", by=anne)
    with pytest.raises(service.AcceptanceStands):
        service.withdraw_acceptance(acceptance, reason="Twice.", by=anne)


def test_a_trust_accepts_for_its_open_school(client, conditions):
    trust = TrustFactory()
    school = SchoolFactory(trust=trust)
    tariq = member_of(trust)
    client.force_login(tariq)
    page = reverse("schools:school-accept-year", args=[school.pk, "2025-to-2026"])
    assert client.post(page, {"accepted": "on", "conditions": conditions.pk}).status_code == 302
    assert service.has_accepted(school, year_2025())


def test_signed_out_goes_to_sign_in_and_a_stranger_finds_nothing(client, school, page):
    assert client.get(page).status_code == 302
    client.force_login(member_of(SchoolFactory()))
    assert client.get(page).status_code == 404
    assert client.get(reverse("schools:school-show-conditions", args=[school.pk])).status_code == 404
