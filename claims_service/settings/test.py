"""Tests: PostgreSQL as everywhere, tasks run at once, no network but loopback."""

from claims_service.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests-only-" + "k" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SESSION_COOKIE_NAME = "claims-session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "claims-csrf"
CSRF_COOKIE_SECURE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for, not for all of them at every test's first page
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = ""
IS_LOCAL = True
