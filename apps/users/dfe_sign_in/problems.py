"""Why a sign-in did not happen. Each becomes a page of its own; none tells a stranger more than it must."""

from allauth.socialaccount.providers.base import ProviderException


class SignInProblem(ProviderException):
    """`reason` is for our logs, never for the page."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class NotWorking(SignInProblem):
    """DfE Sign-in did not answer, answered too slowly, or answered something else."""


class CodeNotTaken(SignInProblem):
    """The code was used already or is too old: the person starts again."""


class NotTrusted(SignInProblem):
    """What came back does not prove who the person is."""
