"""Signing in through DfE Sign-in: who gets in, who does not, and that nobody is ever bound anew."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.users.dfe_sign_in import client as dfe
from apps.users.models import SupportMembership, SupportRole, User
from tests.users.conftest import SignIn, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne():
    """Invited, and not yet signed in."""
    user = User.objects.create_user("Anne.Walsh@hollins.example", first_name="Anne", last_name="Walsh")
    SupportMembership.objects.create(user=user, role=SupportRole.AUDITOR)
    return user


def test_an_invited_person_signs_in_and_is_bound_to_their_subject(anne, sign_in, client):
    answer = sign_in()

    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert is_signed_in(client)
    assert list(SocialAccount.objects.values_list("user_id", "provider", "uid")) == [(anne.pk, "dfe", "anne-0000")]


def test_the_question_carries_state_nonce_and_pkce_and_only_our_own_scope(anne, sign_in):
    address = sign_in.start(scope="organisation", auth_params="prompt=none&nonce=mine")

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert "prompt" not in asked
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 32


def test_the_second_time_the_subject_counts_and_a_changed_address_follows(anne, sign_in, issuer, client):
    sign_in()
    client.post(reverse("account_logout"))
    issuer.person["email"] = "anne.smith@hollins.example"

    sign_in()

    anne.refresh_from_db()
    assert is_signed_in(client)
    assert anne.email == "anne.smith@hollins.example"


def test_an_address_somebody_else_has_is_not_taken(anne, sign_in, issuer, client):
    sign_in()
    client.post(reverse("account_logout"))
    User.objects.create_user("taken@hollins.example")
    issuer.person["email"] = "taken@hollins.example"

    sign_in()

    anne.refresh_from_db()
    assert is_signed_in(client)
    assert anne.email.lower() == "anne.walsh@hollins.example"


def test_the_same_address_under_another_subject_is_a_stranger(anne, sign_in, issuer, client):
    sign_in()
    client.post(reverse("account_logout"))
    issuer.person["sub"] = "somebody-else"

    answer = sign_in()

    assert answer["Location"] == reverse("users:no-access")
    assert not is_signed_in(client)
    assert list(SocialAccount.objects.values_list("uid", flat=True)) == ["anne-0000"]


@pytest.mark.parametrize("why", ["nobody has the address", "inactive", "membership ended"])
def test_nobody_gets_in_uninvited_and_no_person_is_made(why, anne, sign_in, issuer, client):
    if why == "nobody has the address":
        issuer.person["email"] = "sam.stone@nowhere.example"
    elif why == "inactive":
        User.objects.filter(pk=anne.pk).update(is_active=False)
    else:
        SupportMembership.objects.update(ended_at=clock.now())

    answer = sign_in()

    assert answer["Location"] == reverse("users:no-access")
    assert not is_signed_in(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_person_switched_off_later_gets_the_inactive_page(anne, sign_in, client):
    sign_in()
    client.post(reverse("account_logout"))
    User.objects.filter(pk=anne.pk).update(is_active=False)

    answer = sign_in()

    assert answer["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


ALL_THAT_IS_REFUSED = [
    pytest.param({"claims": {"iss": "https://elsewhere.example"}}, id="wrong issuer"),
    pytest.param({"claims": {"iss": None}}, id="no issuer"),
    pytest.param({"claims": {"aud": "another-service"}}, id="wrong audience"),
    pytest.param({"claims": {"aud": ["claims", "another-service"]}}, id="audience of two"),
    pytest.param({"claims": {"azp": "another-service"}}, id="wrong authorised party"),
    pytest.param({"claims": {"nonce": "another"}}, id="wrong nonce"),
    pytest.param({"claims": {"nonce": None}}, id="no nonce"),
    pytest.param({"claims": {"exp": 1}}, id="expired"),
    pytest.param({"claims": {"exp": None}}, id="never expires"),
    pytest.param({"claims": {"iat": 9_999_999_999}}, id="issued in the future"),
    pytest.param({"claims": {"at_hash": "wrong"}}, id="another access token"),
    pytest.param({"signed_with": "stolen"}, id="bad signature"),
    pytest.param({"alg": "none"}, id="no signature"),
    pytest.param({"alg": "HS256"}, id="signed with a shared secret"),
    pytest.param({"kid": "stolen", "signed_with": "stolen"}, id="unknown key"),
    pytest.param({"kid": None}, id="no key named"),
    pytest.param({"userinfo": {"sub": "somebody-else"}}, id="userinfo of somebody else"),
    pytest.param({"userinfo": {"email_verified": False}}, id="address not verified"),
    pytest.param({"userinfo": {"email_verified": "yes"}}, id="verified in words"),
]


@pytest.mark.parametrize("lies", ALL_THAT_IS_REFUSED)
@pytest.mark.parametrize("bound", [False, True], ids=["first time", "known"])
def test_what_does_not_prove_who_they_are_signs_nobody_in_and_binds_nothing(lies, bound, anne, sign_in, issuer, client):
    if bound:
        sign_in()
        client.post(reverse("account_logout"))
    issuer.lies = lies

    answer = sign_in()

    assert answer.status_code == 403
    assert "You cannot sign in" in answer.content.decode()
    assert not is_signed_in(client)
    assert SocialAccount.objects.count() == int(bound)


def test_an_absent_email_verified_counts_only_for_trusted_issuers(anne, sign_in, client, settings):
    settings.DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED = []

    assert sign_in().status_code == 403
    assert not is_signed_in(client)


def test_a_minute_of_skew_is_allowed_and_more_is_not(anne, sign_in, issuer, client):
    import time

    issuer.lies = {"claims": {"iat": int(time.time()) + 90}}
    sign_in()
    assert not is_signed_in(client)

    issuer.lies = {"claims": {"iat": int(time.time()) + 30, "exp": int(time.time()) - 30}}
    sign_in()
    assert is_signed_in(client)


def test_a_code_used_twice_signs_nobody_in_the_second_time(anne, sign_in, client):
    back = sign_in.at_issuer(sign_in.start())
    sign_in.come_back(back)
    client.post(reverse("account_logout"))

    answer = sign_in.come_back(back)

    assert answer["Location"] == reverse("account_login")
    assert not is_signed_in(client)


def test_a_stolen_code_in_another_browser_is_refused(anne, sign_in, issuer):
    back = sign_in.at_issuer(sign_in.start())
    thief = SignIn(Client())
    own_state = parse_qs(urlsplit(thief.start()).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]

    answer = thief.come_back(f"{reverse('openid_connect_callback', args=['dfe'])}?code={code}&state={own_state}")

    assert answer["Location"] == reverse("account_login")
    assert not is_signed_in(thief.client)


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=unknown", "?state=unknown"])
def test_coming_back_without_having_asked_leads_to_the_sign_in_page(query, issuer, client):
    answer = client.get(reverse("openid_connect_callback", args=["dfe"]) + query)

    assert answer["Location"] == reverse("account_login")
    assert not is_signed_in(client)


def test_a_second_callback_of_somebody_signed_in_leads_home(anne, sign_in, client):
    back = sign_in.at_issuer(sign_in.start())
    sign_in.come_back(back)

    assert sign_in.come_back(back)["Location"] == reverse("home")
    assert is_signed_in(client)


def test_waiting_too_long_starts_again_once_and_then_says_so(issuer, client):
    callback = reverse("openid_connect_callback", args=["dfe"]) + "?error=sessionexpired"

    assert client.get(callback)["Location"].startswith(f"{issuer.url}/auth?")
    assert "Signing in took too long" in client.get(callback).content.decode()


@pytest.mark.parametrize(
    ("error", "words"), [("access_denied", "You did not sign in"), ("consent_denied", "You did not sign in")]
)
def test_cancelling_at_dfe_sign_in_is_said_plainly(error, words, issuer, client):
    answer = client.get(reverse("openid_connect_callback", args=["dfe"]) + f"?error={error}", follow=True)

    assert words in answer.content.decode()


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
def test_trouble_at_dfe_sign_in_is_said_plainly(error, issuer, client):
    answer = client.get(reverse("openid_connect_callback", args=["dfe"]) + f"?error={error}")

    assert answer.status_code == 503
    assert "DfE Sign-in is not working" in answer.content.decode()


def test_the_callback_answers_nothing_but_get(issuer, client):
    address = reverse("openid_connect_callback", args=["dfe"])

    assert client.head(address).status_code == 405
    assert client.post(address).status_code == 405


def test_a_get_of_the_start_address_only_shows_the_button(issuer, client):
    assert client.get(reverse("openid_connect_login", args=["dfe"]))["Location"] == reverse("account_login")
    assert client.post(reverse("openid_connect_login", args=["another"])).status_code == 404


@pytest.mark.parametrize("down", ["/token", "/me", "/certs"])
def test_an_endpoint_that_is_down_is_said_plainly_and_signs_nobody_in(down, anne, sign_in, issuer, client):
    issuer.lies = {"down": down}

    answer = sign_in()

    assert answer.status_code == 503
    assert "DfE Sign-in is not working" in answer.content.decode()
    assert not is_signed_in(client)


def test_discovery_down_is_said_plainly_unless_a_copy_is_held(anne, sign_in, issuer, client):
    issuer.lies = {"down": "/.well-known/openid-configuration"}
    assert client.post(reverse("openid_connect_login", args=["dfe"])).status_code == 503

    issuer.lies = {}
    sign_in.start()
    issuer.lies = {"down": "/.well-known/openid-configuration"}
    sign_in()
    assert is_signed_in(client)


def test_discovery_that_is_stale_is_still_used_while_it_is_down(anne, sign_in, issuer, client, monkeypatch):
    sign_in.start()
    issuer.lies = {"down": "/.well-known/openid-configuration"}
    monkeypatch.setattr(dfe, "DAY", dfe.DAY)
    import time

    later = time.time() + 30 * 3600
    monkeypatch.setattr(dfe.time, "time", lambda: later)

    assert dfe.DfeSignIn().discovery()["issuer"] == issuer.name


@pytest.mark.parametrize(
    "lie",
    [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "https://elsewhere.example/token"}],
    ids=["another issuer", "an endpoint elsewhere"],
)
def test_discovery_that_vouches_for_somebody_else_is_refused(lie, issuer, client):
    issuer.lies = {"discovery": lie}

    assert client.post(reverse("openid_connect_login", args=["dfe"])).status_code == 503


def test_an_answer_that_drips_is_given_up_in_time(issuer, client, monkeypatch):
    monkeypatch.setattr(dfe, "TOTAL_SECONDS", 0.3)
    issuer.lies = {"drips": "/.well-known/openid-configuration"}

    assert client.post(reverse("openid_connect_login", args=["dfe"])).status_code == 503


def test_after_five_failures_nobody_waits(issuer, client):
    issuer.lies = {"down": "/.well-known/openid-configuration"}
    for _ in range(5):
        client.post(reverse("openid_connect_login", args=["dfe"]))
    asked = len(issuer.seen)

    assert client.post(reverse("openid_connect_login", args=["dfe"])).status_code == 503
    assert len(issuer.seen) == asked


def test_a_new_key_is_looked_for_once_a_minute(anne, sign_in, issuer, client):
    issuer.published = ["second"]
    sign_in()
    assert not is_signed_in(client)
    looked = issuer.seen.count("/certs")
    sign_in()
    assert issuer.seen.count("/certs") == looked


def test_a_key_published_since_is_found(anne, sign_in, issuer, client):
    issuer.published = ["second"]
    dfe.DfeSignIn().keys()
    issuer.published = ["second", "first"]

    sign_in()

    assert is_signed_in(client)


def test_signing_in_changes_the_session_id_and_the_old_one_is_dead(anne, sign_in, client):
    address = sign_in.start()
    before = client.session.session_key

    sign_in.come_back(sign_in.at_issuer(address))

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_here_then_at_dfe_sign_in(anne, sign_in, issuer, client):
    sign_in()
    key = client.session.session_key

    answer = client.post(reverse("account_logout"))

    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert answer["Location"].startswith(f"{issuer.url}/session/end?")
    assert asked["post_logout_redirect_uri"][0].endswith(reverse("users:signed-out"))
    assert asked["id_token_hint"][0].count(".") == 2
    assert "cache" in answer["Clear-Site-Data"]
    assert not Session.objects.filter(session_key=key).exists()


def test_dfe_sign_in_being_down_keeps_nobody_signed_in(anne, sign_in, issuer, client):
    from django.core.cache import cache

    sign_in()
    cache.clear()
    issuer.lies = {"down": "/.well-known/openid-configuration"}

    answer = client.post(reverse("account_logout"))

    assert answer["Location"] == reverse("users:signed-out")
    assert not is_signed_in(client)


def test_a_get_signs_nobody_out(anne, sign_in, client):
    sign_in()
    client.get(reverse("account_logout"))
    assert is_signed_in(client)


def test_a_session_left_alone_for_an_hour_is_over(anne, sign_in, client):
    sign_in()
    Session.objects.update(expire_date=clock.now() - timedelta(days=1))

    assert client.get(reverse("users:account")).status_code == 302


def test_a_session_ends_after_twelve_hours_whatever_happens(anne, sign_in, client):
    sign_in()
    with clock.moved_to(clock.now() + timedelta(hours=11, minutes=59)):
        assert client.get(reverse("users:account")).status_code == 200
    with clock.moved_to(clock.now() + timedelta(hours=12, minutes=1)):
        assert client.get(reverse("users:account")).status_code == 302
    assert not is_signed_in(client)
