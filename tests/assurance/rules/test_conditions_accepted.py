"""AR05. A person at the school had accepted the conditions at the moment of submission."""

from apps.assurance.facts import Span
from apps.assurance.rules.timing import ConditionsAccepted
from tests.assurance.facts import claim, moment


def test_conditions_accepted_before_pass():
    assert ConditionsAccepted().check(claim()).passed


def test_an_acceptance_withdrawn_after_the_submission_touches_no_submitted_claim():
    facts = claim(accepted=(Span(moment(1, 6), moment(2, 10, minute=1)),))

    assert ConditionsAccepted().check(facts).passed


def test_an_acceptance_that_came_too_late_is_referred():
    finding = ConditionsAccepted().check(claim(accepted=(Span(moment(2, 10, minute=1)),)))

    assert finding.problems == (
        "Nobody at Hollins Primary School had accepted the grant conditions on 10 February 2026, 12:00pm.",
    )


def test_conditions_that_nobody_accepted_are_referred():
    assert ConditionsAccepted().check(claim(accepted=())).outcome == "referred"
