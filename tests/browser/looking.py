"""What is wrong with a page as a browser draws it: axe at WCAG 2.2 AA, a ruler, headings, and what the browser complained of."""

import re

from axe_playwright_python.base import AXE_SCRIPT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A radio that opens a box says so with aria-expanded, which ARIA does not give to radios: GOV.UK Frontend's own choice.
ALLOWED = {("aria-allowed-attr", "govuk-radios__input")}
RUN_AXE = "options => axe.run(document, options).then(found => found.violations)"
OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
# A page that refuses is judged by whoever asked for it; what it draws upon is noted by its answers. A download is no failure.
SAID_OTHERWISE = ("the server responded with a status of", "net::ERR_ABORTED")
HEADINGS = "[...document.querySelectorAll('h1')].map(heading => heading.innerText.trim())"
FONTS = """[...document.querySelectorAll('main *')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(one => one.checkVisibility() && !one.closest('.govuk-visually-hidden'))
    .filter(one => /times|^serif/i.test(getComputedStyle(one).fontFamily)).map(one => one.outerHTML.slice(0, 80))"""
GREEN = """[...document.querySelectorAll('main .govuk-button')].filter(one => one.checkVisibility()
    && getComputedStyle(one).backgroundColor === 'rgb(15, 122, 82)').map(one => one.innerText.trim())"""
ZOOMED = 320
OVERFLOW = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


def listen(page):
    """Keep what the browser complains of while a page is open."""
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    page.on("requestfailed", lambda asked: page.complaints.append(f"{asked.url} failed: {asked.failure}"))
    page.on("response", lambda answer: _note(page, answer))
    return page


def _note(page, answer):
    """An answer that is no page and went wrong; pages are judged by whoever asked for them."""
    if answer.status >= 400 and not answer.request.is_navigation_request():
        page.complaints.append(f"{answer.url} answered {answer.status}")


def drawn_again(page, examiner):
    """The page as it stands in a browser without JavaScript, in one where axe can run. None of its own scripts come along."""
    markup = re.sub(r"<script.*?</script>", "", page.content(), flags=re.DOTALL)
    address = page.url.partition("#")[0]
    examiner.route(address, lambda route: route.fulfill(body=markup, content_type="text/html"), times=1)
    examiner.goto(address)
    examiner.complaints += page.complaints
    page.complaints.clear()
    return examiner


def faults_of(page):
    """Everything wrong with the page now, in words, and nothing left of what was complained of."""
    faults = [words for words in page.complaints if not any(known in words for known in SAID_OTHERWISE)]
    page.complaints.clear()
    page.evaluate(f"if (!window.axe) {{ {AXE_SCRIPT} }}")
    for rule in page.evaluate(RUN_AXE, OPTIONS):
        for node in rule["nodes"]:
            if not any(rule["id"] == name and css in node["html"] for name, css in ALLOWED):
                faults.append(f"axe {rule['id']}: {node['html'][:160]}")
    headings = page.evaluate(HEADINGS)
    faults += [f"{len(headings)} h1s: {headings}"] if len(headings) != 1 or not headings[0] else []
    faults += [f"falls back to Times: {html}" for html in page.evaluate(FONTS)]
    green = page.evaluate(GREEN)
    faults += [f"{len(green)} green buttons: {green}"] if len(green) > 1 else []
    if (over := page.evaluate(OVERFLOW)) > 1:
        faults.append(f"{over} pixels of sideways scroll")
    return faults


def faults_when_zoomed(page):
    """What is wrong with the page at 400% zoom of a desktop, which is 320 pixels: nothing scrolls sideways."""
    size = page.viewport_size
    page.set_viewport_size({"width": ZOOMED, "height": size["height"]})
    over = page.evaluate(OVERFLOW)
    page.set_viewport_size(size)
    return [f"{over} pixels of sideways scroll at {ZOOMED}"] if over > 1 else []
