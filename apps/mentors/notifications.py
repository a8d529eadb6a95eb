"""What a school is told about its mentors. A class per email; the words are in templates/notifications/."""

from apps.notifications.message import Message


class MentorOfferedForSchool(Message):
    """Somebody of the school's staff offers to mentor."""


class MentorNotFoundForSchool(Message):
    """The teaching record no longer knows a mentor's TRN."""
