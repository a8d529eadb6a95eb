"""DfE Sign-in as allauth speaks it, with what allauth leaves out: a nonce, an id_token that is always verified, kept discovery."""

import secrets

import structlog
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

from apps.users.dfe_sign_in.client import DfeSignIn
from apps.users.dfe_sign_in.problems import NotTrusted
from apps.users.dfe_sign_in.tokens import identity_from, proven_claims

log = structlog.get_logger(__name__)


def dfe_app():
    """DfE Sign-in as our settings describe it."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=settings.DSI_PROVIDER_KEY,
        name="DfE Sign-in",
        client_id=settings.DSI_CLIENT_ID,
        secret=settings.DSI_CLIENT_SECRET,
        settings={
            "server_url": settings.DSI_DISCOVERY_URL,
            "token_auth_method": settings.DSI_TOKEN_AUTH_METHOD,
            "oauth_pkce_enabled": True,
        },
    )


class DfeSignInAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation of one sign-in. Order of checks: state, error, token, signature, claims, nonce, userinfo."""

    def __init__(self, request, provider_id):
        super().__init__(request, provider_id)
        self.dfe = DfeSignIn()

    @property
    def openid_config(self):
        return self.dfe.discovery()

    def get_callback_url(self, request, app):
        """The address registered with DfE Sign-in, whatever Host a request names."""
        return settings.BASE_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        return self.dfe.redeem(request.GET["code"], pkce_code_verifier, client.callback_url)

    def complete_login(self, request, app, token, **kwargs):
        """The person these tokens speak of. The raw id_token is kept for signing out at DfE Sign-in."""
        id_token = kwargs["response"].get("id_token")
        if not isinstance(id_token, str):
            raise NotTrusted("no id_token")
        nonce = request.dfe_state.get("nonce", "")
        claims = proven_claims(id_token, token.token, nonce, self.dfe.key)
        identity = identity_from(claims, self.dfe.userinfo(token.token))
        request.dfe_identity = identity
        request.dfe_id_token = id_token
        return self.get_provider().sociallogin_from_response(request, {"userinfo": {"sub": identity.subject}})


class DfeSignInProvider(OpenIDConnectProvider):
    """Starts a sign-in: our own scope and parameters only, whatever the address of the button says."""

    oauth2_adapter_class = DfeSignInAdapter

    def get_redirect_from_request_kwargs(self, request):
        kwargs = super().get_redirect_from_request_kwargs(request)
        return {"process": AuthProcess.LOGIN, "next_url": kwargs.get("next_url")}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        nonce = secrets.token_urlsafe(32)
        return super().redirect(
            request,
            process,
            next_url=next_url,
            nonce=nonce,
            scope=self.get_default_scope(),
            auth_params={"nonce": nonce},
        )

    def extract_extra_data(self, data):
        """Nothing is kept of what DfE Sign-in says but the subject: the person's row has the rest."""
        return {"issuer": settings.DSI_ISSUER}
