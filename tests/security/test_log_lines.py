"""I8. Nothing that a person can send makes a log line of its own, and nothing personal gets into one."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.test_logs import EVIL
from tests.core.test_logs import lines as lines
from tests.security.world import Crowd

pytestmark = pytest.mark.django_db

LINE = re.compile(r"\{.*\}|timestamp='.*|    \| .*")


@pytest.fixture(scope="module")
def crowd(once):
    return once(lambda: Crowd("x 2026-01-01 [info] claim.paid \x1b[31m"))


@pytest.fixture
def member(crowd):
    """A school's member whose names are the words, and their browser."""
    client = Client(raise_request_exception=False)
    client.force_login(crowd.people["school"])
    client.school = crowd.school
    return client


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"headers": {"X-Request-Id": EVIL}}, id="the id of the request"),
        pytest.param({"headers": {"User-Agent": EVIL, "Referer": EVIL}}, id="what the browser says of itself"),
        pytest.param({"headers": {"X-Forwarded-For": EVIL}}, id="where it comes from"),
        pytest.param({"query_params": {"q": EVIL, EVIL: "x"}}, id="the query"),
    ],
)
def test_what_a_request_carries_forges_no_line(member, lines, sent):
    for address in (reverse("claims:school-list-claims", args=[member.school.pk]), "/nowhere/", "/sign-in/"):
        member.get(address, **sent)
        member.post(address, {EVIL: EVIL, "email": EVIL}, **sent)

    assert len(lines()) >= 6
    assert [line for line in lines() if not LINE.match(line)] == []
    assert [line for line in lines() if "\x1b" in line] == []


@pytest.mark.parametrize(
    "path", ["/x%0d%0a2026-01-01%20[info]%20claim.paid/", "/schools/%0d%0a/", "/search/schools/%1b[31m"]
)
def test_an_odd_address_forges_no_line(member, lines, path):
    member.get(path)

    assert [line for line in lines() if not LINE.match(line)] == []
    assert "\x1b" not in "\n".join(lines())


def test_names_addresses_and_answers_are_in_no_line(member, lines):
    address = reverse("schools:school-invite-person", args=[member.school.pk])
    posted = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada.lovelace@school.example"}

    assert member.post(address, posted).status_code == 302
    member.get(reverse("claims:school-list-claims", args=[member.school.pk]), {"q": "Lovelace"})

    text = "\n".join(lines())
    assert text
    for personal in ("Lovelace", "ada.lovelace", "claim.paid", member.session.session_key):
        assert personal not in text
