"""What happens to a payment run and to its lines, and what a payer may answer."""

from django.db import models


class RunStatus(models.TextChoices):
    PREPARED = "prepared", "Prepared"
    RELEASED = "released", "Released"
    CANCELLED = "cancelled", "Cancelled"
    RECALLED = "recalled", "Recalled"


class Outcome(models.TextChoices):
    """Where the money of a line stands. The outcomes of a run's lines add up to its total."""

    OUTSTANDING = "outstanding", "Outstanding"
    PAID = "paid", "Paid"
    HELD = "held", "Held"
    REJECTED = "rejected", "Rejected"
    SENT_AGAIN = "sent_again", "Sent again in a later run"


class PayerSays(models.TextChoices):
    """What the payer may say of a line. The first three are also values of claim_status in its file."""

    PAID = "paid", "Paid"
    NOT_PAID = "not_paid", "Not paid"
    NEEDS_INFORMATION = "needs_information", "Information needed"
    CAME_BACK = "came_back", "The payment came back"


class HeldFor(models.TextChoices):
    """What the payer needs before it can pay."""

    BANK_DETAILS = "bank_details", "The school’s bank details"
    PAYEE = "payee", "Who receives the money"
    AMOUNT = "amount", "The amount, or how it was worked out"
    OTHER = "other", "Something else"
