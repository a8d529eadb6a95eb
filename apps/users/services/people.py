"""Let people in and end their access: the same for a school, a trust and a provider."""

from django.core.cache import cache
from django.db import IntegrityError, transaction

from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.notifications.queue import queue
from apps.users.models import Membership, User
from apps.users.notifications import AccessEndedForPerson, InvitationForPerson

MINUTES_BETWEEN_INVITATIONS = 10


def memberships_of(organisation):
    """Every membership of an organisation, those that ended too."""
    kind = organisation._meta.model_name
    return Membership.of(kind).objects.filter(**{kind: organisation})


def memberships_in(organisation):
    """The current memberships of an organisation."""
    return memberships_of(organisation).filter(ended_at=None)


def people_in(organisation):
    """Those who can act for an organisation now, for telling them something."""
    return User.objects.filter(pk__in=memberships_in(organisation).values("user"), is_active=True)


@transaction.atomic
def invite_person(organisation, *, email, first_name, last_name, by):
    """Let somebody in. They are bound to a sign-in when they first use the invitation."""
    user = held_person(email, first_name=first_name, last_name=last_name)
    membership = let_in(organisation, user, by=by)
    event = record("people.invite", organisation, by=by, person=user.full_name)
    queue(InvitationForPerson(user.email, event, about=user, context=invitation_words(membership, by)))
    return membership


@transaction.atomic
def resend_invitation(membership, *, by):
    """Send an invitation again, to somebody who has never signed in, every ten minutes at most. One that expired is renewed."""
    membership = type(membership).objects.select_for_update(of=("self",)).get(pk=membership.pk)
    user = membership.user
    if membership.ended_at:
        raise Refused(f"{user.full_name} has been removed. Invite them again as a new person.")
    if user.has_signed_in:
        raise Refused(f"{user.full_name} has signed in already, so needs no invitation.")
    if not cache.add(f"invitation:{membership.pk}", True, MINUTES_BETWEEN_INVITATIONS * 60):
        raise Refused(f"We emailed {user.full_name} a few minutes ago. Wait {MINUTES_BETWEEN_INVITATIONS} minutes.")
    membership.invited_again_at = clock.now()
    membership.save(update_fields=["invited_again_at"])
    event = record("people.resend_invitation", membership.organisation, by=by, person=user.full_name)
    queue(InvitationForPerson(user.email, event, about=user, context=invitation_words(membership, by)))


@transaction.atomic
def remove_person(membership, *, by):
    """End somebody's access. The very next thing they try is refused; what they did stays."""
    membership = type(membership).objects.select_for_update(of=("self",)).get(pk=membership.pk)
    user = membership.user
    if membership.ended_at:
        raise Refused(f"{user.full_name} has already been removed.")
    if user == by:
        raise Refused("You cannot remove yourself. Ask a colleague to do it.")
    membership.ended_at, membership.ended_by = clock.now(), person_behind(by)
    membership.save(update_fields=["ended_at", "ended_by"])
    event = record("people.remove", membership.organisation, by=by, person=user.full_name)
    queue(AccessEndedForPerson(user.email, event, about=user, context={"organisation": str(membership.organisation)}))
    return membership


def held_person(email, *, first_name="", last_name=""):
    """The person with this address, made if need be, and held so that two invitations cannot make two."""
    found = User.objects.with_email(email).select_for_update()
    user = found.first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
        except IntegrityError:
            user = found.get()
    if not user.is_active:
        raise Refused(f"{email} cannot be given access. Ask DfE why.")
    return user


def let_in(organisation, user, *, by):
    """Begin a membership."""
    if memberships_in(organisation).filter(user=user).exists():
        raise Refused(f"{user.full_name} already has access to {organisation}.")
    kind = organisation._meta.model_name
    return Membership.of(kind).objects.create(user=user, invited_by=person_behind(by), **{kind: organisation})


def invitation_words(membership, by):
    inviter = person_behind(by)
    words = {"organisation": str(membership.organisation), "inviter": inviter.full_name if inviter else "DfE"}
    return words | {"until": None if membership.user.has_signed_in else membership.last_day_of_invitation}


def person_behind(by):
    """The person who acts, where it is one; a named job has no row."""
    return by if isinstance(by, User) else None
