"""What a school is told about its claims. A class per email; the words are in templates/notifications/."""

from django.db.models import Exists, OuterRef

from apps.claims.models import Claim
from apps.notifications.message import Message
from apps.notifications.queue import queue_many
from apps.schools.models import TrustMembership
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


class HoursNotClaimedForSchool(Message):
    """A provider reminds a school of hours that it recorded and the school has not claimed."""


def people_of(school):
    """Who is told about a school's claims: its people now."""
    return User.objects.filter(
        schoolmemberships__school=school, schoolmemberships__ended_at=None, is_active=True
    ).order_by("email")


def people_told(claim):
    """Who is told about a claim: the people of its school, and whoever submitted it while they act for the school."""
    told = {person.email.lower(): person for person in people_of(claim.school)}
    submitter = claim.submitted_by
    if submitter and submitter.email.lower() not in told and submitted_through_trust([claim]):
        told[submitter.email.lower()] = submitter
    return list(told.values())


def submitted_through_trust(claims):
    """The ids of those of these claims whose submitter acts for the school through its trust, still."""
    held = TrustMembership.objects.filter(
        trust=OuterRef("school__trust"), user=OuterRef("submitted_by"), ended_at=None, user__is_active=True
    )
    found = Claim.objects.filter(Exists(held), pk__in=[claim.pk for claim in claims])
    return set(found.order_by().values_list("pk", flat=True))


def tell_school(message, claim, event, **context):
    """Tell each person of the claim's school, and whoever submitted it for its trust, once."""
    people = people_told(claim)
    queue_many(message(to=one.email, event=event, about=claim, context={"person": one, **context}) for one in people)
