"""Signing out at DfE Sign-in too, once our own session is over."""

from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.urls import reverse

from apps.users.dfe_sign_in.client import DfeSignIn
from apps.users.dfe_sign_in.problems import NotWorking

log = structlog.get_logger(__name__)


def end_session_address(id_token):
    """Where to send the browser, or nothing: without the id_token DfE Sign-in would not send the person back."""
    if not id_token:
        return ""
    try:
        endpoint = DfeSignIn().discovery().get("end_session_endpoint")
    except NotWorking as problem:
        log.warning("sign_out.not_working", reason=problem.reason)
        return ""
    back = settings.BASE_URL + reverse("users:signed-out")
    return f"{endpoint}?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': back})}" if endpoint else ""
