"""An issuer to sign in at, and browsers to do it with."""

from urllib.parse import urlsplit

import pytest
import requests
from django.urls import reverse

from tests.users import issuer as issuers


@pytest.fixture(scope="session")
def running_issuer():
    issuer = issuers.Issuer()
    yield issuer
    issuer.close()


@pytest.fixture
def issuer(running_issuer, settings):
    """An honest issuer, named in settings."""
    running_issuer.start_afresh()
    settings.DSI_ISSUER = running_issuer.name
    settings.DSI_DISCOVERY_URL = f"{running_issuer.url}/.well-known/openid-configuration"
    settings.DSI_CLIENT_ID, settings.DSI_CLIENT_SECRET = issuers.CLIENT_ID, issuers.CLIENT_SECRET
    settings.DSI_TOKEN_AUTH_METHOD = "client_secret_post"
    settings.DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED = [running_issuer.name]
    return running_issuer


class SignIn:
    """The two halves of a sign-in, so that a test can come between them."""

    def __init__(self, client):
        self.client = client

    def start(self, **posted):
        """Press the button; returns the address at the issuer."""
        answer = self.client.post(reverse("openid_connect_login", args=["dfe"]), posted)
        assert answer.status_code == 302, answer.content
        return answer["Location"]

    def at_issuer(self, address):
        """What the browser does there; returns the address it comes back to."""
        return requests.get(address, allow_redirects=False, timeout=5).headers["Location"]

    def come_back(self, address):
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    def __call__(self, **posted):
        return self.come_back(self.at_issuer(self.start(**posted)))


@pytest.fixture
def sign_in(client, issuer):
    return SignIn(client)


def is_signed_in(client):
    return "_auth_user_id" in client.session
