"""The table of moves: from which statuses to which, and who may. docs/claim-lifecycle.md and the floor triggers are drawn from it."""

from dataclasses import dataclass

from apps.claims.enums import ClaimStatus as S
from apps.claims.enums import Move as M
from apps.claims.enums import Party as P


@dataclass(frozen=True)
class Row:
    """One move. A target of None leaves the status as it is."""

    sources: frozenset
    target: S | None
    parties: frozenset
    because: str


def row(sources, target, parties, because):
    return Row(frozenset(sources), target, frozenset(parties), because)


PAYER = (P.PAYER, P.PAYMENTS_OFFICER)

MOVES = {
    M.SUBMIT: row([S.DRAFT, S.RETURNED], S.SUBMITTED, [P.SCHOOL], "The school hands its claim to DfE."),
    M.WITHDRAW: row(
        [S.SUBMITTED, S.NEEDS_REVIEW, S.RETURNED, S.APPROVED],
        S.WITHDRAWN,
        [P.SCHOOL, P.CASEWORKER],
        "The school no longer wants it; not once it is in a run.",
    ),
    M.LAPSE: row([S.RETURNED], S.WITHDRAWN, [P.SERVICE], "The deadline to change it has passed."),
    M.REFER: row(
        [S.SUBMITTED], S.NEEDS_REVIEW, [P.SERVICE], "A check refers it, or the provider disputes or is silent."
    ),
    M.CLEAR: row([S.SUBMITTED], S.APPROVED, [P.SERVICE], "Every check passed and every line is confirmed."),
    M.APPROVE: row([S.NEEDS_REVIEW], S.APPROVED, [P.CASEWORKER], "Every finding is answered."),
    M.RETURN: row(
        [S.SUBMITTED, S.NEEDS_REVIEW],
        S.RETURNED,
        [P.CASEWORKER, P.SERVICE],
        "Something must change: a caseworker says so, or the provider gives fewer hours.",
    ),
    M.REJECT: row([S.NEEDS_REVIEW], S.REJECTED, [P.CASEWORKER], "It is not due."),
    M.REOPEN: row([S.APPROVED, S.REJECTED], S.NEEDS_REVIEW, [P.CASEWORKER, P.SERVICE], "A decision or a fact changed."),
    M.REPRICE: row(
        [S.SUBMITTED, S.NEEDS_REVIEW, S.APPROVED],
        None,
        [P.ADMINISTRATOR],
        "A wrong rate was replaced and a second administrator approved.",
    ),
    M.SEND_TO_PAYER: row(
        [S.APPROVED, S.PAYMENT_INFORMATION_SENT],
        S.PAYMENT_IN_PROGRESS,
        [P.PAYMENTS_OFFICER],
        "Its payment run is released.",
    ),
    M.RECALL: row(
        [S.PAYMENT_IN_PROGRESS], S.APPROVED, [P.PAYMENTS_OFFICER], "The run is taken back before anyone downloaded it."
    ),
    M.MARK_PAID: row([S.PAYMENT_IN_PROGRESS, S.PAYMENT_INFORMATION_SENT], S.PAID, PAYER, "The payer paid it."),
    M.ASK_FOR_INFORMATION: row(
        [S.PAYMENT_IN_PROGRESS], S.PAYMENT_INFORMATION_REQUESTED, PAYER, "The payer has a question."
    ),
    M.SEND_INFORMATION: row(
        [S.PAYMENT_INFORMATION_REQUESTED], S.PAYMENT_INFORMATION_SENT, [P.PAYMENTS_OFFICER], "The question is answered."
    ),
    M.REJECT_PAYMENT: row(
        [S.PAYMENT_IN_PROGRESS, S.PAYMENT_INFORMATION_REQUESTED, S.PAYMENT_INFORMATION_SENT],
        S.PAYMENT_REJECTED,
        PAYER,
        "The payer cannot pay it.",
    ),
    M.PAYMENT_CAME_BACK: row([S.PAID], S.PAYMENT_INFORMATION_REQUESTED, PAYER, "The bank sent the money back."),
    M.OPEN_AUDIT: row([S.PAID], S.AUDIT_IN_PROGRESS, [P.CASEWORKER, P.SERVICE], "It was picked, or reported as wrong."),
    M.PASS_AUDIT: row(
        [S.AUDIT_IN_PROGRESS, S.AUDIT_DISPUTED, S.AUDIT_WITH_SUPPORT, S.CLAWBACK_REFUSED],
        S.PAID,
        [P.CASEWORKER, P.SERVICE],
        "The hours stand.",
    ),
    M.DISPUTE_AUDIT: row([S.AUDIT_IN_PROGRESS], S.AUDIT_DISPUTED, [P.PROVIDER], "The provider disagrees."),
    M.ANSWER_AUDIT: row(
        [S.AUDIT_IN_PROGRESS, S.AUDIT_DISPUTED], S.AUDIT_WITH_SUPPORT, [P.SCHOOL], "The school answered."
    ),
    M.OVERDUE_AUDIT: row(
        [S.AUDIT_IN_PROGRESS, S.AUDIT_DISPUTED], S.AUDIT_WITH_SUPPORT, [P.SERVICE], "Nobody answered in time."
    ),
    M.PROPOSE_CLAWBACK: row(
        [S.AUDIT_WITH_SUPPORT, S.CLAWBACK_REFUSED],
        S.CLAWBACK_PROPOSED,
        [P.CASEWORKER],
        "Fewer hours were worked than claimed.",
    ),
    M.TAKE_BACK_PROPOSAL: row(
        [S.CLAWBACK_PROPOSED], S.AUDIT_WITH_SUPPORT, [P.CASEWORKER], "Its proposer thought again."
    ),
    M.APPROVE_CLAWBACK: row([S.CLAWBACK_PROPOSED], S.CLAWBACK_APPROVED, [P.CASEWORKER], "A second caseworker agrees."),
    M.REFUSE_CLAWBACK: row([S.CLAWBACK_PROPOSED], S.CLAWBACK_REFUSED, [P.CASEWORKER], "A second caseworker disagrees."),
    M.SEND_CLAWBACK: row(
        [S.CLAWBACK_APPROVED], S.CLAWBACK_IN_PROGRESS, [P.PAYMENTS_OFFICER], "Its clawback run is released."
    ),
    M.CLAWBACK_NOT_RECOVERED: row(
        [S.CLAWBACK_IN_PROGRESS], S.CLAWBACK_APPROVED, PAYER, "The payer could not recover it yet."
    ),
    M.COMPLETE_CLAWBACK: row([S.CLAWBACK_IN_PROGRESS], S.CLAWBACK_COMPLETE, PAYER, "The money is back."),
}
