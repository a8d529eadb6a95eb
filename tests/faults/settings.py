"""The settings of tests for real processes: they share its key, so a session of the test is a session of theirs."""

from claims_service.settings.base import env
from claims_service.settings.test import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = env.str("BROKER_URL", default="")
