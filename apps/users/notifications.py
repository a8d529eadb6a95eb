"""Emails about getting in: invitations, requests for access and their answers, sign-in codes."""

from typing import ClassVar

from apps.notifications.message import Message


class InvitationForPerson(Message):
    """Somebody has been let in and can sign in."""

    may_wait: ClassVar[bool] = False


class AccessRequestForMembers(Message):
    """A stranger asks the people of an organisation to let them in."""


class AccessAcceptedForPerson(Message):
    """The stranger was let in."""


class AccessRefusedForPerson(Message):
    """The stranger was not let in."""


class AccessEndedForPerson(Message):
    """Somebody's access to an organisation has ended."""

    may_wait: ClassVar[bool] = False


class SignInCodeForMentor(Message):
    """The code a mentor signs in with."""

    may_wait: ClassVar[bool] = False
