"""The checks run by themselves: they clear, refer or wait, and running them again does no harm."""

from datetime import datetime

import pytest

from apps.assurance import rules
from apps.assurance.enums import Outcome
from apps.assurance.facts import gather
from apps.assurance.models import ClaimCheck, ConfirmationRequest, RuleResult
from apps.assurance.refusals import NotToAnswer
from apps.assurance.rules.base import Rule
from apps.assurance.services.checking import answer_finding, check_claim, findings_of, unanswered
from apps.assurance.tasks import check_claims
from apps.claims.enums import ClaimStatus, Move
from apps.claims.lifecycle import move
from apps.core import clock
from apps.mentors.models import Mentor
from apps.policy.models import AcademicYear, FundingDistrict
from apps.users.models import SupportRole
from tests.assurance.world import (
    CHECKS,
    answer,
    asked_claim,
    check,
    confirmed_claim,
    later,
    member_at,
    not_ours,
    provider_with_people,
)
from tests.factories import draft_claim, submitted_claim, support_person

pytestmark = pytest.mark.django_db


def status_of(claim):
    claim.refresh_from_db()
    return claim.status


def outbox(message):
    from apps.notifications.models import OutboundEmail

    return OutboundEmail.objects.filter(message=message)


def test_a_submitted_claim_is_found_and_gets_one_result_for_each_rule():
    claim = submitted_claim()

    assert check() == 1

    results = RuleResult.objects.filter(claim=claim)
    assert [row.code for row in results] == [rule.code for rule in rules.RULES]
    assert {row.outcome for row in results} == {Outcome.PASSED, Outcome.NOT_YET_KNOWN, Outcome.DOES_NOT_APPLY}
    assert status_of(claim) == ClaimStatus.SUBMITTED


def test_checking_twice_does_no_harm():
    claim = asked_claim()
    before = RuleResult.objects.count(), ConfirmationRequest.objects.count()

    check_claim(claim, by=CHECKS)
    check_claims()

    assert (RuleResult.objects.count(), ConfirmationRequest.objects.count()) == before
    assert check() == 0


def test_a_draft_is_never_checked():
    draft_claim()

    assert check() == 0


def test_a_confirmed_claim_waits_an_hour_and_is_then_cleared_and_the_school_is_told():
    claim = confirmed_claim()

    with later(minutes=59):
        check()
        assert status_of(claim) == ClaimStatus.SUBMITTED
    with later(minutes=60):
        check()

    assert status_of(claim) == ClaimStatus.APPROVED
    assert [email.to for email in outbox("ClaimApprovedForSchool")] == [claim.submitted_by.email]


def test_a_claim_waits_while_one_of_its_mentors_has_no_answer():
    claim = asked_claim(hours=(5, 6))
    from apps.assurance.services.confirming import answer_hours
    from tests.assurance.world import confirm

    answer_hours(claim.provider, [confirm(claim.lines.first())], by=member_at(claim.provider))
    with later(days=2):
        check()

    assert status_of(claim) == ClaimStatus.SUBMITTED


def test_a_dispute_refers_the_claim_and_tells_nobody_by_email():
    claim = asked_claim()

    answer(claim, not_ours)
    check()

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert not outbox("ClaimApprovedForSchool").exists()
    finding = findings_of(claim)[0]
    assert (finding.code, finding.outcome) == ("AR09", Outcome.REFERRED)


def test_silence_refers_the_claim_the_day_after_the_deadline():
    claim = asked_claim()
    due_on = claim.confirmation_requests.get().due_on

    with clock.moved_to(clock.start_of(due_on)):
        check()
        assert status_of(claim) == ClaimStatus.SUBMITTED
    with clock.moved_to(datetime(2026, 3, 4, 0, 0, tzinfo=clock.LONDON)):
        check()

    assert due_on.isoformat() == "2026-03-03"
    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW


def test_where_confirmation_is_advisory_a_claim_is_cleared_at_once():
    AcademicYear.objects.filter(name="2025 to 2026").update(confirmation_is_advisory=True)
    claim = asked_claim()

    assert claim.status == ClaimStatus.APPROVED


def test_a_noted_finding_stops_nothing():
    claim = confirmed_claim(is_mentor=True)

    with later(hours=1):
        check()

    assert status_of(claim) == ClaimStatus.APPROVED
    assert [finding.code for finding in findings_of(claim) if finding.outcome == Outcome.NOTED] == ["AR12"]


def test_a_mentor_not_refreshed_yet_is_looked_at_again_within_the_hour():
    claim = submitted_claim()
    Mentor.objects.update(refreshed_at=None)
    check()
    answer(claim, by=submitter_of(claim))
    with later(hours=1):
        check()
        assert status_of(claim) == ClaimStatus.SUBMITTED

    Mentor.objects.update(refreshed_at=clock.now())
    with later(hours=2):
        check()

    assert status_of(claim) == ClaimStatus.APPROVED


def submitter_of(claim):
    from tests.factories import member_of

    return member_of(claim.provider)


def test_only_what_changed_is_written_again_and_as_the_next_run():
    claim = confirmed_claim()
    with later(hours=1):
        check()

    newer = RuleResult.objects.filter(claim=claim, run=2)

    assert [(row.code, row.outcome) for row in newer] == [("AR09", Outcome.PASSED)]
    assert {finding.outcome for finding in findings_of(claim)} == {Outcome.PASSED, Outcome.DOES_NOT_APPLY}


