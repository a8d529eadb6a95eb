"""Where `next` may lead, and the addresses the sign-in library may ask for."""

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from apps.users.adapters import AccountAdapter
from apps.users.urls import NOT_HERE
from tests.users.conftest import is_signed_in
from tests.users.test_sign_in import anne  # noqa: F401

HOSTILE = [
    f"{start}{rest}"
    for start in (
        "//", "///", "////", "/\\", "\\\\", "\\/", "/\t/", "/\n/", "/\r\n/", "\t//", "http://", "https://", "HTTPS://",
        "http:/", "http:", "https:\\\\", "javascript:", "data:text/html,", "//user:pass@", "https://testserver@",
        "//testserver@", "/%0d%0a//",
    )
    for rest in ("evil.example", "evil.example/account", "evil。example")
]  # fmt: skip


def test_there_are_sixty_hostile_addresses_or_more():
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("address", [address for address in HOSTILE if not address.startswith("/%")])
def test_a_hostile_next_is_not_followed(address, rf):
    assert not AccountAdapter(rf.get("/")).is_safe_url(address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", HOSTILE)
def test_signing_in_with_a_hostile_next_never_leaves_the_host(address, anne, sign_in, client):  # noqa: F811
    answer = sign_in(next=address)

    assert is_signed_in(client)
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "\n" not in answer["Location"]


@pytest.mark.django_db
def test_signing_in_leads_back_to_the_page_that_was_asked_for(anne, sign_in):  # noqa: F811
    assert sign_in(next="/account/?a=b")["Location"] == "/account/?a=b"


@pytest.mark.django_db
def test_the_button_carries_the_page_that_was_asked_for(client):
    answer = client.get(reverse("users:account"), follow=True)

    assert 'name="next" value="/account/"' in answer.content.decode()


@pytest.mark.django_db
def test_a_forged_host_changes_no_address_we_give_out(issuer, client):
    answer = client.post(reverse("openid_connect_login", args=["dfe"]), headers={"host": "localhost"})

    assert f"redirect_uri={settings.BASE_URL.replace(':', '%3A').replace('/', '%2F')}" in answer["Location"]
    assert client.get(reverse("account_login"), headers={"host": "evil.example"}).status_code == 400


LIBRARY_NAMES = [
    *NOT_HERE,
    "account_login",
    "account_logout",
    "account_inactive",
    "account_request_login_code",
    "account_confirm_login_code",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LIBRARY_NAMES)
def test_every_name_the_library_may_reverse_is_an_address_that_answers(name, client):
    try:
        answer = client.get(reverse(name))
    except NoReverseMatch:
        pytest.fail(f"{name} has no address")
    assert (answer.status_code == 404) is (name in NOT_HERE)
    assert answer.status_code < 500
