"""AR02. The school is in England, and open on the day of submission."""

from datetime import date

from apps.assurance.rules.schools import SchoolOpenInEngland
from tests.assurance.facts import claim


def test_an_open_school_in_england_passes():
    assert SchoolOpenInEngland().check(claim()).passed


def test_a_school_that_closed_after_the_claim_was_submitted_passes():
    facts = claim(school_is_open=False, school_closed_on=date(2026, 2, 11))

    assert SchoolOpenInEngland().check(facts).passed


def test_a_school_that_was_closed_already_is_referred():
    facts = claim(school_is_open=False, school_closed_on=date(2026, 2, 10))

    assert SchoolOpenInEngland().check(facts).problems == (
        "The register says that Hollins Primary School was closed on 10 February 2026.",
    )


def test_a_closed_school_of_which_the_register_does_not_say_since_when_is_referred():
    assert SchoolOpenInEngland().check(claim(school_is_open=False)).outcome == "referred"


def test_a_school_outside_england_is_referred():
    finding = SchoolOpenInEngland().check(claim(school_is_in_england=False))

    assert finding.problems == ("The register says that Hollins Primary School is not in England.",)
