"""What happens next to a claim, as its school reads it: the sentence of its status with the figures of this claim."""

from dataclasses import dataclass

from apps.claims.enums import REMEDIES
from apps.claims.enums import ClaimStatus as S
from apps.claims.readiness import readiness_of
from apps.claims.refusals import closed_words
from apps.core import clock
from apps.core.money import pounds
from apps.doors.money_rows import expected_on
from apps.policy.figures import window_open_now

YOURS = frozenset({S.DRAFT, S.RETURNED, S.AUDIT_IN_PROGRESS, S.AUDIT_DISPUTED})


@dataclass(frozen=True)
class NextStep:
    """The sentence, and whether it is the school's turn."""

    words: str
    is_yours: bool


def next_step_of(claim, facts):
    """What happens next. `facts` are those of doors/views/claim.py."""
    words = WORDS.get(S(claim.status), lambda claim, facts: claim.label("school").next)(claim, facts)
    return NextStep(words, claim.status in YOURS or claim.is_held_for_school)


def in_words(day):
    return f"{day:%A %-d %B %Y}"


def draft(claim, facts):
    window = window_open_now()
    if window and window.year_id == claim.year_id:
        return f"Check it and submit it by 11:59pm, {in_words(window.closes_on)}. Draft hours are not held."
    return f"{closed_words(claim.year, readiness_of(claim.school, claim.year))} Draft hours are not held."


def submitted(claim, facts):
    if facts["lines"] and all(answer for _, answer in facts["lines"]):
        return f"Our checks are running. {claim.provider} has answered for every mentor."
    if facts["request"] is None:
        return f"Our checks are running. {claim.provider} is asked about hours that it has not recorded."
    return f"Our checks are running, and {claim.provider} has until {in_words(facts['request'].due_on)} to confirm the hours."


def returned(claim, facts):
    by = f" by {in_words(claim.return_by)}" if claim.return_by else ""
    return f"Make the change below and submit again{by}, or the claim ends."


def approved(claim, facts):
    if claim.is_in_run:
        return "This claim is in a payment run that is being prepared."
    return f"This claim goes into the next payment run. {expected(claim, claim.amount_pence, claim.school.payee)}"


def sent(claim, facts):
    line = facts["payment"]
    return f"The payer has this claim. {expected(claim, line.amount_pence, line.payee) if line else ''}".strip()


def answered(claim, facts):
    line = facts["payment"]
    said = "The payer has the answer it asked for."
    return f"{said} {expected(claim, line.amount_pence, line.payee) if line else ''}".strip()


def expected(claim, pence, payee):
    """Where the money goes, and by when as far as the claim window says."""
    day = expected_on(claim)
    if day is None or day < clock.today():
        return f"{pounds(pence)} goes to {payee}."
    return f"Expect {pounds(pence)} to reach {payee} by {in_words(day)}."


def held(claim, facts):
    if words := REMEDIES.get(claim.reason_category):
        return f"We cannot pay until you {words}."
    return "The payer asked DfE a question. We are answering it."


def paid(claim, facts):
    line = facts["payment"]
    if line is None or claim.paid_on is None:
        return claim.label("school").next
    return (
        f"{pounds(line.amount_pence)} went to {line.payee} on {claim.paid_on:%-d %B %Y}, shown as “{line.remittance}”."
    )


def because(claim, facts):
    """The reason the person gave, put between the two halves of the sentence."""
    first, _, rest = claim.label("school").next.partition(". ")
    reason = (claim.payer_reason if claim.status == S.PAYMENT_REJECTED else claim.reason_words).strip()
    return f"{first}: {reason.rstrip('.')}. {rest}" if reason else claim.label("school").next


def withdrawn(claim, facts):
    event = next(
        (event for event, _ in reversed(facts["events"]) if event.event in ("claim.withdraw", "claim.lapse")), None
    )
    if event is None:
        return claim.label("school").next
    day = f"{clock.day_of(event.at):%-d %B %Y}"
    if event.event == "claim.lapse":
        return f"Its deadline passed, so this claim ended on {day}. These hours can be claimed again."
    return f"{event.actor_name} withdrew this claim on {day}. These hours can be claimed again."


WORDS = {
    S.DRAFT: draft,
    S.SUBMITTED: submitted,
    S.RETURNED: returned,
    S.APPROVED: approved,
    S.PAYMENT_IN_PROGRESS: sent,
    S.PAYMENT_INFORMATION_REQUESTED: held,
    S.PAYMENT_INFORMATION_SENT: answered,
    S.PAID: paid,
    S.PAYMENT_REJECTED: because,
    S.REJECTED: because,
    S.WITHDRAWN: withdrawn,
}
