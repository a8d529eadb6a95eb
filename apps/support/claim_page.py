"""What the page of a claim says and offers: whose turn it is, and what this person may do about it."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse

from apps.claims.enums import BLUE, YELLOW, ClaimStatus, Move
from apps.claims.lifecycle import MoveNotAllowed
from apps.claims.moves import MOVES
from apps.users.models import SupportRole

PAYMENTS = {
    ClaimStatus.APPROVED: "support:list-runs",
    ClaimStatus.PAYMENT_INFORMATION_REQUESTED: "support:list-information-requests",
    ClaimStatus.PAYMENT_INFORMATION_SENT: "support:list-runs",
    ClaimStatus.CLAWBACK_APPROVED: "support:list-clawback-runs",
}
ACTIONS = [
    (Move.APPROVE, "Make a decision", "support:decide-claim"),
    (Move.RETURN, "Return to school", "support:return-claim"),
    (Move.REOPEN, "Reopen claim", "support:reopen-claim"),
    (Move.WITHDRAW, "Withdraw for the school", "support:withdraw-claim"),
]
NOT_IN_RUN = {Move.REOPEN, Move.WITHDRAW}


@dataclass(frozen=True)
class NextStep:
    """The box at the top: a sentence, whether it is this person's turn, and what they can do."""

    text: str
    is_yours: bool
    actions: list


def can_move(claim, move):
    """Whether the claim is where this move begins."""
    return claim.status in MOVES[move].sources and not (move in NOT_IN_RUN and claim.is_in_run)


def check_can_move(claim, move):
    """Refuse a page whose button would refuse. The service asks again, with the claim held."""
    if can_move(claim, move):
        return
    if claim.status in MOVES[move].sources:
        raise MoveNotAllowed(f"Claim {claim.reference} is in a payment run.")
    words = claim.label("support").text.lower()
    raise MoveNotAllowed(f"Claim {claim.reference} is now: {words}. Look at it again before you do anything else.")


def role_whose_turn(claim):
    """The role at DfE that acts next on a claim in this status."""
    return SupportRole.PAYMENTS_OFFICER if claim.status in PAYMENTS else SupportRole.CASEWORKER


def label_for(claim, roles):
    """The tag as this person reads it: what only others can act on is not yellow for them."""
    label = claim.label("support")
    is_others = label.colour == YELLOW and role_whose_turn(claim) not in roles
    return replace(label, colour=BLUE) if is_others else label


def next_step_for(claim, roles, *, findings=0, asked=None, report=None):
    """What happens next. `findings` wait for an answer, and so may a `report`; `asked` is the question to the provider."""
    if report:
        may_answer = SupportRole.CASEWORKER in roles
        link = {"text": "Answer the report", "href": reverse("support:answer-report", args=[report.pk])}
        return NextStep(f"{claim.school} says that this paid claim is wrong.", may_answer, [link] if may_answer else [])
    return NextStep(
        text=sentence(claim, findings, asked),
        is_yours=label_for(claim, roles).colour == YELLOW,
        actions=list(actions(claim, roles)),
    )


def sentence(claim, findings, asked):
    status = ClaimStatus(claim.status)
    if status == ClaimStatus.SUBMITTED and asked:
        return f"Checks are running. {claim.provider} has until {asked.due_on:%-d %B %Y} to confirm the hours."
    if status == ClaimStatus.NEEDS_REVIEW:
        many = f"Answer {findings} finding{'s' * (findings != 1)}, then decide."
        return many if findings else "No finding waits for an answer. Approve, return or reject this claim."
    if status == ClaimStatus.RETURNED and claim.return_by:
        return f"The school has until {claim.return_by:%-d %B %Y} to change this claim and submit it again."
    if status == ClaimStatus.APPROVED and claim.is_in_run:
        return "This claim is in a payment run that waits for its release."
    if status == ClaimStatus.PAYMENT_INFORMATION_REQUESTED and claim.payer_reason:
        return f"Answer the payer’s question: “{claim.payer_reason}”."
    if status == ClaimStatus.PAID and claim.paid_on:
        return f"Paid on {claim.paid_on:%-d %B %Y}. Nothing to do."
    return claim.label("support").next


def actions(claim, roles):
    """Links to what this person may do now, the most likely first."""
    if SupportRole.CASEWORKER in roles:
        for move, text, name in ACTIONS:
            if can_move(claim, move):
                yield {"text": text, "href": reverse(name, args=[claim.pk])}
    if SupportRole.PAYMENTS_OFFICER in roles and claim.status in PAYMENTS:
        try:
            yield {"text": "Go to payments", "href": reverse(PAYMENTS[claim.status])}
        except NoReverseMatch:
            return
