"""A stranger asks to join; the organisation's people answer, or support where it has none."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from apps.audit.actors import Actor
from apps.audit.record import record
from apps.core import clock
from apps.core.errors import Refused
from apps.notifications.queue import queue
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.models import AccessRequest, Membership
from apps.users.notifications import AccessAcceptedForPerson, AccessRefusedForPerson, AccessRequestForMembers
from apps.users.services.people import held_person, let_in, memberships_in, people_in, person_behind
from apps.users.services.signing_in import bind, bound_account

MOST_OPEN = 5


@transaction.atomic
def ask_for_access(identity, organisation, *, people_page):
    """Ask to join. Its people are told by email; asked twice, it is still one request."""
    mine = AccessRequest.objects.asked_by(identity).waiting().select_for_update()
    if already := mine.filter(organisation_id=organisation.pk).first():
        return already
    if memberships_in(organisation).filter(user__socialaccount__uid=identity.subject).exists():
        raise Refused(f"You already have access to {organisation}.")
    if mine.count() >= MOST_OPEN:
        raise Refused(f"You have asked to join {MOST_OPEN} organisations. Wait for one of them to answer.")
    asked = AccessRequest.objects.create(
        email=identity.email,
        first_name=identity.first_name,
        last_name=identity.last_name,
        provider_key=identity.provider_key,
        subject=identity.subject,
        issuer=identity.issuer,
        organisation_type=organisation._meta.model_name,
        organisation_id=organisation.pk,
        organisation_name=str(organisation),
    )
    event = record("access_request.ask", asked, by=Actor(name=identity.full_name, role="stranger"))
    for person in people_in(organisation):
        queue(AccessRequestForMembers(person.email, event, about=asked, context={"people_page": people_page}))
    return asked


@transaction.atomic
def accept_access_request(access_request, *, by):
    """Let the stranger in: a person, bound to the sign-in they asked with, and a membership."""
    asked = answered(access_request, accepted=True, by=by)
    organisation = organisation_of(asked)
    user = person_who_asked(asked)
    if not memberships_in(organisation).filter(user=user).exists():
        let_in(organisation, user, by=by)
    record("people.accept_request", organisation, by=by, person=user.full_name)
    event = record("access_request.accept", asked, by=by)
    queue(AccessAcceptedForPerson(user.email, event, about=asked))
    return user


@transaction.atomic
def refuse_access_request(access_request, *, reason, by):
    """Say no, and why. The stranger is told both, and may ask elsewhere."""
    asked = answered(access_request, accepted=False, by=by, reason=reason)
    record("people.refuse_request", organisation_of(asked), by=by, person=asked.full_name, reason=reason)
    event = record("access_request.refuse", asked, by=by, reason=reason)
    queue(AccessRefusedForPerson(asked.email, event, about=asked))
    return asked


def answered(access_request, *, accepted, by, reason=""):
    """Mark a request answered, once."""
    asked = AccessRequest.objects.select_for_update(of=("self",)).get(pk=access_request.pk)
    if asked.answered_at:
        raise Refused(f"{asked.answered_by or 'DfE'} has already answered this request.")
    asked.answered_at, asked.answered_by, asked.accepted = clock.now(), person_behind(by), accepted
    asked.refused_because = reason
    asked.save(update_fields=["answered_at", "answered_by", "accepted", "refused_because"])
    return asked


def organisation_of(access_request):
    """The school, trust or provider somebody asked to join."""
    kind = access_request.organisation_type
    model = Membership.of(kind)._meta.get_field(kind).related_model
    return model.objects.get(pk=access_request.organisation_id)


def person_who_asked(asked):
    """Whoever owns the subject; else the person at this address, bound now; never somebody bound to another subject."""
    account = SocialAccount.objects.filter(provider=asked.provider_key, uid=asked.subject).first()
    if account:
        return account.user
    user = held_person(asked.email, first_name=asked.first_name, last_name=asked.last_name)
    if bound_account(user):
        raise Refused(f"{asked.email} already signs in another way. Ask DfE to look at this.")
    bind(user, identity_in(asked))
    return user


def identity_in(asked):
    return Identity(
        issuer=asked.issuer,
        subject=asked.subject,
        email=asked.email,
        first_name=asked.first_name,
        last_name=asked.last_name,
        dsi_user_id=asked.subject,
    )
