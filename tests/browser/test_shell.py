"""The shell in a real browser: nothing for axe to find, no sideways scroll, and what JavaScript makes easier."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.core.sample"), pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "/page/public/",
    "/page/school/",
    "/page/trust/",
    "/page/mentor/",
    "/page/support/",
    "/page/payer/",
    "/form/",
    "/nowhere/",
]

SEARCH = """
<label for="school">School</label>
<input class="govuk-input" id="school" name="school" data-module="app-school-search" data-source="/found/" data-id-input="chosen" value="">
<input type="hidden" id="chosen" value="left from before">
"""


@pytest.fixture
def browser(chromium):
    return chromium


def opened(browser, address, width=1280, **context):
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    page.goto(address)
    return page


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, live_server, address):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, live_server.url + address, bypass_csp=True)
    if address == "/form/":
        page.get_by_role("button", name="Continue").click()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    narrow = opened(browser, live_server.url + address, width=320)

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    assert [said for said in narrow.complaints if "404" not in said] == []


def test_the_summary_takes_focus_and_its_links_lead_to_controls(browser, live_server):
    page = opened(browser, live_server.url + "/form/")
    page.get_by_role("button", name="Continue").click()

    assert "govuk-error-summary" in page.evaluate("document.activeElement.className")
    for link in page.locator(".govuk-error-summary a").all():
        link.click()
        assert page.evaluate("document.activeElement.tagName") in {"INPUT", "SELECT", "TEXTAREA", "BUTTON"}


def test_an_idle_person_is_asked_after_55_minutes_and_may_stay(browser, live_server):
    page = browser.new_context().new_page()
    page.clock.install()
    page.route("**/stay-signed-in/", lambda route: route.fulfill(status=200, body="{}"))
    page.goto(live_server.url + "/page/school/")
    dialog = page.get_by_role("dialog")

    page.clock.fast_forward("53:50")
    assert not dialog.is_visible()
    page.clock.run_for(15_000)
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Stay signed in"
    assert "You will be signed out at" in dialog.inner_text()

    page.clock.fast_forward("04:00")
    assert page.locator("[data-time-out-said]").inner_text() == "You will be signed out in 1 minute"

    dialog.get_by_role("button", name="Stay signed in").click()
    dialog.wait_for(state="hidden")


def test_a_person_who_does_not_answer_is_taken_to_where_signing_in_begins(browser, live_server):
    page = browser.new_context().new_page()
    page.clock.install()
    page.goto(live_server.url + "/page/school/?sort=amount")
    with page.expect_navigation():
        page.clock.fast_forward("01:00:06")

    assert page.url.endswith("/page/school/?sort=amount")


def test_a_search_box_suggests_and_trusts_only_what_was_chosen(browser, live_server):
    page = browser.new_context().new_page()
    asked = []

    def found(route):
        asked.append(route.request.url)
        schools = [
            {
                "id": "7",
                "name": "St Mary's <Primary>",
                "town": "Bristol",
                "postcode": "BS1 4XX",
                "urn": "100001",
                "closed": None,
            }
        ]
        route.fulfill(status=200, content_type="application/json", body=json.dumps({"results": schools}))

    page.route("**/found/?q=*", found)
    page.route("**/page/public/", lambda route: _with_search(route))
    page.goto(live_server.url + "/page/public/")
    box = page.get_by_role("combobox", name="School")

    box.press_sequentially("st mary", delay=20)
    option = page.get_by_role("option").filter(has_text="Bristol")
    option.wait_for()
    assert option.inner_text().startswith("St Mary's <Primary>, Bristol, BS1 4XX, URN 100001")
    assert page.locator("#chosen").input_value() == ""
    assert len(asked) == 1

    option.click()
    assert page.locator("#chosen").input_value() == "7"
    box.press("Backspace")
    assert page.locator("#chosen").input_value() == ""


def _with_search(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("<h2", SEARCH + "<h2", 1))
