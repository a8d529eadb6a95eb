"""The Celery app. Workers and beat only make sooner what `run_due_work` would do anyway."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claims_service.settings.local")

app = Celery("claims_service")
app.set_default()  # in every thread
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
