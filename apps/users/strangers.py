"""Somebody who has signed in but whom nobody invited. Their proven identity waits in the session for half an hour."""

from apps.core import clock
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.services.signing_in import bound_account

MINUTES = 30


def remember_stranger(request, identity):
    """Keep who they are, under a new session id, so that they can ask for access."""
    request.session.cycle_key()
    request.session["stranger"] = {"identity": identity.as_dict(), "at": clock.now().timestamp()}
    remember_id_token(request)


def remember_id_token(request):
    """Kept on our side only: signing out at DfE Sign-in needs it."""
    if token := getattr(request, "dfe_id_token", ""):
        request.session["id_token"] = token


def identity_of(request):
    """Who asks: the signed-in person, or a stranger who signed in within the last half hour; else None."""
    if request.user.is_authenticated:
        account = bound_account(request.user)
        user = request.user
        return account and Identity(
            issuer=account.extra_data.get("issuer", ""),
            subject=account.uid,
            email=user.email,
            first_name=user.first_name,
            last_name=user.last_name,
            dsi_user_id=user.dsi_user_id,
        )
    kept = request.session.get("stranger")
    if not kept or clock.now().timestamp() - kept["at"] > MINUTES * 60:
        return None
    return Identity(**kept["identity"])
