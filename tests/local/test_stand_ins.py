"""The stand-ins behave as the real parties do, misbehave when told, and keep what they must across a restart."""

import base64
import hashlib
from urllib.parse import parse_qs, quote, urlsplit

import jwt
import pytest
import requests
from django.urls import reverse

from apps.notifications import notify
from claims_service.local.addresses import CLIENT_ID, CLIENT_SECRET, NOTIFY_KEY
from claims_service.local.cast import CAST
from claims_service.local.stand_ins import __main__ as stand_ins
from claims_service.local.stand_ins.notify import Notify
from claims_service.local.stand_ins.sign_in import SignIn

CALLBACK = "http://localhost:8000/callback/"
SIGNED_OUT = "http://localhost:8000/signed-out/"
VERIFIER = "a-verifier-that-is-long-enough-to-be-allowed-here"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def issuer(tmp_path):
    with SignIn(tmp_path, CLIENT_ID, CLIENT_SECRET, [CALLBACK], [SIGNED_OUT]) as issuer:
        yield issuer


def asking(**changes):
    asked = {
        "client_id": CLIENT_ID,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid profile email",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (asked | changes).items() if value is not None}


def choose(issuer, form=None, **changes):
    """Somebody chooses who they are; back comes the query of the callback."""
    form = {"sub": CAST["Anne"].subject} if form is None else form
    answer = requests.post(f"{issuer.url}/auth", params=asking(**changes), data=form, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(f"{CALLBACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def redeem(issuer, code, auth=None, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    return requests.post(f"{issuer.url}/token", data=form | changes, auth=auth)


def me(issuer, token):
    return requests.get(f"{issuer.url}/me", headers={"Authorization": f"Bearer {token}"})


def test_the_whole_flow_says_who_signed_in(issuer):
    back = choose(issuer)
    given = redeem(issuer, back["code"]).json()
    key = jwt.PyJWKClient(f"{issuer.url}/certs").get_signing_key_from_jwt(given["id_token"])
    claims = jwt.decode(given["id_token"], key, ["RS256"], audience=CLIENT_ID, issuer=issuer.url)

    assert (back["state"], claims["nonce"], claims["sub"]) == ("the-state", "the-nonce", CAST["Anne"].subject)
    assert me(issuer, given["access_token"]).json() == {
        "sub": CAST["Anne"].subject,
        "email": CAST["Anne"].email,
        "given_name": "Anne",
        "family_name": "Walsh",
    }


def test_the_page_offers_everyone_of_the_cast(issuer):
    shown = requests.get(f"{issuer.url}/auth", params=asking()).text

    assert all(f'value="{person.subject}"' in shown for person in CAST.values())


def test_a_code_used_twice_is_refused_and_the_first_token_dies(issuer):
    code = choose(issuer)["code"]
    token = redeem(issuer, code).json()["access_token"]

    assert redeem(issuer, code).json()["error"] == "invalid_grant"
    assert me(issuer, token).status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "another"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:8000/elsewhere/"}, "invalid_grant"),
        ({"grant_type": "password"}, "invalid_grant"),
        ({"client_secret": "guessed"}, "invalid_client"),
        ({"client_id": "another"}, "invalid_client"),
    ],
)
def test_a_code_is_given_only_to_whoever_asked_for_it(issuer, changes, error):
    refused = redeem(issuer, choose(issuer)["code"], **changes)

    assert (refused.status_code, refused.json()["error"]) == (400, error)


def test_basic_authentication_is_percent_decoded(issuer):
    issuer.client_secret = "with+and%"
    without_client = {"client_id": "", "client_secret": ""}

    encoded = redeem(issuer, choose(issuer)["code"], (CLIENT_ID, quote("with+and%", safe="")), **without_client)
    as_it_is = redeem(issuer, choose(issuer)["code"], (CLIENT_ID, "with+and%zz"), **without_client)

    assert (encoded.status_code, as_it_is.status_code) == (200, 400)


@pytest.mark.parametrize("address", ["http://localhost:8000/callback", "http://evil.example/callback/", None])
def test_an_address_that_is_not_registered_gets_a_page_and_no_redirect(issuer, address):
    answer = requests.get(f"{issuer.url}/auth", params=asking(redirect_uri=address), allow_redirects=False)

    assert answer.status_code == 400
    assert "text/html" in answer.headers["Content-Type"]


def test_cancelling_comes_back_as_access_denied(issuer):
    assert choose(issuer, {"cancel": "yes"}) == {"error": "access_denied", "state": "the-state"}


def test_someone_typed_in_is_the_same_person_every_time(issuer):
    typed = {"email": "new.person@schools.example", "given_name": "New", "family_name": "Person"}

    subjects = {
        me(issuer, redeem(issuer, choose(issuer, typed)["code"]).json()["access_token"]).json()["sub"] for _ in range(2)
    }

    assert len(subjects) == 1


def test_every_part_of_a_token_can_be_made_wrong(issuer):
    def token_with(action):
        issuer.fault(action, path="/token")
        return redeem(issuer, choose(issuer)["code"]).json()["id_token"]

    wrong = token_with({"claims": {"iss": "https://evil.example", "nonce": None}, "header": {"kid": "unknown"}})
    claims = jwt.decode(wrong, options={"verify_signature": False})
    assert (claims["iss"], "nonce" in claims, jwt.get_unverified_header(wrong)["kid"]) == (
        "https://evil.example",
        False,
        "unknown",
    )
    assert jwt.get_unverified_header(token_with({"alg": "none"}))["alg"] == "none"
    assert jwt.get_unverified_header(token_with({"alg": "HS256"}))["alg"] == "HS256"
    key = issuer.keys[0].public_key()
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token_with({"signature": "bad"}), key, ["RS256"], audience=CLIENT_ID)


