"""The doors, and the pages that only a local run has."""

from claims_service.local import previews
from claims_service.urls import *  # noqa: F403
from claims_service.urls import urlpatterns as doors

urlpatterns = [*doors, *previews.urlpatterns]