def test_a_fact_that_changes_after_approval_reopens_the_claim_and_the_school_is_told_why():
    claim = confirmed_claim()
    with later(hours=1):
        check()
    FundingDistrict.objects.filter(code=claim.school.district_code).update(area="fringe")

    with later(days=1):
        check()

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert outbox("ClaimReopenedForSchool").count() == 1
    assert [finding.code for finding in unanswered(claim)] == ["AR15"]


def test_a_claim_in_a_run_is_not_looked_at_again():
    claim = confirmed_claim()
    with later(hours=1):
        check()
    claim.refresh_from_db()
    claim.is_in_run = True
    claim.save(update_fields=["is_in_run"])
    FundingDistrict.objects.filter(code=claim.school.district_code).update(area="fringe")

    with later(days=1):
        assert check() == 0

    assert status_of(claim) == ClaimStatus.APPROVED


class Breaks(Rule):
    """A rule with a mistake in it."""

    code = "AR99"
    title = "Breaks"

    def problems(self, claim):
        if claim.school == "Poison":
            raise KeyError("no such fact")
        return ()


def test_a_claim_on_which_a_rule_breaks_stops_no_other_and_its_problem_is_kept(monkeypatch):
    poisoned, healthy = submitted_claim(), submitted_claim()
    poisoned.school.name = "Poison"
    poisoned.school.save()
    monkeypatch.setattr(rules, "RULES", [*rules.RULES, Breaks()])
    monkeypatch.setitem(rules.BY_CODE, "AR99", Breaks())
    monkeypatch.setattr("apps.assurance.services.checking.RULES", rules.RULES)

    assert check() == 2

    kept = ClaimCheck.objects.get(claim=poisoned)
    assert kept.problem == "KeyError: 'no such fact'"
    assert kept.tries == 1
    assert kept.due_at > clock.now()
    assert not poisoned.results.exists()
    assert healthy.results.count() == 18
    assert not poisoned.confirmation_requests.exists()


def test_a_claim_that_broke_a_rule_is_tried_again_and_its_problem_forgotten():
    claim = asked_claim()
    ClaimCheck.objects.filter(claim=claim).update(problem="KeyError: 'no such fact'", tries=3, due_at=clock.now())

    assert check() == 1

    kept = ClaimCheck.objects.get(claim=claim)
    assert (kept.problem, kept.tries) == ("", 0)


def test_findings_come_in_the_order_a_caseworker_needs():
    claim = asked_claim(hours=(5, 6), is_mentor=True)
    answer(claim, not_ours)
    Mentor.objects.filter(lines__claim=claim).update(refreshed_at=None)
    check_claim(claim, by=CHECKS)

    outcomes = [finding.outcome for finding in findings_of(claim)]

    assert outcomes[:3] == [Outcome.REFERRED, Outcome.NOT_YET_KNOWN, Outcome.NOTED]
    assert set(outcomes[3:-1]) == {Outcome.PASSED}
    assert outcomes[-1] == Outcome.DOES_NOT_APPLY


def referred_claim():
    claim = asked_claim()
    answer(claim, not_ours)
    check()
    claim.refresh_from_db()
    return claim


def test_a_finding_that_is_answered_needs_nothing_more():
    claim, cora = referred_claim(), support_person(SupportRole.CASEWORKER)

    answer_finding(unanswered(claim)[0].result, "The provider looked again.", by=cora)

    assert unanswered(claim) == []
    assert [answer.words for answer in findings_of(claim)[0].answers] == ["The provider looked again."]


def test_an_answer_stays_with_its_finding_when_other_facts_change():
    claim, cora = referred_claim(), support_person(SupportRole.CASEWORKER)
    answer_finding(unanswered(claim)[0].result, "The provider looked again.", by=cora)
    FundingDistrict.objects.filter(code=claim.school.district_code).update(area="fringe")

    with later(days=1):
        check()

    assert [finding.code for finding in unanswered(claim)] == ["AR15"]


@pytest.mark.parametrize("words", ["", "  \n"])
def test_a_finding_is_not_answered_without_words(words):
    claim, cora = referred_claim(), support_person(SupportRole.CASEWORKER)

    with pytest.raises(NotToAnswer):
        answer_finding(unanswered(claim)[0].result, words, by=cora)


def test_a_finding_of_a_claim_that_is_not_with_a_caseworker_is_not_answered():
    claim, cora = referred_claim(), support_person(SupportRole.CASEWORKER)
    finding = unanswered(claim)[0]
    move(claim, Move.RETURN, by=cora, return_by=clock.today(), return_words="x")

    with pytest.raises(NotToAnswer):
        answer_finding(finding.result, "Too late", by=cora)


def test_a_finding_that_passed_has_nothing_to_answer():
    claim, cora = referred_claim(), support_person(SupportRole.CASEWORKER)
    passed = next(finding for finding in findings_of(claim) if finding.outcome == Outcome.PASSED)

    with pytest.raises(NotToAnswer):
        answer_finding(passed.result, "All well", by=cora)


def test_facts_of_many_claims_cost_as_many_queries_as_of_one(django_assert_max_num_queries):
    provider = provider_with_people()
    claims = [submitted_claim(hours=(5, 6), provider=provider) for _ in range(6)]

    for some in (claims[:1], claims):
        with django_assert_max_num_queries(21):
            assert len(gather(some)) == len(some)
