"""No mouse: the last page of every journey of every door, filled in and sent by Tab, arrows, Space and Enter alone."""

from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.core import clock
from tests.browser.test_keyboard import IS_SEEN
from tests.habits import test_console, test_mentor, test_provider, test_school, test_trust
from tests.habits.habits import effects, form_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A_TUESDAY = datetime(2026, 2, 10, 12, tzinfo=clock.LONDON)
MOST = 250
MARKED = """action => [...document.forms].find(
    form => form.method === 'post' && new URL(form.action).pathname === action.split('?')[0]).dataset.journey = ''"""
FOCUSED = f"""() => {{ const one = document.activeElement;
    return {{is_seen: ({IS_SEEN})(), inside: !!one.closest('[data-journey]'), kind: one.localName === 'input' ? one.type : one.localName,
        sends: one.matches('button') && one.type === 'submit', name: one.name ?? '', value: one.value ?? '',
        ticked: !!one.checked, upload: one.matches('.govuk-file-upload-button'), words: (one.innerText ?? '').trim()}}; }}"""
TYPED_IN = {"text", "email", "tel", "textarea", "number"}


@pytest.fixture(autouse=True)
def in_february(monkeypatch):
    """The service answers from threads of its own; all of them read Django's clock."""
    monkeypatch.setattr(timezone, "now", lambda: A_TUESDAY)


@pytest.fixture
def page(chromium, live_server, transactional_db):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def fill_in(page, last):
    """Go through the journey's form from its first control to its button."""
    client = Client()
    page.context.clear_cookies()
    if last.who:
        client.force_login(last.who)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
        page.context.add_cookies([cookie | {"domain": "localhost", "path": "/"}])
    action, wanted = form_of(client, last)
    page.goto(last.page)
    page.evaluate(MARKED, action)
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "main-content"
    for _ in range(MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["kind"] == "body":
            continue
        assert here["is_seen"], f"nothing shows that “{here['words'] or here['name']}” has focus at {last.page}"
        if not here["inside"]:
            continue
        if here["sends"] and wanted.get(here["name"], "") == (here["value"] if here["name"] else ""):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        answer(page, here, wanted, last.files)
    raise AssertionError(f"The keyboard does not reach the button of {last.page}")


def answer(page, here, wanted, files):
    """What fingers do at one control."""
    said = wanted.get(here["name"], "")
    if here["upload"]:
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        ((name, content),) = files.values()
        chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})
    elif here["kind"] in TYPED_IN and said != here["value"]:
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(said)
    elif here["kind"] == "checkbox" and not here["ticked"] and here["value"] in said:
        page.keyboard.press("Space")
    elif here["kind"] == "radio":
        page.keyboard.press("Space")
        for _ in range(MOST):
            if page.evaluate(FOCUSED)["value"] == said:
                return
            page.keyboard.press("ArrowDown")


def by_keyboard(page, journeys):
    """Each journey ends where it should, and what was meant happened."""
    for name, build in journeys.items():
        last = build()
        before = effects()
        fill_in(page, last)
        said = page.locator("main").inner_text()
        assert "There is a problem" not in said, (name, said)
        assert effects() != before, (name, page.url, said)


def named(journeys):
    return {journey.__name__: journey for journey in journeys}


def of(module, owner):
    """The journeys of a table, each with an owner of its own."""
    return {name: lambda journey=journey: journey(owner()) for name, journey in named(module.JOURNEYS).items()}


def test_of_a_school(page):
    by_keyboard(page, of(test_school, test_school.a_school))


def test_of_a_trust(page):
    by_keyboard(page, of(test_trust, test_trust.a_trust))


def test_of_a_provider(page):
    by_keyboard(page, of(test_provider, test_provider.a_provider))


def test_of_a_mentor(page):
    by_keyboard(page, of(test_mentor, test_mentor.a_mentor))


def test_of_anybody(page):
    by_keyboard(page, named(test_mentor.ANYBODY))


def test_of_dfe_and_the_payer(page):
    by_keyboard(page, named(test_console.JOURNEYS))
