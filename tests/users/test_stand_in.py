"""The whole cast signs in at the stand-in that `make run` starts, and signs out there."""

import html
import re
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from django.conf import settings
from django.urls import reverse

from apps.users.dfe_sign_in import client as dfe
from apps.users.models import SupportMembership, SupportRole, User
from claims_service.local.cast import CAST
from claims_service.local.stand_ins.sign_in import SignIn as StandIn
from tests.users.conftest import SignIn, is_signed_in

pytestmark = pytest.mark.django_db
SECRET = "with % and + and /"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with StandIn(tmp_path_factory.mktemp("issuer"), "claims", SECRET) as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(running, settings):
    running.reset()
    running.set_state(
        {
            "redirects": [settings.BASE_URL + reverse("openid_connect_callback", args=["dfe"])],
            "sign_out_redirects": [settings.BASE_URL + reverse("users:signed-out")],
            "issuer": f"{running.url}:443",
        }
    )
    settings.DSI_ISSUER = running.issuer
    settings.DSI_DISCOVERY_URL = f"{running.url}/.well-known/openid-configuration"
    settings.DSI_CLIENT_ID, settings.DSI_CLIENT_SECRET = "claims", SECRET
    settings.DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED = [running.issuer]
    return running


class AtStandIn(SignIn):
    """Chooses somebody on the stand-in's own page."""

    def __init__(self, client, person):
        super().__init__(client)
        self.person = person

    def at_issuer(self, address):
        body = {"sub": self.person.subject}
        return requests.post(address, data=body, allow_redirects=False, timeout=5).headers["Location"]


def invited(person):
    user = User.objects.create_user(person.email, first_name=person.first_name, last_name=person.last_name)
    SupportMembership.objects.create(user=user, role=SupportRole.AUDITOR)
    return user


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_the_client_proves_itself_either_way(method, stand_in, client, settings):
    settings.DSI_TOKEN_AUTH_METHOD = method
    invited(CAST["Anne"])

    AtStandIn(client, CAST["Anne"])()

    assert is_signed_in(client)


@pytest.mark.parametrize("name", [name for name in CAST if name != "Sam"])
def test_everyone_invited_gets_in(name, stand_in, client):
    user = invited(CAST[name])

    AtStandIn(client, CAST[name])()

    assert client.session["_auth_user_id"] == str(user.pk)


def test_sam_whom_nobody_invited_does_not(stand_in, client):
    answer = AtStandIn(client, CAST["Sam"])()

    assert answer["Location"] == reverse("users:no-access")
    assert not is_signed_in(client)


def test_signing_out_there_leads_back_to_our_own_page(stand_in, client):
    invited(CAST["Anne"])
    AtStandIn(client, CAST["Anne"])()

    there = requests.get(client.post(reverse("account_logout"))["Location"], timeout=5)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', there.text))
    end = requests.post(
        f"{stand_in.url}/session/end",
        data={name: html.unescape(value) for name, value in fields.items()},
        allow_redirects=False,
        timeout=5,
    )

    assert end.headers["Location"] == settings.BASE_URL + reverse("users:signed-out")
    assert "You have signed out" in client.get(reverse("users:signed-out")).content.decode()


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/token", {"claims": {"iss": "https://elsewhere.example"}}),
        ("/token", {"claims": {"aud": "another-service"}}),
        ("/token", {"claims": {"nonce": "another"}}),
        ("/token", {"claims": {"nonce": None}}),
        ("/token", {"claims": {"exp": 1}}),
        ("/token", {"alg": "none"}),
        ("/token", {"alg": "HS256"}),
        ("/token", {"signature": "bad"}),
        ("/token", {"header": {"kid": "unknown"}}),
        ("/token", {"header": {"kid": None}}),
        ("/me", {"claims": {"sub": "somebody-else"}}),
        ("/me", {"claims": {"email_verified": False}}),
    ],
    ids=str,
)
def test_its_lies_sign_nobody_in(path, action, stand_in, client):
    invited(CAST["Anne"])
    stand_in.fault(action, path=path)

    answer = AtStandIn(client, CAST["Anne"])()

    assert answer.status_code == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "action", [{"garbage": True}, {"reset": "before"}, {"status": 503, "body": "<h1>Busy</h1>"}, {"delay": 2}], ids=str
)
def test_its_troubles_are_said_plainly(action, stand_in, client, monkeypatch):
    monkeypatch.setattr(dfe, "READ_SECONDS", 0.3)
    invited(CAST["Anne"])
    stand_in.fault(action, path="/token")

    answer = AtStandIn(client, CAST["Anne"])()

    assert answer.status_code == 503
    assert not is_signed_in(client)


def test_keys_that_were_changed_meanwhile_are_found(stand_in, client):
    invited(CAST["Anne"])
    dfe.DfeSignIn().keys()
    stand_in.set_state({"rotate_keys": True})

    AtStandIn(client, CAST["Anne"])()

    assert is_signed_in(client)


def test_cancelling_there_says_so_here(stand_in, client):
    address = SignIn(client).start()
    back = requests.post(address, data={"cancel": "1"}, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)

    answer = client.get(f"{parts.path}?{parts.query}", follow=True)

    assert "You did not sign in" in answer.content.decode()


def test_the_question_of_another_address_never_reaches_us(stand_in):
    asked = {"client_id": "claims", "redirect_uri": "https://elsewhere.example/", "response_type": "code"}

    assert requests.get(f"{stand_in.url}/auth?{urlencode(asked)}", timeout=5).status_code == 400
