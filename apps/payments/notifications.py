"""What the payer and schools are told about money. A class per email; the words are in templates/notifications/."""

from typing import ClassVar

from apps.claims.notifications import submitted_through_trust
from apps.notifications.message import Message
from apps.notifications.queue import queue
from apps.schools.models import SchoolMembership
from apps.users.models import User


class PaymentRunForPayer(Message):
    """A run was released; here is a link to its file."""

    may_wait: ClassVar[bool] = False


class PaymentRunRecalledForPayer(Message):
    """A run was taken back: nothing of it is to be paid."""

    may_wait: ClassVar[bool] = False


class InformationSentForPayer(Message):
    """DfE answered the payer's question about a claim."""

    may_wait: ClassVar[bool] = False


class ClaimPaidForSchool(Message):
    """The claim was paid: how much, when, to whom, and in which words."""


class PaymentRejectedForSchool(Message):
    """The payer cannot pay the claim; its hours are free again."""


class PaymentHeldForSchool(Message):
    """The payer waits for something that the school can mend."""


def payer_people():
    """Who works for the payer now."""
    return User.objects.filter(
        payermemberships__ended_at=None, payermemberships__isnull=False, is_active=True
    ).order_by("email")


def tell_payer(message, about, event, **context):
    """Tell each person at the payer once."""
    for person in payer_people():
        queue(message(to=person.email, event=event, about=about, context={"person": person, **context}))


def addresses_of(claims, *, finance):
    """Who is told about these claims, by claim id: the school's people, whoever submitted for its trust, and its finance address."""
    members = {}
    for membership in SchoolMembership.objects.filter(
        school__in={claim.school_id for claim in claims}, ended_at=None, user__is_active=True
    ).select_related("user"):
        members.setdefault(membership.school_id, []).append(membership.user.email)
    through_trust = submitted_through_trust(claims)
    found = {}
    for claim in claims:
        told = {email.lower(): email for email in members.get(claim.school_id, [])}
        if claim.pk in through_trust:
            told.setdefault(claim.submitted_by.email.lower(), claim.submitted_by.email)
        if finance and claim.school.finance_email:
            told.setdefault(claim.school.finance_email.lower(), claim.school.finance_email)
        found[claim.pk] = list(told.values())
    return found