def test_faults_and_state_are_set_over_http_and_forgotten_on_reset(issuer):
    control = f"{issuer.url}/_control"
    down = [{"match": {"path": "/certs"}, "times": 1, "action": {"status": 503}}]
    requests.put(f"{control}/faults", json=down)
    requests.put(f"{control}/state", json={"issuer": "https://sign-in.example:443", "rotate_keys": True})

    certs = f"{issuer.url}/certs"
    described = f"{issuer.url}/.well-known/openid-configuration"
    assert [requests.get(certs).status_code for _ in range(2)] == [503, 200]
    assert requests.get(described).json()["issuer"] == "https://sign-in.example:443"
    assert len(requests.get(certs).json()["keys"]) == 2
    assert [asked["status"] for asked in requests.get(f"{control}/journal").json()] == [503, 200, 200, 200]

    requests.post(f"{control}/reset")
    assert requests.get(described).json()["issuer"] == issuer.url
    assert len(requests.get(certs).json()["keys"]) == 1


def test_a_restart_keeps_the_key_so_that_nobody_is_signed_out(issuer, tmp_path):
    before = requests.get(f"{issuer.url}/certs").json()

    with SignIn(tmp_path, CLIENT_ID, CLIENT_SECRET) as again:
        assert requests.get(f"{again.url}/certs").json() == before


def test_signing_out_needs_a_token_of_ours_and_a_registered_address(issuer):
    token = redeem(issuer, choose(issuer)["code"]).json()["id_token"]
    end = f"{issuer.url}/session/end"

    shown = requests.get(end, params={"id_token_hint": token, "post_logout_redirect_uri": SIGNED_OUT})
    assert f'value="{SIGNED_OUT}"' in shown.text
    back = requests.post(end, data={"to": SIGNED_OUT, "state": "x"}, allow_redirects=False)
    assert back.headers["Location"] == f"{SIGNED_OUT}?state=x"

    stranger = requests.get(end, params={"post_logout_redirect_uri": SIGNED_OUT})
    assert SIGNED_OUT not in stranger.text
    wrong = {"id_token_hint": token, "post_logout_redirect_uri": "http://evil.example/"}
    assert requests.get(end, params=wrong).status_code == 400


def test_the_registered_addresses_are_those_of_the_service():
    assert reverse("openid_connect_callback", args=["dfe"]) == stand_ins.CALLBACK
    assert reverse("users:signed-out") == stand_ins.SIGNED_OUT
    assert reverse("notifications:notify-receive-receipt") == stand_ins.RECEIPTS


def test_the_outbox_shows_each_email_and_survives_a_restart(tmp_path):
    words = {"subject": "A <claim> was paid", "body": "See http://localhost:8000/schools/ for it.\n\nThank you."}
    with Notify(tmp_path, NOTIFY_KEY) as stand_in:
        notify.Notify(NOTIFY_KEY, stand_in.url).send(
            "anne.walsh@hollins.example", "00000000-0000-4000-8000-000000000001", words, "ref-1"
        )

    with Notify(tmp_path, NOTIFY_KEY) as again:
        outbox = requests.get(again.url).text
        email = requests.get(f"{again.url}/emails/{again.emails[0]['id']}").text
        nobody = requests.get(again.url, params={"to": "bilal"}).text

    assert "A &lt;claim&gt; was paid" in outbox
    assert 'href="http://localhost:8000/schools/"' in email
    assert "No emails." in nobody


def test_receipts_reach_the_service_with_its_token(tmp_path):
    """One stand-in tells another: the journal of the second is what our service would have heard."""
    with Notify(tmp_path / "one", NOTIFY_KEY) as service:
        told = Notify(tmp_path / "two", NOTIFY_KEY, f"{service.url}/receipts/", "our-token")
        for to in ("perm-fail@schools.example", "lost-receipt@schools.example", "anne.walsh@hollins.example"):
            told.keep({"email_address": to, "template_id": "x", "reference": to}, {})
        for row in told.ask_store("select * from emails"):
            told.tell_receipt(row)

        heard = [asked for asked in service.journal if asked["path"] == "/receipts/"]
        told.server.server_close()

    assert {asked["headers"]["Authorization"] for asked in heard} == {"Bearer our-token"}
    assert ['"permanent-failure"' in asked["body"] for asked in heard] == [True, False]


def test_the_design_system_is_served_and_nothing_outside_it(issuer):
    assert requests.get(f"{issuer.url}/design-system/govuk-frontend.min.css").status_code == 200
    with requests.Session() as session:
        asked = requests.Request("GET", f"{issuer.url}/design-system/x").prepare()
        asked.url = f"{issuer.url}/design-system/../../../manage.py"
        assert session.send(asked).status_code == 404
