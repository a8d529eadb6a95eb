"""Production settings: strict, complete, and refused when something is missing."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.core import checks

CHECKOUT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "claims_service.settings.production",
    "DATABASE_URL": "postgres://nobody@/none",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "claim-funding.example.gov.uk",
    "BASE_URL": "https://claim-funding.example.gov.uk",
    "SECURITY_CONTACTS": "mailto:security@example.gov.uk",
    "SUPPORT_EMAIL": "help@example.gov.uk",
    "DSI_ISSUER": "https://oidc.example.gov.uk",
    "DSI_DISCOVERY_URL": "https://oidc.example.gov.uk/.well-known/openid-configuration",
    "TRS_BASE_URL": "https://records.example.gov.uk",
    "NOTIFY_BASE_URL": "https://notify.example.gov.uk",
}


def run_check(**changes):
    environment = {key: value for key, value in (PRODUCTION | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_production_settings_have_nothing_to_warn_of():
    found = run_check()

    assert (found.returncode, "no issues" in found.stdout + found.stderr) == (0, True), found.stderr[-2000:]


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SECURITY_CONTACTS", "SUPPORT_EMAIL", "BASE_URL"])
def test_production_does_not_start_without(name):
    found = run_check(**{name: None})

    assert found.returncode != 0
    assert name in found.stderr


def test_a_stand_in_is_refused_in_production():
    assert "DSI_ISSUER points at this machine" in run_check(DSI_ISSUER="http://localhost:8901").stderr


def test_the_settings_of_a_laptop_are_refused_for_a_deployment(settings):
    settings.IS_LOCAL = True

    assert [found.id for found in checks.no_stand_in_in_production(None)] == ["core.E001"]


def test_a_security_txt_about_to_expire_is_warned_of(settings):
    settings.SECURITY_TXT_EXPIRES = datetime(2026, 3, 1, tzinfo=UTC)
    assert [found.id for found in checks.security_txt_is_current(None)] == ["core.W001"]

    settings.SECURITY_TXT_EXPIRES = datetime(2027, 3, 1, tzinfo=UTC)
    assert checks.security_txt_is_current(None) == []


def test_cookies_of_production_are_strict():
    from claims_service.settings import base

    assert base.SESSION_COOKIE_NAME.startswith("__Host-")
    assert base.CSRF_COOKIE_NAME.startswith("__Host-")
    assert (base.SESSION_COOKIE_SECURE, base.CSRF_COOKIE_SECURE) == (True, True)
    assert (base.SESSION_COOKIE_HTTPONLY, base.CSRF_COOKIE_HTTPONLY) == (True, True)
    assert (base.SESSION_COOKIE_SAMESITE, base.CSRF_COOKIE_SAMESITE) == ("Lax", "Lax")
