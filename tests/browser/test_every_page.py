"""Every page of every door, in the world of the demo: found by following links, and looked at wide, on a phone and at 320 pixels."""

import os
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from apps.audit.actors import Actor
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core import clock
from apps.mentors.models import VolunteerLink
from apps.mentors.services.volunteers import secret_of
from apps.payments.enums import Outcome
from apps.payments.models import PaymentLine, PaymentRun
from apps.payments.services.runs import prepare_run
from apps.policy.figures import current_year
from apps.policy.models import ClaimWindow, FundingArea, FundingRate
from apps.policy.services.replacing import propose_rate
from apps.policy.services.windows import open_window
from apps.schools.models import ConditionsAcceptance, School
from apps.users.models import User
from claims_service.local.cast import CAST
from claims_service.local.demo.world import fill
from tests.browser.acts import ACTS
from tests.browser.looking import faults_of, faults_when_zoomed, listen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WALKERS = ["visitor", "Anne", "Mary", "Tariq", "Bilal", "Cora", "Priya", "Pete", "Ada", "Ayo", "Nora", "Fin"]
# At the school with a claim in this status, whoever works there comes too.
HAVE_A_CLAIM = [ClaimStatus.DRAFT, ClaimStatus.RETURNED]
HEIGHT = 900
FILES = ("/download/", "/file/", "/problems/", "/to-correct/", "/template/", "/calendar/", ".json", ".csv", ".ics")
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
# The forms that ask something, and one of them with every box emptied and its own button marked.
ASKING = """[...document.querySelectorAll('main form')].filter(form => form.querySelector(
    'input:not([type=hidden]), textarea, select') && form.querySelector('button:not([type=button])')?.checkVisibility())"""
EMPTIED = f"""index => {{
    const form = {ASKING}[index];
    for (const box of form.querySelectorAll('input:not([type=hidden]), textarea')) {{
        if (['radio', 'checkbox'].includes(box.type)) box.checked = false; else box.value = '';
    }}
    form.querySelector('button:not([type=button])').dataset.leftEmpty = '';
}}"""


def test_every_page_that_links_lead_to_is_in_order(demo, chromium):
    faults, seen = [], set()
    for name, user in walkers():
        page = signed_in(user, chromium, demo)
        found = dict(walk(page, demo, seen, faults, name, starts_of(name)))
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        for route, address in found.items():
            faults += [f"{name} at {address} answered empty: {fault}" for fault in left_empty(page, address)]
            shoot(page, name, f"{route} empty", 1280)
        page.context.close()

    assert not faults, "\n".join(faults)
    assert len(seen) > 100


def test_every_page_that_a_button_leads_to_is_in_order(demo, chromium):
    faults, seen = [], []
    for name, act in ACTS:
        page = signed_in(named(name), chromium, demo)
        for route in act(page, demo):
            seen.append(route)
            faults += [f"{name}, {route}, at {page.url}: {fault}" for fault in looked_at(page, name, route)]
        page.context.close()

    assert not faults, "\n".join(faults)
    assert len(seen) == len(set(seen)) > len(ACTS)


def looked_at(page, name, route):
    """What is wrong with the page at each width."""
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        yield from [f"{width} wide: {fault}" for fault in faults_of(page)]
        shoot(page, name, route, width)
    yield from faults_when_zoomed(page)


def left_empty(page, address):
    """What is wrong with what each question of a page says when nothing was answered. Searches say nothing new."""
    page.goto(address)
    for index in range(page.evaluate(f"{ASKING}.length")):
        if index:
            page.goto(address)
        if index >= page.evaluate(f"{ASKING}.length"):
            return
        page.evaluate(EMPTIED, index)
        with page.expect_navigation():
            page.locator("[data-left-empty]").click()
        if page.locator(".govuk-error-summary").count():
            yield from faults_of(page)


def walkers():
    """Who walks, by name; nobody for the visitor."""
    for name in WALKERS:
        yield name, named(name) if name in CAST else None
    yield "a mentor", User.objects.get(mentor__answers__isnull=False)
    for status in HAVE_A_CLAIM:
        claim = Claim.objects.filter(status=status, created_by__isnull=False).order_by("reference").first()
        yield f"whoever has a {status} claim", claim.created_by


