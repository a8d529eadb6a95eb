"""Whether a school may claim for a year."""

import pytest

from apps.audit.history import history_of
from apps.policy.models import AcademicYear
from apps.schools.models import Eligibility
from apps.schools.services.eligibility import EligibilityStands, end_eligibility, is_eligible, make_eligible
from tests.factories import SchoolFactory, support_person, year_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def cora():
    return support_person("caseworker", first_name="Cora", last_name="Bell")


def test_a_school_is_eligible_for_the_year_it_was_given(school, cora):
    assert not is_eligible(school, year_2025())
    make_eligible(school, year_2025(), reason="Thames ITT vouched", by=cora)
    assert is_eligible(school, year_2025())
    assert not is_eligible(school, AcademicYear.objects.get(name="2024 to 2025"))


def test_saying_so_twice_changes_nothing(school, cora):
    assert make_eligible(school, year_2025(), by=cora) == make_eligible(school, year_2025(), by=cora)
    assert Eligibility.objects.count() == 1


def test_it_ends_with_a_reason_and_can_be_given_again(school, cora):
    eligibility = make_eligible(school, year_2025(), reason="Hosts two trainees", by=cora)
    end_eligibility(eligibility, reason="It stopped hosting", by=cora)
    assert not is_eligible(school, year_2025())
    assert [words for _, words in history_of(eligibility)] == [
        "Eligible to claim for 2025 to 2026.\nReason: Hosts two trainees",
        "No longer eligible to claim for 2025 to 2026.\nReason: It stopped hosting",
    ]
    with pytest.raises(EligibilityStands):
        end_eligibility(eligibility, reason="Again", by=cora)
    make_eligible(school, year_2025(), by=cora)
    assert is_eligible(school, year_2025())
