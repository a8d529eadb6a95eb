"""AR01. The claim window is open when a claim is first submitted; a returned one comes back by its own deadline."""

from datetime import date

import pytest

from apps.assurance.rules.timing import WindowOpen
from tests.assurance.facts import claim, moment


@pytest.mark.parametrize(
    "submitted_at",
    [
        pytest.param(moment(1, 5, hour=0), id="the first moment of the window"),
        pytest.param(moment(3, 31, hour=23, minute=59, second=59), id="its last second, in summer time"),
    ],
)
def test_a_claim_submitted_while_the_window_is_open_passes(submitted_at):
    assert WindowOpen().check(claim(submitted_at=submitted_at)).passed


@pytest.mark.parametrize("submitted_at", [moment(1, 4, hour=23, minute=59), moment(4, 1, hour=0)])
def test_a_claim_submitted_while_the_window_is_closed_is_referred(submitted_at):
    finding = WindowOpen().check(claim(submitted_at=submitted_at))

    assert finding.outcome == "referred"
    assert "when its claim window was not open" in finding.problems[0]


def again(submitted_at):
    return claim(
        submission_number=2,
        submitted_at=submitted_at,
        first_submitted_at=moment(3, 30),
        return_by=date(2026, 4, 14),
    )


def test_a_returned_claim_may_come_back_after_the_window_on_the_last_day_of_its_deadline():
    assert WindowOpen().check(again(moment(4, 14, hour=23, minute=59))).passed


def test_a_returned_claim_that_comes_back_late_is_referred():
    finding = WindowOpen().check(again(moment(4, 15, hour=0)))

    assert finding.problems == ("Submitted again on 15 April 2026. The deadline was 14 April 2026.",)
