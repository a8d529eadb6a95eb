"""AR14. The amount is hours times the frozen rate of the frozen area."""

from apps.assurance.rules.money import AmountAddsUp
from tests.assurance.facts import claim, training


def test_hours_times_the_rate_pass():
    assert AmountAddsUp().check(claim(training(hours=16), training(hours=3))).passed


def test_a_penny_too_much_is_referred():
    facts = claim(training(), amount_pence=5 * 4380 + 1)

    assert AmountAddsUp().check(facts).problems == ("The mentors’ hours come to £219.00, the claim to £219.01.",)


def test_a_line_at_another_rate_than_its_claims_is_referred_by_name():
    facts = claim(training(mentor="Ada Byron", trn="1234567", rate_pence=5360, amount_pence=5 * 5360))

    finding = AmountAddsUp().check(facts)

    assert finding.outcome == "referred"
    assert finding.problems[0].startswith("Ada Byron (1234567): 5 hours at £43.80")


def test_a_rate_that_nobody_approved_for_the_area_is_referred():
    finding = AmountAddsUp().check(claim(approved_rates=frozenset({5360})))

    assert finding.problems == ("£43.80 was never an approved rate of its funding area and year.",)
