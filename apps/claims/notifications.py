"""What a school is told about its claims. A class per email; the words are in templates/notifications/."""

from apps.notifications.message import Message
from apps.notifications.queue import queue
from apps.users.models import User


class ClaimSubmittedForSchool(Message):
    """The school handed its claim to DfE."""


class ClaimReturnedForSchool(Message):
    """Something must change, by a deadline."""


class ClaimApprovedForSchool(Message):
    """The claim will be paid in the next run."""


class ClaimRejectedForSchool(Message):
    """The claim was not approved, and why."""


class ClaimWithdrawnForSchool(Message):
    """The claim was withdrawn; its hours are free again."""


class ClaimLapsedForSchool(Message):
    """The deadline to change the claim passed; its hours are free again."""


class ClaimRepricedForSchool(Message):
    """A wrong rate was replaced, so the claim has another amount."""


class ReturnDeadlineNearForSchool(Message):
    """The deadline to change a returned claim is near."""


class DraftWillBeDeletedForSchool(Message):
    """No window is left for a draft, so it will be deleted."""


class ClaimsReadyForSchool(Message):
    """Draft claims were made of the hours that providers recorded."""


def people_of(school):
    """Who is told about a school's claims: its people now."""
    return User.objects.filter(
        schoolmemberships__school=school, schoolmemberships__ended_at=None, is_active=True
    ).order_by("email")


def people_told(claim):
    """Who is told about a claim: the people of its school, and whoever submitted it."""
    told = {person.email.lower(): person for person in people_of(claim.school)}
    if claim.submitted_by and claim.submitted_by.is_active:
        told.setdefault(claim.submitted_by.email.lower(), claim.submitted_by)
    return list(told.values())


def tell_school(message, claim, event, **context):
    """Tell each person of the claim's school, and whoever submitted it, once."""
    for person in people_told(claim):
        queue(message(to=person.email, event=event, about=claim, context={"person": person, **context}))
