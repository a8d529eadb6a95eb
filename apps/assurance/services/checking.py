"""Run every rule over a claim, keep what changed, and clear it, refer it or wait. Running twice does no harm."""

from dataclasses import dataclass

import structlog
from django.db import transaction

from apps.assurance.enums import Outcome
from apps.assurance.facts import BEFORE_A_DECISION, gather
from apps.assurance.models import FindingAnswer, RuleResult
from apps.assurance.models.confirmations import UNDO_FOR
from apps.assurance.notifications import ClaimReopenedForSchool
from apps.assurance.refusals import NotToAnswer
from apps.assurance.rules import BY_CODE, RULES
from apps.assurance.services.asking import ask_provider
from apps.assurance.services.due import CHECKED, claims_due, looked_at, put_off
from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import ClaimStatus, Move
from apps.claims.notifications import ClaimApprovedForSchool, tell_school
from apps.core import clock

log = structlog.get_logger(__name__)

IN_ORDER = [Outcome.REFERRED, Outcome.NOT_YET_KNOWN, Outcome.NOTED, Outcome.PASSED, Outcome.DOES_NOT_APPLY]


def check_due(*, by, most=200):
    """Check the claims that are due, each in a transaction of its own. Returns how many were looked at."""
    due = list(claims_due().values_list("pk", flat=True)[:most])
    return sum(check_if_due(pk, by=by) for pk in due)


@transaction.atomic
def check_if_due(pk, *, by):
    """Check one claim unless another worker has it, or had it. A claim on which a rule breaks is put off, and stops no other."""
    free = claims_due().select_for_update(of=("self",), no_key=True, skip_locked=True)
    claim = free.filter(pk=pk).first()
    if claim is None:
        return False
    try:
        with transaction.atomic():
            check_claim(claim, by=by)
    except Exception as problem:
        log.exception("check.failed", claim=claim.reference)
        put_off(claim, problem)
    return True


@transaction.atomic
def check_claim(claim, *, by):
    """Run the rules over a claim that no run has taken: keep results that changed, then refer, clear, reopen or wait."""
    lifecycle.hold(claim)
    if claim.status not in CHECKED or claim.is_in_run:
        return
    if claim.status in BEFORE_A_DECISION:
        ask_provider(claim, by=by)
    facts = gather([claim])[claim.pk]
    findings = {rule.code: rule.check(facts) for rule in RULES}
    before = {row.code: row for row in latest_results(claim)}
    kept = keep_changed(claim, findings, before)
    settle(claim, facts, findings, {row.code for row in kept if is_news(row, before.get(row.code))}, by=by)
    looked_at(claim, facts, findings)


def keep_changed(claim, findings, before):
    """Append a result for each rule that found something else than before, or that looks for the first time."""
    changed = [
        code
        for code, found in findings.items()
        if code not in before
        or (before[code].outcome, before[code].problems) != (found.outcome, list(found.problems))
        or before[code].rule_version != BY_CODE[code].version
    ]
    run = max((row.run for row in before.values()), default=0) + 1
    return RuleResult.objects.bulk_create(
        RuleResult(
            claim=claim,
            submission_number=claim.submission_number,
            run=run,
            code=code,
            rule_version=BY_CODE[code].version,
            outcome=findings[code].outcome,
            problems=list(findings[code].problems),
            facts=findings[code].facts,
        )
        for code in changed
    )


def is_news(row, before):
    """A rule refers something that it did not refer before."""
    if row.outcome != Outcome.REFERRED:
        return False
    return before is None or (before.outcome, before.problems) != (row.outcome, row.problems)


def settle(claim, facts, findings, news, *, by):
    """Move the claim on if its findings allow or ask for it."""
    outcomes = {found.outcome for found in findings.values()}
    if claim.status == ClaimStatus.SUBMITTED:
        if Outcome.REFERRED in outcomes:
            codes = [code for code, found in findings.items() if found.outcome == Outcome.REFERRED]
            lifecycle.move(claim, Move.REFER, by=by, note={"codes": codes})
        elif Outcome.NOT_YET_KNOWN not in outcomes and is_quiet(facts):
            event = lifecycle.move(claim, Move.CLEAR, by=by)
            tell_school(ClaimApprovedForSchool, claim, event)
    elif claim.status == ClaimStatus.APPROVED and news:
        reason = "What we know about this claim has changed since it was approved."
        event = lifecycle.move(claim, Move.REOPEN, by=by, note={"reason": reason, "codes": sorted(news)})
        tell_school(ClaimReopenedForSchool, claim, event, reason=reason)


def is_quiet(facts):
    """The provider can no longer undo its last answer, or the year does not wait for it."""
    if facts.confirmation_is_advisory or facts.last_answer_at is None:
        return True
    return clock.now() >= facts.last_answer_at + UNDO_FOR


def latest_results(claim):
    """The newest result of each rule for the claim's present submission, in code order."""
    return RuleResult.objects.filter(claim=claim, submission_number=claim.submission_number).latest()


@dataclass(frozen=True)
class FindingShown:
    """A result as a caseworker reads it: what the rule wants, what it saw and found, and how it was resolved."""

    result: RuleResult
    answers: tuple

    @property
    def rule(self):
        return BY_CODE[self.result.code]

    @property
    def code(self):
        return self.result.code

    @property
    def title(self):
        return self.rule.title

    @property
    def policy(self):
        return self.rule.policy

    @property
    def outcome(self):
        return Outcome(self.result.outcome)

    @property
    def problems(self):
        return self.result.problems

    @property
    def facts(self):
        return self.result.facts

    @property
    def needs_answer(self):
        return self.outcome == Outcome.REFERRED and not self.answers


def findings_of(claim):
    """The newest findings of a claim's present submission: referred, not yet known, noted, passed, does not apply."""
    rows = RuleResult.objects.filter(pk__in=latest_results(claim).values("pk")).prefetch_related("answers__answered_by")
    shown = [FindingShown(row, tuple(row.answers.all())) for row in rows]
    return sorted(shown, key=lambda finding: (IN_ORDER.index(finding.outcome), finding.code))


def unanswered(claim):
    """The referred findings that nobody has resolved yet."""
    return [finding for finding in findings_of(claim) if finding.needs_answer]


@transaction.atomic
def answer_finding(result, words, *, by):
    """Keep how a caseworker resolved a finding. A later answer stands in place of an earlier one."""
    claim = result.claim
    lifecycle.hold(claim)
    if claim.status != ClaimStatus.NEEDS_REVIEW:
        raise NotToAnswer(f"Claim {claim.reference} is not with a caseworker now. Look at it again.")
    if not any(finding.result == result and finding.outcome == Outcome.REFERRED for finding in findings_of(claim)):
        raise NotToAnswer("This finding has changed since you opened it. Look at it again.")
    if not words.strip():
        raise NotToAnswer(f"Enter how you resolved “{BY_CODE[result.code].title}”.")
    answer = FindingAnswer.objects.create(result=result, words=words.strip(), answered_by=by)
    record("finding.answer", result, by=by, title=BY_CODE[result.code].title, words=answer.words)
    return answer
