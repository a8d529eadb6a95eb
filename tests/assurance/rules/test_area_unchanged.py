"""AR15. The district's funding area is still the one the claim was priced at."""

from apps.assurance.rules.money import AreaUnchanged
from tests.assurance.facts import claim


def test_an_area_that_is_the_same_passes():
    assert AreaUnchanged().check(claim()).passed


def test_an_area_that_has_changed_since_is_referred_with_both():
    finding = AreaUnchanged().check(claim(area_now="inner_london"))

    assert finding.problems == (
        "Hollins Primary School was in Rest of England when submitted. It is in Inner London now.",
    )


def test_a_district_that_is_not_known_any_more_is_referred():
    finding = AreaUnchanged().check(claim(area_now=""))

    assert finding.problems[0].endswith("It is in no known area now.")
