"""People at DfE and at the payer: who holds which role, from and until."""

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.notifications.queue import queue
from apps.users.models import PayerMembership, SupportMembership, SupportRole
from apps.users.notifications import InvitationForPerson
from apps.users.services.people import held_person, person_behind

DFE_ADDRESS = "@education.gov.uk"


@transaction.atomic
def give_support_role(role, *, email, first_name, last_name, by):
    """Give somebody a role at DfE. All but auditors need a DfE address."""
    role = SupportRole(role)
    if role != SupportRole.AUDITOR and not email.lower().endswith(DFE_ADDRESS):
        raise Refused(f"Email address must end {DFE_ADDRESS}")
    user = held_person(email, first_name=first_name, last_name=last_name)
    if SupportMembership.objects.filter(user=user, role=role, ended_at=None).exists():
        raise Refused(f"{user.full_name} is already {role.label.lower()}.")
    membership = SupportMembership.objects.create(user=user, role=role, invited_by=person_behind(by))
    event = record("user.give_support_role", user, by=by, role=role.label)
    tell(user, event, "DfE support", by)
    return membership


@transaction.atomic
def give_payer_access(*, email, first_name, last_name, by):
    """Let somebody at the payer in."""
    user = held_person(email, first_name=first_name, last_name=last_name)
    if PayerMembership.objects.filter(user=user, ended_at=None).exists():
        raise Refused(f"{user.full_name} already has access as the payer.")
    membership = PayerMembership.objects.create(user=user, invited_by=person_behind(by))
    event = record("user.give_payer_access", user, by=by)
    tell(user, event, "the payer", by)
    return membership


@transaction.atomic
def end_dfe_membership(membership, *, by):
    """End a role at DfE or the payer's access. Nobody ends their own."""
    membership = type(membership).objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.ended_at:
        raise Refused("This access has already ended.")
    if membership.user == by:
        raise Refused("You cannot end your own access. Ask a colleague to do it.")
    membership.ended_at, membership.ended_by = clock.now(), person_behind(by)
    membership.save(update_fields=["ended_at", "ended_by"])
    record("user.end_dfe_membership", membership.user, by=by, what=str(membership).partition(", ")[2])
    return membership


def tell(user, event, organisation, by):
    inviter = person_behind(by)
    words = {"organisation": organisation, "inviter": inviter.full_name if inviter else "DfE", "until": None}
    queue(InvitationForPerson(user.email, event, about=user, context=words))
