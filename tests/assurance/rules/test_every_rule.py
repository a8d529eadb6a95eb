"""The list of rules itself."""

from apps.assurance.rules import RULES
from tests.assurance.facts import claim


def test_codes_are_unique_and_in_order():
    codes = [rule.code for rule in RULES]

    assert codes == sorted(set(codes))
    assert codes == [f"AR{number:02}" for number in range(1, 18)]


def test_every_rule_has_a_title_a_policy_and_a_day_since_when_it_is_in_force():
    assert all(rule.title and rule.policy.endswith(".") and rule.since for rule in RULES)
    assert len({rule.title for rule in RULES}) == len(RULES)


def test_a_claim_with_nothing_wrong_passes_every_rule():
    outcomes = {rule.code: rule.check(claim()).outcome for rule in RULES}

    assert outcomes == dict.fromkeys(outcomes, "passed")


def test_every_rule_says_what_it_saw():
    assert all(rule.check(claim()).facts for rule in RULES)
