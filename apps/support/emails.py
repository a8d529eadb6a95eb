"""Who is told what at each move of a claim, as one table; docs/emails.md is drawn from it."""

from apps.claims.enums import Move

# Move: the emails it sends, or why nobody is told.
EMAILS = {
    Move.SUBMIT: ["ClaimSubmittedForSchool", "HoursToConfirmForProvider"],
    Move.WITHDRAW: ["ClaimWithdrawnForSchool"],
    Move.LAPSE: ["ClaimLapsedForSchool"],
    Move.REFER: "Nobody, because the school need do nothing and the console shows the claim to every caseworker.",
    Move.CLEAR: ["ClaimApprovedForSchool"],
    Move.APPROVE: ["ClaimApprovedForSchool"],
    Move.RETURN: ["ClaimReturnedForSchool"],
    Move.REJECT: ["ClaimRejectedForSchool"],
    Move.REOPEN: ["ClaimReopenedForSchool"],
    Move.REPRICE: ["ClaimRepricedForSchool"],
    Move.SEND_TO_PAYER: ["PaymentRunForPayer"],
    Move.RECALL: ["PaymentRunRecalledForPayer"],
    Move.MARK_PAID: ["ClaimPaidForSchool"],
    Move.ASK_FOR_INFORMATION: ["PaymentHeldForSchool"],
    Move.SEND_INFORMATION: ["InformationSentForPayer"],
    Move.REJECT_PAYMENT: ["PaymentRejectedForSchool"],
    Move.PAYMENT_CAME_BACK: ["PaymentHeldForSchool"],
    **dict.fromkeys(
        [
            Move.OPEN_AUDIT,
            Move.PASS_AUDIT,
            Move.DISPUTE_AUDIT,
            Move.ANSWER_AUDIT,
            Move.OVERDUE_AUDIT,
            Move.PROPOSE_CLAWBACK,
            Move.TAKE_BACK_PROPOSAL,
            Move.APPROVE_CLAWBACK,
            Move.REFUSE_CLAWBACK,
            Move.SEND_CLAWBACK,
            Move.CLAWBACK_NOT_RECOVERED,
            Move.COMPLETE_CLAWBACK,
        ],
        "Not sent yet: audits and clawbacks have no pages so far.",
    ),
}
