"""Emails about getting in: invitations, requests for access and their answers, sign-in codes."""

from apps.notifications.message import Message


class InvitationForPerson(Message):
    """Somebody has been let in and can sign in."""


class AccessRequestForMembers(Message):
    """A stranger asks the people of an organisation to let them in."""


class AccessAcceptedForPerson(Message):
    """The stranger was let in."""


class AccessRefusedForPerson(Message):
    """The stranger was not let in."""


class AccessEndedForPerson(Message):
    """Somebody's access to an organisation has ended."""


class SignInCodeForMentor(Message):
    """The code a mentor signs in with."""
