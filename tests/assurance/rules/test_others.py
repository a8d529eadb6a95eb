"""AR08, AR10, AR11, AR16 and AR17: what other claims and other years say."""

import pytest

from apps.assurance.neighbours import Peers
from apps.assurance.rules.others import (
    LikeSimilarSchools,
    NotEarlyCareer,
    NotSubmittedTwice,
    OneSchoolClaims,
    TrainingTypeRight,
)
from tests.assurance.facts import claim, training


@pytest.mark.parametrize(
    ("kind", "earlier", "passes"),
    [
        ("initial", (), True),
        ("refresher", ("2024 to 2025",), True),
        ("refresher", (), False),
        ("initial", ("2024 to 2025",), False),
    ],
)
def test_training_is_a_refresher_exactly_while_earlier_hours_are_used(kind, earlier, passes):
    assert TrainingTypeRight().check(claim(training(training_type=kind, earlier_years=earlier))).passed is passes


def test_the_same_hours_again_name_the_other_claim():
    finding = NotSubmittedTwice().check(claim(training(repeats=("KR4-7TQ-X",))))

    assert finding.outcome == "referred"
    assert "5 hours were also claimed in KR4-7TQ-X" in finding.problems[0]


def test_another_schools_claim_is_noted_and_names_the_school():
    finding = OneSchoolClaims().check(claim(training(other_schools=("Kelder Primary",)), effects={"AR11": "notes"}))

    assert (finding.outcome, "Kelder Primary" in finding.problems[0]) == ("noted", True)


@pytest.mark.parametrize(("status", "passes"), [("Passed", True), ("", True), ("Exempt", True), ("InProgress", False)])
def test_an_early_career_teacher_is_found_by_induction_in_progress(status, passes):
    assert NotEarlyCareer().check(claim(training(induction_status=status))).passed is passes


def peers(mentors, median=2, schools=40):
    return Peers(mentors=mentors, schools=schools, median=median, kind="primary schools with 200 to 499 pupils")


@pytest.mark.parametrize(
    ("mentors", "median", "passes"),
    [(7, 2, True), (8, 2, False), (12, 4, True), (13, 4, False), (6, 1, True), (7, 1, False)],
)
def test_a_school_may_claim_three_times_the_median_or_five_more(mentors, median, passes):
    assert LikeSimilarSchools().check(claim(peers=peers(mentors, median))).passed is passes


def test_the_comparison_is_shown():
    finding = LikeSimilarSchools().check(claim(peers=peers(20), effects={"AR17": "notes"}))

    assert finding.outcome == "noted"
    assert "20 mentors" in finding.problems[0]
    assert "Half of 40 primary schools with 200 to 499 pupils claimed for 2 or fewer" in finding.problems[0]


def test_with_fewer_than_ten_similar_schools_there_is_nothing_to_compare():
    assert LikeSimilarSchools().check(claim(peers=peers(20, schools=9))).outcome == "does_not_apply"
