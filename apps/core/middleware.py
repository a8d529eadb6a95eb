"""What happens around every request: an id, the headers, the doors, and one plain page for refusals."""

import re
import time
import uuid

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseNotAllowed
from django.shortcuts import render

from apps.core import clock
from apps.core.access import to_sign_in
from apps.core.errors import Refused
from apps.core.govuk.addresses import came_from
from apps.core.throttle import TooManyTries

log = structlog.get_logger(__name__)

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
RENEWED_EVERY = 60
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestIdMiddleware:
    """Give each request an id that its log lines, its history and its error page share, and note it in one line.

    The line names the page and the ids in its address. It holds no address: those can carry a name or a link's secret.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = request.headers.get("X-Request-Id", "")
        request.id = said if re.fullmatch(r"[A-Za-z0-9-]{8,64}", said) else str(uuid.uuid4())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.id)
        began = time.perf_counter()
        # A request is judged by the moment it began, whatever it waits for.
        with clock.held():
            response = self.get_response(request)
        response["X-Request-Id"] = request.id
        took = round((time.perf_counter() - began) * 1000)
        log.info("request", method=request.method, status=response.status_code, ms=took, **page_of(request))
        return response


def page_of(request):
    """The name of the page and the ids in its address."""
    match = request.resolver_match
    if match is None:
        return {"page": ""}
    return {"page": match.view_name} | {key: str(value) for key, value in match.kwargs.items() if key.endswith("_id")}


class HeadersMiddleware:
    """Headers on every answer. Only static files, which say so themselves, are kept by any cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and page_of(request)["page"] == "account_logout":
            response.setdefault("Clear-Site-Data", '"cache", "storage"')
        return response


class DoorsMiddleware:
    """Deny by default: a view that declares no door is a mistake of ours, and nobody gets in by it.

    It also ends a session that has lived its twelve hours, whatever the person did in them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and self.is_too_old(request):
            logout(request)
            return to_sign_in(request)
        if request.user.is_authenticated:
            structlog.contextvars.bind_contextvars(user_id=str(request.user.pk))
        renew(request.session)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not door_of(view, request.resolver_match.view_name):
            raise ImproperlyConfigured(f"{request.resolver_match.view_name or view} declares no door")
        return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    def is_too_old(self, request):
        began = request.session.get("began_at")
        if began is None:
            request.session["began_at"] = clock.now().timestamp()
            return False
        return clock.now().timestamp() - began > settings.SESSION_ABSOLUTE_HOURS * 3600


def renew(session):
    """Each click begins the idle hour anew. It is written down once a minute, so most pages write nothing."""
    now = clock.now().timestamp()
    if not session.is_empty() and not 0 <= now - session.get("seen_at", 0) < RENEWED_EVERY:
        session["seen_at"] = now


def door_of(view, url_name):
    """The door a view declares. Views of libraries declare theirs in settings, by URL name."""
    return getattr(view, "door", None) or getattr(settings, "LIBRARY_DOORS", {}).get(url_name)


class RefusedMiddleware:
    """A business rule that said no becomes one plain page, with the words of the refusal; so do too many tries.

    So does the address of a button, which somebody only looked at.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "GET" and isinstance(response, HttpResponseNotAllowed):
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request, problem):
        if isinstance(problem, Refused):
            return render(request, "409.html", {"refusal": problem, "came_from": came_from(request)}, status=409)
        if isinstance(problem, TooManyTries):
            response = render(request, "429.html", {"minutes": problem.minutes}, status=429)
            response["Retry-After"] = str(problem.seconds)
            return response
        return None
