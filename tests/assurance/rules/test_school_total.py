"""AR13. A school's total for the year is worth a look once it is over the year's threshold."""

from apps.assurance.rules.schools import SchoolTotal
from tests.assurance.facts import claim


def test_a_total_of_exactly_the_threshold_passes():
    assert SchoolTotal().check(claim(school_total_pence=500_000)).passed


def test_a_penny_over_the_threshold_is_found_with_both_figures():
    finding = SchoolTotal().check(claim(school_total_pence=500_001, effects={"AR13": "notes"}))

    assert finding.outcome == "noted"
    assert finding.problems == ("Hollins Primary School has claimed £5,000.01 for the year, over £5,000.00.",)


def test_the_threshold_is_the_years_own():
    assert not SchoolTotal().check(claim(school_total_pence=200, threshold_pence=100)).passed
