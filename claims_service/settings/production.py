"""Production: only what differs. Every secret comes from the environment; a missing one stops the start."""

import sentry_sdk

from apps.core.logs import logging_settings
from claims_service.settings.base import *  # noqa: F403
from claims_service.settings.base import RELEASE, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
ENVIRONMENT_NAME = env.str("ENVIRONMENT_NAME", default="Beta")
BASE_URL = env.str("BASE_URL")
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL")
SECURITY_CONTACTS = env.list("SECURITY_CONTACTS")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
IS_LOCAL = False
LOGGING = logging_settings(as_json=True)

# Without a DSN nothing is sent. With one: no bodies, no cookies, no variables of the people who use the service.
sentry_sdk.init(
    dsn=env.str("SENTRY_DSN", default=""),
    environment=ENVIRONMENT_NAME,
    release=RELEASE,
    send_default_pii=False,
    include_local_variables=False,
    max_request_body_size="never",
)
