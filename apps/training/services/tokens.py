"""Make, stop and recognise the tokens of a provider's systems."""

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from django.db import transaction

from apps.audit.record import record
from apps.core import clock
from apps.training.models import ApiToken

BEGINS = "hours_"
USED_NOTED_EVERY = timedelta(minutes=1)


def hashed(secret):
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(provider, *, name, days, by, key=None):
    """A new token and its secret, 256 bits, which is shown now and never again. The same `key` is the same token: no secret."""
    secret = BEGINS + secrets.token_urlsafe(32)
    said = {"name": name, "made_by": by, "expires_at": clock.now() + timedelta(days=days)}
    token, is_new = ApiToken.objects.get_or_create(
        pk=key or uuid4(), provider=provider, defaults=said | {"secret_hash": hashed(secret)}
    )
    if not is_new:
        return token, ""
    record("api_token.make", provider, by=by, name=name, until=f"{clock.day_of(token.expires_at):%-d %B %Y}")
    return token, secret


@transaction.atomic
def stop_token(token, *, by):
    """Refuse a token from now on. Stopping it twice does no harm."""
    token.refresh_from_db(from_queryset=ApiToken.objects.select_for_update(of=("self",)))
    if token.stopped_at is None:
        token.stopped_at, token.stopped_by = clock.now(), by
        token.save(update_fields=["stopped_at", "stopped_by"])
        record("api_token.stop", token.provider, by=by, name=token.name)


def token_of(authorization):
    """The live token that an Authorization header carries, or None. Found by the hash of its secret, so in constant time."""
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(BEGINS):
        return None
    token = ApiToken.objects.live().select_related("provider").filter(secret_hash=hashed(secret.strip())).first()
    if token and (token.used_at is None or clock.now() - token.used_at > USED_NOTED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(used_at=clock.now())
    return token
