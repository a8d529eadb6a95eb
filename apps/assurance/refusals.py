"""Why a check, an answer or a decision cannot be made now, in words for the person."""

from apps.core.errors import Refused


class NotToAnswer(Refused):
    title = "This changed while you were here"


class AnswerRefused(Refused):
    title = "This answer cannot be kept"


class NothingToAccept(Refused):
    title = "There is nothing to accept"


class NotDecidable(Refused):
    title = "You cannot decide this yet"


class NotToReport(Refused):
    title = "This report cannot be kept"
