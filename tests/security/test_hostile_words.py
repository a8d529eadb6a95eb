"""I4. Words that would be code stand on every page and in every email as words."""

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.notifications.models import OutboundEmail
from tests.security.forms import fill_in, forms_on, walk
from tests.security.payloads import PAYLOADS, POLYGLOT, harm_in
from tests.security.world import Crowd

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def ways(words):
    """Everything wrong at once, then words only where words may stand."""
    return [
        {"words": words, "number": None},
        {"words": words, "email": "new.person@school.example"},
    ]


@pytest.fixture(scope="module")
def crowd(once):
    return once(lambda: Crowd(POLYGLOT))


CONTEXTS = ["<p>{}</p>", '<p title="{}">', "<p title='{}'>", "<p title=a{}>", "<a href={}>", "<title>{}</title>"]
NO_HARM_BY_NATURE = {"&lt;x-evil&gt;&#60;x-evil&#62;", "%3Cx-evil%3E"}


@pytest.mark.parametrize("payload", [POLYGLOT, *PAYLOADS])
def test_the_control_finds_each_of_them_where_nobody_escapes(payload):
    """Without this, a page without harm would say nothing."""
    raw = payload.replace("{{7191*7}}", "50337").replace("${7191*7}", "50337")
    found = [harm_in(HttpResponse(context.format(raw) + "</p>-->")) for context in CONTEXTS]

    assert any(found) != (payload in NO_HARM_BY_NATURE)


def test_every_page_shows_them_as_words(crowd):
    harm, pages, shown = [], 0, 0
    for who in ("school", "provider", "payer", "payments_officer"):
        client = signed_in(crowd.people[who])
        for address, page in walk(client, crowd.homes()[who]):
            pages += 1
            shown += b"&lt;x-evil" in getattr(page, "content", b"")
            harm += [(address, found) for found in harm_in(page)]

    assert harm == []
    assert pages > 80
    assert shown > pages / 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "who", ["school", "trust", "provider", "payer", "caseworker", "payments_officer", "administrator"]
)
def test_every_form_that_is_filled_with_them_shows_them_as_words(crowd, who):
    client, harm, posts = signed_in(crowd.people[who]), [], 0
    for address, page in walk(client, crowd.homes()[who]):
        harm += [(address, found) for found in harm_in(page)]
        for action, form in forms_on(address, page):
            for posted, _, response in fill_in(client, action, form, ways(POLYGLOT)):
                posts += 1
                harm += [(posted, found) for found in harm_in(response)]

    assert harm == []
    assert posts > 3


@pytest.mark.slow
def test_every_search_and_filter_shows_what_was_asked_as_words(crowd):
    harm = []
    for who, home in crowd.homes().items():
        client = signed_in(crowd.people[who])
        for address, _ in walk(client, home):
            for name in ("q", "status", "page", "after", "sort", "next", "provider", "change"):
                response = client.get(address.partition("?")[0], {name: POLYGLOT})
                harm += [(address, name, found) for found in harm_in(response)]

    assert harm == []


def test_emails_hold_them_as_they_were_written_and_on_one_line_in_the_subject(crowd):
    emails = list(OutboundEmail.objects.exclude(dedupe_key="a-parked-one"))

    assert len({email.message for email in emails}) > 5
    assert [email.message for email in emails if "\n" in email.subject or "\r" in email.subject] == []
    assert [email.message for email in emails if "&lt;" in email.body or "&#3" in email.body + email.subject] == []
    assert sum(POLYGLOT in email.body for email in emails) > len(emails) / 2
