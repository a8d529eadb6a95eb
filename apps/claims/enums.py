"""Statuses and moves of a claim, and what each kind of reader sees of a status."""

from dataclasses import dataclass

from django.db import models


class ClaimStatus(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_REVIEW = "needs_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PAYMENT_IN_PROGRESS = "payment_in_progress"
    PAYMENT_INFORMATION_REQUESTED = "payment_information_requested"
    PAYMENT_INFORMATION_SENT = "payment_information_sent"
    PAID = "paid"
    PAYMENT_REJECTED = "payment_rejected"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    AUDIT_IN_PROGRESS = "audit_in_progress"
    AUDIT_DISPUTED = "audit_disputed"
    AUDIT_WITH_SUPPORT = "audit_with_support"
    CLAWBACK_PROPOSED = "clawback_proposed"
    CLAWBACK_REFUSED = "clawback_refused"
    CLAWBACK_APPROVED = "clawback_approved"
    CLAWBACK_IN_PROGRESS = "clawback_in_progress"
    CLAWBACK_COMPLETE = "clawback_complete"


HOLDS_NO_HOURS = frozenset(
    {ClaimStatus.DRAFT, ClaimStatus.PAYMENT_REJECTED, ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN}
)
HOLDS_HOURS = frozenset(set(ClaimStatus) - HOLDS_NO_HOURS)
ENDED_UNPAID = HOLDS_NO_HOURS - {ClaimStatus.DRAFT}
ENDS = frozenset({ClaimStatus.PAYMENT_REJECTED, ClaimStatus.WITHDRAWN, ClaimStatus.CLAWBACK_COMPLETE})
FINISHED = ENDS | ENDED_UNPAID | {ClaimStatus.PAID}
EDITABLE = frozenset({ClaimStatus.DRAFT, ClaimStatus.RETURNED})


class Move(models.TextChoices):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    REFER = "refer"
    CLEAR = "clear"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    REOPEN = "reopen"
    REPRICE = "reprice"
    SEND_TO_PAYER = "send_to_payer"
    RECALL = "recall"
    MARK_PAID = "mark_paid"
    ASK_FOR_INFORMATION = "ask_for_information"
    SEND_INFORMATION = "send_information"
    REJECT_PAYMENT = "reject_payment"
    PAYMENT_CAME_BACK = "payment_came_back"
    OPEN_AUDIT = "open_audit"
    PASS_AUDIT = "pass_audit"  # noqa: S105
    DISPUTE_AUDIT = "dispute_audit"
    ANSWER_AUDIT = "answer_audit"
    OVERDUE_AUDIT = "overdue_audit"
    PROPOSE_CLAWBACK = "propose_clawback"
    TAKE_BACK_PROPOSAL = "take_back_proposal"
    APPROVE_CLAWBACK = "approve_clawback"
    REFUSE_CLAWBACK = "refuse_clawback"
    SEND_CLAWBACK = "send_clawback"
    CLAWBACK_NOT_RECOVERED = "clawback_not_recovered"
    COMPLETE_CLAWBACK = "complete_clawback"


class Party(models.TextChoices):
    """Who may make a move, as product.md section 2 knows people."""

    SCHOOL = "school", "School or trust user"
    PROVIDER = "provider", "Provider user"
    CASEWORKER = "caseworker", "Caseworker"
    PAYMENTS_OFFICER = "payments_officer", "Payments officer"
    ADMINISTRATOR = "administrator", "Administrator"
    PAYER = "payer", "Payer"
    SERVICE = "service", "The service"


YELLOW, BLUE, GREEN, RED, GREY = "yellow", "", "green", "red", "grey"


@dataclass(frozen=True)
class Label:
    """How a status looks to one kind of reader: the tag's words and colour, and the sentence on what happens next."""

    text: str
    colour: str
    next: str

    @property
    def classes(self):
        """The classes of the GOV.UK tag; blue is the tag's own colour."""
        return f"govuk-tag--{self.colour}" if self.colour else ""


_with_dfe = Label("With DfE", BLUE, "DfE is deciding this audit. We will email you the outcome.")

SCHOOL_LABELS = {
    ClaimStatus.DRAFT: Label(
        "Draft", YELLOW, "Check this claim and submit it while the claim window is open. Draft hours are not held."
    ),
    ClaimStatus.SUBMITTED: Label(
        "Checks in progress", BLUE, "Our checks are running and your provider is asked to confirm the hours."
    ),
    ClaimStatus.NEEDS_REVIEW: Label(
        "With DfE", BLUE, "A person at DfE is looking at this claim. You do not need to do anything."
    ),
    ClaimStatus.RETURNED: Label(
        "You need to change this claim",
        YELLOW,
        "Make the change below and submit again by the deadline, or the claim ends.",
    ),
    ClaimStatus.APPROVED: Label("Approved for payment", BLUE, "This claim goes into the next payment run."),
    ClaimStatus.PAYMENT_IN_PROGRESS: Label("Sent for payment", BLUE, "The payer has this claim."),
    ClaimStatus.PAYMENT_INFORMATION_REQUESTED: Label(
        "Sent for payment", BLUE, "The payer asked DfE a question. We are answering it."
    ),
    ClaimStatus.PAYMENT_INFORMATION_SENT: Label("Sent for payment", BLUE, "The payer has the answer it asked for."),
    ClaimStatus.PAID: Label("Paid", GREEN, "This claim has been paid."),
    ClaimStatus.PAYMENT_REJECTED: Label(
        "Payment rejected", RED, "The payer could not pay this claim. These hours can be claimed again."
    ),
    ClaimStatus.REJECTED: Label(
        "Not approved", RED, "We did not approve this claim. These hours can be claimed again."
    ),
    ClaimStatus.WITHDRAWN: Label("Withdrawn", GREY, "This claim was withdrawn. These hours can be claimed again."),
    ClaimStatus.AUDIT_IN_PROGRESS: Label(
        "Being audited", YELLOW, "For each mentor, send evidence or accept, by the deadline."
    ),
    ClaimStatus.AUDIT_DISPUTED: Label(
        "You need to respond", YELLOW, "Your provider disagrees. Accept or send evidence by the deadline."
    ),
    ClaimStatus.AUDIT_WITH_SUPPORT: _with_dfe,
    ClaimStatus.CLAWBACK_PROPOSED: _with_dfe,
    ClaimStatus.CLAWBACK_REFUSED: _with_dfe,
    ClaimStatus.CLAWBACK_APPROVED: Label(
        "Money to be recovered", RED, "Money will be recovered. See how we worked it out."
    ),
    ClaimStatus.CLAWBACK_IN_PROGRESS: Label(
        "Money to be recovered", RED, "The payer has been asked to recover the money."
    ),
    ClaimStatus.CLAWBACK_COMPLETE: Label(
        "Money recovered", GREY, "The money was recovered. Those hours can be claimed again."
    ),
}

# What the school itself can put right while its payment is held, by the reason: the end of "We cannot pay until you …".
ASKED_SCHOOL = "school"
REMEDIES = {
    "bank_details": "check the school’s bank details with your local authority or finance team",
    ASKED_SCHOOL: "answer our question",
}
PAYMENT_HELD = Label("Payment held: we need something", YELLOW, "We cannot pay until you put something right.")

_approved = Label("Approved", GREEN, "Nothing for you to do.")
_deciding = Label("With DfE", BLUE, "DfE is deciding.")
_reduced = Label("Hours reduced", GREY, "Fewer hours stand than were claimed.")

PROVIDER_LABELS = {
    ClaimStatus.DRAFT: None,
    ClaimStatus.SUBMITTED: Label("Waiting for you", YELLOW, "Confirm each mentor’s hours by the deadline."),
    ClaimStatus.NEEDS_REVIEW: Label("With DfE", BLUE, "DfE can see your answers."),
    ClaimStatus.RETURNED: Label("With school", BLUE, "You may be asked again."),
    ClaimStatus.APPROVED: _approved,
    ClaimStatus.PAYMENT_IN_PROGRESS: _approved,
    ClaimStatus.PAYMENT_INFORMATION_REQUESTED: _approved,
    ClaimStatus.PAYMENT_INFORMATION_SENT: _approved,
    ClaimStatus.PAID: _approved,
    ClaimStatus.PAYMENT_REJECTED: Label("Closed", GREY, "Hours are free again."),
    ClaimStatus.REJECTED: Label("Not approved", RED, "Hours are free again."),
    ClaimStatus.WITHDRAWN: Label("Withdrawn", GREY, "Hours are free again."),
    ClaimStatus.AUDIT_IN_PROGRESS: Label("Waiting for you", YELLOW, "Confirm or dispute by the deadline."),
    ClaimStatus.AUDIT_DISPUTED: Label("With school", BLUE, "The school has until the deadline."),
    ClaimStatus.AUDIT_WITH_SUPPORT: _deciding,
    ClaimStatus.CLAWBACK_PROPOSED: _deciding,
    ClaimStatus.CLAWBACK_REFUSED: _deciding,
    ClaimStatus.CLAWBACK_APPROVED: _reduced,
    ClaimStatus.CLAWBACK_IN_PROGRESS: _reduced,
    ClaimStatus.CLAWBACK_COMPLETE: _reduced,
}

SUPPORT_LABELS = {
    ClaimStatus.DRAFT: Label("Draft", BLUE, "School to submit."),
    ClaimStatus.SUBMITTED: Label("Checks running", BLUE, "Checks are running and the provider is asked to confirm."),
    ClaimStatus.NEEDS_REVIEW: Label("Needs review", YELLOW, "Answer the findings, then decide."),
    ClaimStatus.RETURNED: Label("With school", BLUE, "School to resubmit by the deadline."),
    ClaimStatus.APPROVED: Label("Ready to pay", YELLOW, "Add to a payment run."),
    ClaimStatus.PAYMENT_IN_PROGRESS: Label("With payer", BLUE, "The payer has this claim."),
    ClaimStatus.PAYMENT_INFORMATION_REQUESTED: Label("Payer needs information", YELLOW, "Answer the payer’s question."),
    ClaimStatus.PAYMENT_INFORMATION_SENT: Label("Ready to send again", YELLOW, "Add to the next run."),
    ClaimStatus.PAID: Label("Paid", GREEN, "Nothing to do."),
    ClaimStatus.PAYMENT_REJECTED: Label("Rejected by payer", RED, "Ended."),
    ClaimStatus.REJECTED: Label("Not approved", RED, "It can be reopened."),
    ClaimStatus.WITHDRAWN: Label("Withdrawn", GREY, "Ended."),
    ClaimStatus.AUDIT_IN_PROGRESS: Label("Audit open", BLUE, "Both sides answer by the deadline."),
    ClaimStatus.AUDIT_DISPUTED: Label("Audit with school", BLUE, "The school answers by the deadline."),
    ClaimStatus.AUDIT_WITH_SUPPORT: Label("Audit to decide", YELLOW, "Pass it, or propose a clawback."),
    ClaimStatus.CLAWBACK_PROPOSED: Label(
        "Clawback to approve", YELLOW, "A caseworker other than the proposers decides."
    ),
    ClaimStatus.CLAWBACK_REFUSED: Label("Clawback refused", YELLOW, "The proposer proposes again or passes the audit."),
    ClaimStatus.CLAWBACK_APPROVED: Label("Ready to recover", YELLOW, "Add to a clawback run."),
    ClaimStatus.CLAWBACK_IN_PROGRESS: Label("Recovery with payer", BLUE, "The payer has this recovery."),
    ClaimStatus.CLAWBACK_COMPLETE: Label("Recovered", GREY, "Nothing to do."),
}

PAYER_LABELS = dict.fromkeys(ClaimStatus) | {
    ClaimStatus.PAYMENT_IN_PROGRESS: Label("Waiting for you", YELLOW, "Tell us paid, not paid or information needed."),
    ClaimStatus.PAYMENT_INFORMATION_REQUESTED: Label("With DfE", BLUE, "We are finding your answer."),
    ClaimStatus.PAYMENT_INFORMATION_SENT: Label("Waiting for you", YELLOW, "Read our answer, then tell us."),
    ClaimStatus.PAID: Label("Paid", GREEN, "You paid it."),
    ClaimStatus.PAYMENT_REJECTED: Label("Not paid", RED, "You told us why."),
    ClaimStatus.CLAWBACK_IN_PROGRESS: Label("Waiting for you", YELLOW, "Tell us recovered, or why not."),
    ClaimStatus.CLAWBACK_COMPLETE: Label("Recovered", GREY, "You recovered it."),
}

_checking = Label("Being checked", BLUE, "Your school claimed these hours, and they are being checked.")
_accepted = Label("Accepted", GREEN, "These hours are accepted.")
_ended = Label("No longer claimed", GREY, "These hours count again towards your hours left.")
_looking_again = Label("Being audited", BLUE, "DfE is looking at these hours again with your school.")
_hours_reduced = Label("Hours reduced", GREY, "Fewer hours stand than were claimed.")

MENTOR_LABELS = {
    ClaimStatus.DRAFT: None,
    ClaimStatus.SUBMITTED: _checking,
    ClaimStatus.NEEDS_REVIEW: _checking,
    ClaimStatus.RETURNED: Label("With your school", BLUE, "Your school has been asked to change this claim."),
    ClaimStatus.APPROVED: _accepted,
    ClaimStatus.PAYMENT_IN_PROGRESS: _accepted,
    ClaimStatus.PAYMENT_INFORMATION_REQUESTED: _accepted,
    ClaimStatus.PAYMENT_INFORMATION_SENT: _accepted,
    ClaimStatus.PAID: _accepted,
    ClaimStatus.PAYMENT_REJECTED: _ended,
    ClaimStatus.REJECTED: _ended,
    ClaimStatus.WITHDRAWN: _ended,
    ClaimStatus.AUDIT_IN_PROGRESS: _looking_again,
    ClaimStatus.AUDIT_DISPUTED: _looking_again,
    ClaimStatus.AUDIT_WITH_SUPPORT: _looking_again,
    ClaimStatus.CLAWBACK_PROPOSED: _looking_again,
    ClaimStatus.CLAWBACK_REFUSED: _looking_again,
    ClaimStatus.CLAWBACK_APPROVED: _hours_reduced,
    ClaimStatus.CLAWBACK_IN_PROGRESS: _hours_reduced,
    ClaimStatus.CLAWBACK_COMPLETE: _hours_reduced,
}

LABELS: dict[str, dict] = {
    "school": SCHOOL_LABELS,
    "provider": PROVIDER_LABELS,
    "support": SUPPORT_LABELS,
    "payer": PAYER_LABELS,
    "mentor": MENTOR_LABELS,
}
