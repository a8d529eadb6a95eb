"""A person of a trust accepts a year's grant conditions for several of its schools at once."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.policy.models import GrantConditions
from apps.schools.models import ConditionsAcceptance
from apps.schools.services.conditions import acceptance_of, withdraw_acceptance
from tests.factories import TrustFactory, member_of, school_that_can_claim, support_person, year_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust():
    return TrustFactory(name="Northfield Learning Trust")


@pytest.fixture
def tariq(client, trust):
    client.force_login(member_of(trust, first_name="Tariq", last_name="Mahmood"))
    return client


@pytest.fixture
def ashgrove(trust):
    return school_that_can_claim(name="Ashgrove Academy", trust=trust)


@pytest.fixture
def eastmoor(trust):
    return school_that_can_claim(name="Eastmoor Free School", trust=trust)


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def address(trust):
    return reverse("schools:trust-accept-year", args=[trust.pk, year_2025().slug])


@pytest.fixture
def waiting(ashgrove, eastmoor):
    ConditionsAcceptance.objects.filter(school__in=[ashgrove, eastmoor]).delete()
    return [ashgrove, eastmoor]


def test_each_school_ticked_has_an_acceptance_of_its_own_by_the_named_person(tariq, trust, address, waiting):
    page = text_of(tariq.get(address))
    assert "Ashgrove Academy" in page
    shown = year_2025().conditions.first().pk

    answer = tariq.post(address, {"schools": [one.pk for one in waiting], "conditions": shown}, follow=True)

    assert "Grant conditions of 2025 to 2026 accepted for Ashgrove Academy, Eastmoor Free School." in text_of(answer)
    for school in waiting:
        acceptance = acceptance_of(school, year_2025())
        assert acceptance.accepted_by_name == "Tariq Mahmood"
        assert history_of(acceptance)[0][0].organisation == "Northfield Learning Trust"


def test_no_school_ticked_is_an_error(tariq, address, waiting):
    assert "Select at least one school that you can accept these for" in text_of(tariq.post(address))


def test_words_that_a_newer_version_replaced_while_the_page_was_open_are_accepted_for_nobody(tariq, address, waiting):
    shown = year_2025().conditions.first()
    newer = GrantConditions.objects.create(year=shown.year, number=2, published_on=date(2026, 2, 10))

    page = text_of(tariq.post(address, {"schools": [one.pk for one in waiting], "conditions": shown.pk}, follow=True))

    assert "Not accepted for Ashgrove Academy. There is a newer version of the 2025 to 2026 conditions." in page
    assert "Not accepted for Eastmoor Free School." in page
    assert "accepted for Ashgrove Academy, Eastmoor" not in page
    assert not ConditionsAcceptance.objects.filter(school__in=waiting, conditions__in=[shown, newer]).exists()


def test_a_school_of_another_trust_cannot_be_ticked(tariq, address, waiting):
    other = school_that_can_claim(trust=TrustFactory())
    ConditionsAcceptance.objects.filter(school=other).delete()

    shown = year_2025().conditions.first().pk
    page = text_of(tariq.post(address, {"schools": [other.pk], "conditions": shown}))

    assert "A school you selected has accepted these already, or is no longer in your trust" in page
    assert acceptance_of(other, year_2025()) is None


def test_a_withdrawn_acceptance_is_shown_and_not_offered_again(tariq, address, ashgrove):
    withdraw_acceptance(
        acceptance_of(ashgrove, year_2025()), reason="Evidence is missing.", by=support_person("administrator")
    )

    page = text_of(tariq.get(address))

    assert "No school of your trust has these conditions left to accept." in page
    assert "DfE withdrew this on 10 February 2026. Evidence is missing." in page


def test_a_year_without_conditions_does_not_exist(tariq, trust):
    assert tariq.get(reverse("schools:trust-accept-year", args=[trust.pk, "1999-to-2000"])).status_code == 404
