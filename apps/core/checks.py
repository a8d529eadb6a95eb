"""System checks: mistakes of configuration that nobody would notice until they matter."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from apps.core import clock

LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104
OUTSIDE = ["DSI_ISSUER", "DSI_DISCOVERY_URL", "TRS_BASE_URL", "NOTIFY_BASE_URL"]


@register(Tags.security)
def security_txt_is_current(app_configs, **kwargs):
    """security.txt says until when it holds; a stale one is ignored by the people it is for."""
    if clock.now() + timedelta(days=30) < settings.SECURITY_TXT_EXPIRES:
        return []
    return [
        Warning(
            f"security.txt expires on {settings.SECURITY_TXT_EXPIRES:%d %B %Y}",
            hint="Look through its contacts, then set SECURITY_TXT_EXPIRES to a moment within a year from now.",
            id="core.W001",
        )
    ]


@register(Tags.security, deploy=True)
def no_stand_in_in_production(app_configs, **kwargs):
    """A stand-in of an outside party lives on one laptop, and nowhere else."""
    if settings.IS_LOCAL:
        return [Error("These are the settings of a laptop, not of a deployment", id="core.E001")]
    return [
        Error(f"{name} points at this machine", hint=f"Set {name} to the real address.", id="core.E002")
        for name in OUTSIDE
        if urlsplit(getattr(settings, name)).hostname in LOOPBACK
    ]
