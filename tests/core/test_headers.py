"""Headers on every answer, whatever the answer is."""

import re

import pytest
from django.template.loader import render_to_string

from apps.core.govuk.csp import SNIPPET, SNIPPET_HASH
from tests.strict_client import HEADERS, StrictClient

pytestmark = [pytest.mark.urls("tests.core.sample"), pytest.mark.django_db]

POLICY = [
    "default-src 'none'",
    "script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
]


@pytest.mark.parametrize(
    "address",
    [
        "/form/",
        "/nowhere/",
        "/forbid/",
        "/refuse/",
        "/break/",
        "/healthz",
        "/readyz",
        "/inside/",
        "/.well-known/security.txt",
        "/static/service.css",
        "/static/vendor/govuk/assets/images/favicon.ico",
        "/static/nothing.css",
    ],
)
def test_every_answer_carries_every_header(address):
    response = StrictClient(raise_request_exception=False).get(address)

    assert sorted(response["Content-Security-Policy"].split("; ")) == sorted(POLICY)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert [name for name in HEADERS if name not in response.headers] == []


@pytest.mark.parametrize("address", ["/form/", "/static/service.css", "/nowhere/"])
def test_over_https_every_answer_demands_https_for_longer_than_a_year(settings, address):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True

    response = StrictClient().get(address, secure=True)

    assert re.fullmatch(r"max-age=63072000; includeSubDomains", response["Strict-Transport-Security"])


def test_the_redirect_to_https_carries_them_too(settings):
    settings.SECURE_SSL_REDIRECT = True

    response = StrictClient().get("/form/")

    assert response.status_code == 301
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_static_files_may_be_kept_and_pages_may_not():
    assert "no-store" not in StrictClient().get("/static/service.css")["Cache-Control"]
    assert StrictClient().get("/form/")["Cache-Control"] == "no-store"


def test_signing_out_clears_what_the_browser_kept():
    assert StrictClient().post("/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in StrictClient().get("/sign-out/")


def test_the_hash_in_the_policy_is_the_hash_of_the_script_in_the_page(rf):
    page = render_to_string("404.html", {}, rf.get("/"))

    assert f"<script>{SNIPPET}</script>" in page
    assert SNIPPET_HASH in POLICY[1]
