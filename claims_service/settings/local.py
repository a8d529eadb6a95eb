"""One laptop: embedded database, stand-ins of the outside parties. Never used in production."""

import os

from claims_service.local import addresses

# What the environment does not say is true of this checkout: base reads the environment, so this comes first.
os.environ.update(addresses.environment())

from claims_service.settings.base import *  # noqa: F403
from claims_service.settings.base import BASE_DIR, env

DEBUG = False
ROOT_URLCONF = "claims_service.local.urls"
SECRET_KEY = "local-only-" + "k" * 50
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

# Two checkouts on one machine must not sign each other out, so cookie names carry the port; http has no Secure.
PORT = env.str("PORT", default="8000")
SESSION_COOKIE_NAME = f"claims-session-{PORT}"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = f"claims-csrf-{PORT}"
CSRF_COOKIE_SECURE = False

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": BASE_DIR / ".var/files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
IS_LOCAL = True
