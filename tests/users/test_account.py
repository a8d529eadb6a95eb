"""A person's account: where they may act, and where they are signed in."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from apps.users.browsers import in_words
from apps.users.models import SupportRole
from tests.factories import SchoolFactory, UserFactory, member_of, payer_person, support_person
from tests.users.conftest import SignIn, is_signed_in
from tests.users.test_sign_in import anne  # noqa: F401

pytestmark = pytest.mark.django_db


def test_somebody_signed_out_is_asked_to_sign_in(client):
    assert client.get(reverse("users:account"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: member_of(SchoolFactory(name="Hollins Primary")), "Hollins Primary, since 10 February 2026"),
        (lambda: support_person(SupportRole.CASEWORKER), "DfE support, caseworker"),
        (payer_person, "Payer, since"),
        (UserFactory, "No organisation has let you in"),
    ],
)
def test_it_says_where_they_may_act(make, words, client):
    client.force_login(make())

    assert words in client.get(reverse("users:account")).content.decode()


def test_another_browser_can_be_signed_out(anne, sign_in, client):  # noqa: F811
    sign_in()
    other = SignIn(Client())
    other()
    session = UserSession.objects.get(session_key=other.client.session.session_key)
    shown = client.get(reverse("users:account")).content.decode()
    assert shown.count("This browser") == 1
    assert reverse("users:end-session", args=[session.pk]) in shown

    client.post(reverse("users:end-session", args=[session.pk]))

    assert other.client.get(reverse("users:account")).status_code == 302
    assert client.get(reverse("users:account")).status_code == 200


def test_somebody_elses_browser_does_not_exist(anne, sign_in, client):  # noqa: F811
    sign_in()
    session = UserSession.objects.get()
    stranger = Client()
    stranger.force_login(UserFactory())

    assert stranger.post(reverse("users:end-session", args=[session.pk])).status_code == 404
    assert is_signed_in(client)


def test_everywhere_means_this_browser_too(anne, sign_in, client):  # noqa: F811
    sign_in()
    other = SignIn(Client())
    other()

    client.post(reverse("users:sign-out-everywhere"))

    assert not is_signed_in(client)
    assert other.client.get(reverse("users:account")).status_code == 302
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words_people_know(said, words):
    assert in_words(said) == words