def named(name):
    return User.objects.get(email=CAST[name].email)


def starts_of(name):
    """Where else a walk begins: records in a state that the first of a list may not be in."""
    if name == "visitor":
        return [reverse("mentors:public-offer-to-mentor", args=[secret_of(VolunteerLink.objects.get())])]
    if name == "Fin":
        paid = PaymentLine.objects.filter(outcome=Outcome.PAID, claim__status=ClaimStatus.PAID).first()
        return [reverse("payments:payer-answer-line", args=[paid.pk])]
    if name != "Cora":
        return []
    lost = School.objects.without_funding_area().first()
    accepted = ConditionsAcceptance.objects.order_by("accepted_at").first().school
    withdrawn = ConditionsAcceptance.objects.exclude(withdrawn_at=None).first().school
    closed = School.objects.filter(is_open=False).first()
    return [reverse("support:show-school", args=[school.pk]) for school in (lost, accepted, withdrawn, closed)]


def signed_in(user, chromium, home):
    """A page of somebody's browser, signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": HEIGHT})
    page = listen(context.new_page())
    if user:
        client = Client()
        client.force_login(user)
        key = client.session.session_key
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": home}])
    return page


def walk(page, home, seen, faults, name, starts):
    """Open each page that links lead to, one of each kind that nobody has seen, and look at it."""
    waiting, known = [home + path for path in ("/", "/home/", *starts)], set()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address, home)
        if route is None or route in known:
            continue
        known.add(route)
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status != 200:
            faults.append(f"{name} at {address}: answered {answer.status}")
        waiting += page.evaluate(LINKS)
        if route in seen:
            continue
        seen.add(route)
        faults += [f"{name} at {address}, {fault}" for fault in looked_at(page, name, route)]
        yield route, address


def route_of(address, home):
    """What kind of page an address leads to: its name, the words in it that are nobody's id, and the status of a claim."""
    parts = urlsplit(address)
    if not address.startswith(home) or parts.path.endswith(FILES):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return f"nowhere: {parts.path}"
    words = [
        re.sub("[0-9a-f-]{36}", "", str(value))
        for name, value in match.kwargs.items()
        if not name.endswith(("_id", "slug", "key", "token"))
    ]
    if match.url_name.endswith("show-claim"):
        words.append(Claim.objects.get(pk=match.kwargs["claim_id"]).status)
    if match.url_name == "show-school":
        words += state_of(School.objects.get(pk=match.kwargs["school_id"]))
    if match.url_name.endswith("show-run"):
        words.append(PaymentRun.objects.get(pk=match.kwargs["run_id"]).status)
    if match.url_name.endswith("answer-line"):
        words.append(PaymentLine.objects.get(pk=match.kwargs["line_id"]).outcome)
    return " ".join([match.view_name, *words])


def state_of(school):
    """What makes a school's page in the console another page, in words."""
    yield "with an area" if school.funding_area else "without"
    if not school.is_open:
        yield "closed"
    if ConditionsAcceptance.objects.filter(school=school, withdrawn_at__isnull=False).exists():
        yield "withdrawn"


def shoot(page, name, route, width):
    """Keep a picture where SHOTS says, for whoever wants to look."""
    if folder := os.environ.get("SHOTS"):
        kept = f"{folder}/{name}-{route.replace(':', '-').replace(' ', '-')[:80]}-{width}.png"
        page.screenshot(path=kept, full_page=True)


@pytest.fixture
def demo(service):
    """The demo's world, as `make run` shows it, with what waits for a second person."""
    service.window.delete()
    fill(Actor.job("The demo"))
    year, soon = current_year(), clock.today() + timedelta(days=200)
    prepare_run(ClaimWindow.objects.open_now().get(), by=named("Priya"))
    open_window(year, soon, soon + timedelta(days=9), by=named("Ada"))
    if not FundingRate.objects.proposed().exists():  # figures stay when a test is cleaned up
        propose_rate(year, FundingArea.FRINGE, 4600, reason="The published rate has changed", by=named("Ada"))
    return service.url
