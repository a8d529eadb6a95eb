"""Why a claim cannot be submitted now: each a business rule that said no, in words for the school."""

from apps.core.errors import Refused


class WindowClosed(Refused):
    title = "The claim window is closed"


class SchoolNotOpen(Refused):
    title = "This school cannot claim"


class NoFundingArea(Refused):
    title = "This school has no funding area yet"


class NotEligible(Refused):
    title = "This school is not eligible this year"


class ConditionsNotAccepted(Refused):
    title = "Accept the grant conditions first"


class ProviderNotAccredited(Refused):
    title = "This provider is not accredited"


class MentorNotReady(Refused):
    title = "A mentor cannot be on this claim"


class HoursExhausted(Refused):
    """`left` gives the hours left now, by mentor id."""

    title = "Another claim has used these hours"

    def __init__(self, words, *, left):
        super().__init__(words)
        self.left = left


class NotDeclared(Refused):
    title = "Tick every statement"


class InPaymentRun(Refused):
    title = "This claim is in a payment run"
