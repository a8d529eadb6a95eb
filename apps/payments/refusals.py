"""Why a payment run or an answer cannot go on now, in words for the person."""

from apps.core.errors import Refused


class NothingToPay(Refused):
    title = "No claims are ready to pay"


class RunMovedOn(Refused):
    title = "This changed while you were here"


class SecondPersonNeeded(Refused):
    title = "A second person must do this"


class AlreadyDownloaded(Refused):
    title = "This run can no longer be recalled"


class FileNotAvailable(Refused):
    title = "This file cannot be downloaded"


class AnswerRefused(Refused):
    title = "This changed while you were here"


class AlreadyProcessed(Refused):
    title = "This file was already processed"


class ChangedSincePreviewed(Refused):
    title = "This changed since you previewed it"
