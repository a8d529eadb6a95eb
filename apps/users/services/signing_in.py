"""Who a sign-in is. A subject is bound to an invited person once, at first use of the invitation, and never again."""

import structlog
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.notifications.digests import move_digest
from apps.users.models import User

log = structlog.get_logger(__name__)


def bound_account(user):
    """The sign-in this person is bound to; None before the first."""
    return SocialAccount.objects.filter(user=user).first()


@transaction.atomic
def invited_person(identity):
    """Bind a new subject to the person invited at this address, or None when there is nobody to bind.

    Somebody who is bound already stays bound: the same address under another subject is a stranger. So is somebody
    whose every invitation has expired.
    """
    if not identity.email:
        return None
    user = User.objects.with_email(identity.email).select_for_update().first()
    if user is None or not user.is_active or not (memberships := user.memberships()):
        return None
    if account := bound_account(user):
        if account.uid == identity.subject:
            return user
        log.warning("sign_in.address_under_another_subject", user=str(user.pk))
        record("user.address_used_by_another", user, by=Actor.job("Sign-in"))
        return None
    if all(membership.is_expired_invitation for membership in memberships):
        return None
    bind(user, identity)
    return user


def bind(user, identity):
    """Tie a person to (provider key, subject). Names are taken where we have none."""
    SocialAccount.objects.create(
        user=user, provider=identity.provider_key, uid=identity.subject, extra_data={"issuer": identity.issuer}
    )
    user.dsi_user_id = identity.dsi_user_id
    user.first_name = user.first_name or identity.first_name
    user.last_name = user.last_name or identity.last_name
    user.save(update_fields=["dsi_user_id", "first_name", "last_name"])
    record("user.bind", user, by=Actor.person(user))


@transaction.atomic
def keep_up_to_date(user, identity):
    """A known subject whose address has changed: take the new one if it is free, else tell support through history."""
    if not identity.email or identity.email == user.email.lower():
        return
    came_from, user.email = user.email, identity.email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        user.email = came_from
        record("user.address_taken", user, by=Actor.job("Sign-in"))
        return
    move_digest(came_from, user.email)
    record("user.change_address", user, by=Actor.person(user), came_from=came_from, went_to=identity.email)


@transaction.atomic
def note_sign_in(user):
    """A line of history for every sign-in."""
    record("user.sign_in", user, by=Actor.person(user))
