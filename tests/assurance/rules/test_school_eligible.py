"""AR04. The school is on the list for the year at the moment of submission."""

from apps.assurance.facts import Span
from apps.assurance.rules.schools import SchoolEligible
from tests.assurance.facts import claim, moment


def test_a_school_on_the_list_passes():
    assert SchoolEligible().check(claim()).passed


def test_a_school_that_came_off_the_list_later_passes():
    facts = claim(eligible=(Span(moment(1, 1), moment(2, 10, second=1)),))

    assert SchoolEligible().check(facts).passed


def test_a_school_that_was_off_the_list_at_that_moment_is_referred():
    facts = claim(eligible=(Span(moment(1, 1), moment(2, 1)), Span(moment(2, 11))))

    assert SchoolEligible().check(facts).problems == (
        "Hollins Primary School was not on the list of schools that can claim for the year.",
    )


def test_a_school_that_was_never_on_the_list_is_referred():
    assert SchoolEligible().check(claim(eligible=())).outcome == "referred"
