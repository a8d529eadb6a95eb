"""Why hours cannot be recorded now, in the words that the person reads."""

from apps.core.errors import Refused


class ChangedSincePreviewed(Refused):
    """The ledger is no longer as the preview of a file saw it."""

    title = "This changed while you were here"


class AlreadyRecorded(Refused):
    """Somebody has recorded the file already."""

    title = "This file was already recorded"


class AlreadyDisputed(Refused):
    """The provider has an earlier dispute of these hours to answer."""

    title = "You have already told the provider"


class DisputeAnswered(Refused):
    """Somebody at the provider has answered the school already."""

    title = "This changed while you were here"


class ChangedMeanwhile(Refused):
    """Somebody has changed the module or the session since the page was opened."""

    title = "This changed while you were here"


class AttendanceTaken(Refused):
    """Attendance is taken, so the session stands as it was held."""

    title = "Attendance of this session is taken"


class StillToBeHeld(Refused):
    """A session that is to come has no attendance yet, a module with one cannot go."""


class NothingToCopy(Refused):
    """Last year's programme is here already, or there is none."""

    title = "There is nothing to copy"
