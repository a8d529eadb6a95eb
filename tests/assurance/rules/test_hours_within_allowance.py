"""AR03. A mentor's hours, over every claim in the academic year, stay within their allowance."""

import pytest

from apps.assurance.rules.hours import HoursWithinAllowance
from tests.assurance.facts import claim, training


@pytest.mark.parametrize(
    ("elsewhere", "here"),
    [
        pytest.param(0, 20, id="the whole allowance in one claim"),
        pytest.param(15, 5, id="exactly the hours that were left"),
        pytest.param(0, 1, id="a single hour"),
    ],
)
def test_hours_up_to_the_allowance_pass(elsewhere, here):
    facts = claim(training(hours_claimed_elsewhere=elsewhere, hours=here))

    assert HoursWithinAllowance().check(facts).passed


def test_one_hour_over_is_referred_and_the_finding_names_the_mentor():
    facts = claim(
        training(mentor="Ada Byron", trn="1234567", hours_claimed_elsewhere=15, hours=6),
        training(mentor="Mary Somerville", hours=20),
    )

    finding = HoursWithinAllowance().check(facts)

    assert finding.problems == ("Ada Byron (1234567): 21 hours claimed, 20 allowed.",)


def test_each_mentor_over_their_allowance_is_a_problem_of_its_own():
    facts = claim(
        training(mentor="Ada Byron", trn="1234567", hours=21),
        training(mentor="Mary Somerville", trn="7654321", hours=7, hours_allowed=6),
    )

    assert len(HoursWithinAllowance().check(facts).problems) == 2
