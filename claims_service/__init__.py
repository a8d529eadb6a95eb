"""Wiring of the service. The Celery app is loaded with Django so that tasks find it."""

from claims_service.celery import app as celery_app

__all__ = ["celery_app"]
