"""Mentors sign in by a code sent to their own address. Nobody else does."""

import re
import time
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse

from apps.core import clock
from tests.factories import SchoolFactory, UserFactory, member_of
from tests.users.conftest import is_signed_in

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "account_request_login_code", "account_confirm_login_code"


@pytest.fixture
def mo():
    return UserFactory(email="mo.farah-jones@hollins.example", is_mentor=True)


def emails():
    return apps.get_model("notifications", "OutboundEmail").objects.filter(message="SignInCodeForMentor")


def ask(client, email):
    return client.post(reverse(ASK), {"email": email})


def code_sent():
    return re.search(r"\b[0-9]{6}\b", emails().latest("created_at").body).group()


def test_a_mentor_signs_in_with_the_code_of_the_email(mo, client):
    answer = ask(client, " Mo.Farah-Jones@HOLLINS.example ")
    assert answer["Location"] == reverse(CONFIRM)
    code = code_sent()

    answer = client.post(reverse(CONFIRM), {"code": f"{code[:3]} {code[3:]}"})

    assert answer["Location"] == reverse("home")
    assert is_signed_in(client)


def test_the_code_is_in_the_body_of_the_email_alone(mo, client):
    ask(client, mo.email)

    assert not re.search(r"[0-9]", emails().get().subject)


def test_a_code_works_once(mo, client):
    ask(client, mo.email)
    code = code_sent()
    client.post(reverse(CONFIRM), {"code": code})
    client.post(reverse("account_logout"))

    client.post(reverse(CONFIRM), {"code": code})

    assert not is_signed_in(client)


@pytest.mark.parametrize("who", ["nobody", "staff", "inactive mentor"])
def test_others_see_the_same_page_and_get_no_code(who, client, mo):
    addresses = {
        "nobody": "nobody@elsewhere.example",
        "staff": member_of(SchoolFactory()).email,
        "inactive mentor": UserFactory(is_mentor=True, is_active=False).email,
    }

    answer = ask(client, addresses[who])
    shown = client.get(reverse(CONFIRM)).content.decode()

    assert answer["Location"] == reverse(CONFIRM)
    assert not emails().exists()
    assert f"If {addresses[who]} belongs to a mentor" in shown


def test_any_code_is_wrong_for_an_address_we_do_not_know(client):
    ask(client, "nobody@elsewhere.example")

    answer = client.post(reverse(CONFIRM), {"code": "000000"})

    assert "That code has expired or been used" in answer.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the code from the email"),
        ("12345", "Code must be 6 digits"),
        ("abcdef", "Code must be 6 digits"),
        ("١٢٣٤٥٦", "Code must be 6 digits"),
    ],
)
def test_a_code_typed_badly_says_how_to_put_it_right(typed, words, mo, client):
    ask(client, mo.email)

    assert words in client.post(reverse(CONFIRM), {"code": typed}).content.decode()


def test_three_wrong_codes_and_the_right_one_no_longer_counts(mo, client):
    ask(client, mo.email)
    code = code_sent()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(3):
        client.post(reverse(CONFIRM), {"code": wrong})

    client.post(reverse(CONFIRM), {"code": code})

    assert not is_signed_in(client)


def test_a_new_code_can_be_asked_for_and_the_old_one_is_dead(mo, client):
    ask(client, mo.email)
    old = code_sent()
    with clock.moved_to(clock.now() + timedelta(seconds=1)):
        client.post(reverse(CONFIRM), {"action": "resend"})
    assert emails().count() == 2

    if old != code_sent():
        client.post(reverse(CONFIRM), {"code": old})
        assert not is_signed_in(client)
    client.post(reverse(CONFIRM), {"code": code_sent()})
    assert is_signed_in(client)


def test_the_page_says_that_a_new_code_was_sent(mo, client):
    ask(client, mo.email)

    page = client.post(reverse(CONFIRM), {"action": "resend"}, follow=True)

    assert "a new code is on its way" in page.content.decode()


def test_after_three_wrong_codes_the_page_says_why_another_is_needed(mo, client):
    ask(client, mo.email)
    wrong = "111111" if code_sent() != "111111" else "222222"
    for _ in range(2):
        assert client.post(reverse(CONFIRM), {"code": wrong}).status_code == 200

    page = client.post(reverse(CONFIRM), {"code": wrong}, follow=True)

    assert page.redirect_chain == [(reverse(ASK), 302)]
    assert "That code was typed wrong too many times. Ask for a new one." in page.content.decode()


def test_a_code_typed_after_its_fifteen_minutes_says_that_it_no_longer_works(mo, client, monkeypatch):
    ask(client, mo.email)
    code, later = code_sent(), time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)

    page = client.post(reverse(CONFIRM), {"code": code}, follow=True)

    assert "That code no longer works. Ask for a new one." in page.content.decode()
    assert not is_signed_in(client)


def test_the_fourth_request_in_a_minute_is_refused(mo, client):
    cache.clear()
    for _ in range(3):
        ask(client, mo.email)
        client.session.flush()

    answer = ask(client, mo.email)

    assert "Too many tries" in answer.content.decode()
    assert emails().count() == 3


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Enter an email address"), ("mo", "Email address must look like name@example.com")]
)
def test_an_address_typed_badly_says_how_to_put_it_right(typed, words, client):
    assert words in ask(client, typed).content.decode()
