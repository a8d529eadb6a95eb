"""A real browser before the whole service: real sign-in at the stand-in, real HTTP to the others, and a clock that nobody moves."""

import os
import shutil
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from apps.policy.figures import current_year
from claims_service.local.addresses import NOTIFY_KEY, TRS_KEY
from claims_service.local.stand_ins.notify import Notify
from claims_service.local.stand_ins.sign_in import SignIn
from claims_service.local.stand_ins.teaching_record import TeachingRecord
from tests.browser import looking
from tests.browser.somebody import Somebody
from tests.browser.world import open_now

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
CLIENT_ID, SECRET = "claims", "with % and + and /"
WIDE, PHONE = 1280, 375


@pytest.fixture
def clock_at_rest():
    """The service answers from threads of its own, and there the clock cannot be moved: these stories happen today."""


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("There is no Chromium here: install it, or set CHROMIUM to where it is")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def sign_in_stand_in(live_server, tmp_path_factory):
    back = live_server.url + reverse("openid_connect_callback", args=["dfe"])
    out = live_server.url + reverse("users:signed-out")
    with SignIn(tmp_path_factory.mktemp("sign-in"), CLIENT_ID, SECRET, [back], [out]) as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def teaching_record():
    with TeachingRecord(TRS_KEY) as stand_in:
        yield stand_in


@pytest.fixture
def service(transactional_db, live_server, sign_in_stand_in, teaching_record, tmp_path, settings):
    """The service at its address, today, in an open claim window, with every outside party answering over HTTP."""
    party = sign_in_stand_in
    party.reset()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(party.url))
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"form-action": ["'self'", origin]}}
    settings.BASE_URL = live_server.url
    settings.DSI_ISSUER = party.issuer
    settings.DSI_DISCOVERY_URL = f"{party.url}/.well-known/openid-configuration"
    settings.DSI_CLIENT_ID, settings.DSI_CLIENT_SECRET = CLIENT_ID, SECRET
    settings.DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED = [party.issuer]
    settings.TRS_BASE_URL, settings.TRS_API_KEY = teaching_record.url, TRS_KEY
    with Notify(tmp_path / "notify", NOTIFY_KEY) as notify:
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = notify.url, NOTIFY_KEY
        year = current_year()
        yield SimpleNamespace(url=live_server.url, notify=notify, year=year, window=open_now(year))


@pytest.fixture
def browse(chromium, service):
    """Give somebody a browser of their own. Every page they come to is looked at."""
    open_ones = []

    def a_context(width, **kwargs):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **kwargs)
        context.set_default_timeout(15_000)
        open_ones.append(context)
        return context

    def give(name, width=WIDE, javascript=True):
        context = a_context(width, java_script_enabled=javascript)
        examiner = None if javascript else looking.listen(a_context(width).new_page())
        return Somebody(name, context, service.url, examiner)

    yield give
    for context in open_ones:
        context.close()


@pytest.fixture(params=[(WIDE, True), (PHONE, False)], ids=["desktop with JavaScript", "phone without JavaScript"])
def device(request):
    """The widths and the browsers that a story is told on."""
    return request.param
