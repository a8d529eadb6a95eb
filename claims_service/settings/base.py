"""Everything that is true everywhere. What differs is in local, test and production."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from apps.core.govuk.csp import SNIPPET_HASH
from apps.core.logs import logging_settings
from claims_service.schedule import SCHEDULE

env = environ.Env()


def flag(name, default):
    """A yes-or-no setting. Anything but a clear yes or no is refused, so that "maybe" never reads as no."""
    said = env.str(name, default="yes" if default else "no").strip().lower()
    if said in {"1", "true", "yes", "on"}:
        return True
    if said in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {said!r}")


BASE_DIR = Path(__file__).resolve().parent.parent.parent

SERVICE_NAME = "Claim funding for mentor training"
ENVIRONMENT_NAME = env.str("ENVIRONMENT_NAME", default="Local")
GOVUK_BRAND = flag("GOVUK_BRAND", default=True)
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
RELEASE = env.str("RELEASE", default="local")
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="mentor-funding@example.org")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "apps.core",
    "apps.audit",
    "apps.notifications",
    "apps.users",
    "apps.policy",
    "apps.content",
    "apps.schools",
    "apps.providers",
    "apps.mentors",
    "apps.training",
    "apps.claims",
    "apps.assurance",
    "apps.payments",
    "apps.doors",
    "apps.support",
]

MIDDLEWARE = [
    "apps.core.middleware.RequestIdMiddleware",
    "apps.core.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "apps.audit.middleware.ActorMiddleware",
    "apps.core.middleware.DoorsMiddleware",
    "apps.core.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "claims_service.urls"
WSGI_APPLICATION = "claims_service.wsgi.application"
HOME_VIEW = "home"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "apps.core.jinja2.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "apps.core.jinja2.csrf_once",
                "apps.content.banners.on_every_page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "apps.core.govuk.forms.Renderer"

# The app serves as claims_app, which owns nothing; only migrations run as claims_owner.
AS_OWNER = flag("CLAIMS_DB_OWNER", default=False)
APP_DATABASE_URL = env.str("DATABASE_URL", default="postgres://claims_app@/claims")
DATABASES = {
    "default": env.db_url_config(
        env.str("MIGRATION_DATABASE_URL", default=APP_DATABASE_URL) if AS_OWNER else APP_DATABASE_URL
    )
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Sign-in
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "doors:public-start"
ACCOUNT_ADAPTER = "apps.users.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "apps.users.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "request_login_code": "apps.users.forms.MentorCodeForm",
    "confirm_login_code": "apps.users.forms.CodeForm",
}
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key"}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
DSI_PROVIDER_KEY = "dfe"
DSI_ISSUER = env.str("DSI_ISSUER", default="")
DSI_DISCOVERY_URL = env.str("DSI_DISCOVERY_URL", default="")
DSI_CLIENT_ID = env.str("DSI_CLIENT_ID", default="")
DSI_CLIENT_SECRET = env.str("DSI_CLIENT_SECRET", default="")
DSI_TOKEN_AUTH_METHOD = env.str("DSI_TOKEN_AUTH_METHOD", default="client_secret_post")
DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED = env.list("DSI_TRUSTED_WITHOUT_EMAIL_VERIFIED", default=[DSI_ISSUER])
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
LIBRARY_DOORS = {"account_request_login_code": "public"}

# Throttles and what we hold of DfE Sign-in are shared by every process, and need nothing but the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Sessions end after an hour without a click (written down once a minute) and after twelve hours whatever happens.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ABSOLUTE_HOURS = 12
SESSION_COOKIE_NAME = "__Host-claims-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-claims-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apps.core.views.csrf_failure"

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_dsi_origin = sorted(
    {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in (DSI_ISSUER, DSI_DISCOVERY_URL) if url}
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", SNIPPET_HASH],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'", *_dsi_origin],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_SSL_REDIRECT = False
SECURITY_CONTACTS = env.list("SECURITY_CONTACTS", default=[f"mailto:{SUPPORT_EMAIL}"])
SECURITY_TXT_EXPIRES = datetime.fromisoformat(env.str("SECURITY_TXT_EXPIRES", default="2027-09-30T00:00:00+00:00"))

# Outside parties: settings change addresses, never classes.
TRS_BASE_URL = env.str("TRS_BASE_URL", default="")
TRS_API_KEY = env.str("TRS_API_KEY", default="")
TRS_MOST_PER_SECOND = env.int("TRS_MOST_PER_SECOND", default=10)
NOTIFY_BASE_URL = env.str("NOTIFY_BASE_URL", default="")
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env.str("NOTIFY_TEMPLATE_ID", default="00000000-0000-4000-8000-000000000001")
NOTIFY_RECEIPTS_TOKEN = env.str("NOTIFY_RECEIPTS_TOKEN", default="")
BANK_HOLIDAYS_URL = env.str("BANK_HOLIDAYS_URL", default="https://www.gov.uk/bank-holidays.json")
SCHOOLS_REGISTER_URL = env.str("SCHOOLS_REGISTER_URL", default="")
PROVIDERS_REGISTER_URL = env.str("PROVIDERS_REGISTER_URL", default="")

# Queue
CELERY_BROKER_URL = env.str("BROKER_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_timeout": 2, "socket_connect_timeout": 0.5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
SCHEDULE_MODULE = "claims_service.schedule"
CELERY_BEAT_SCHEDULE = {name: {"task": name, "schedule": job.every} for name, job in SCHEDULE.items()}
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / ".var" / "celerybeat")
CELERY_TASK_TIME_LIMIT = 240
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# One line a request and one for what jobs do: JSON in production, readable elsewhere.
LOGGING = logging_settings(as_json=False)

SILENCED_SYSTEM_CHECKS = ["account.W001", "auth.W004"]  # addresses are unique by a constraint on Lower("email")
