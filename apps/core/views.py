"""Pages that belong to no app: is the service up, whom to tell of a weakness, stay signed in, and what went wrong."""

import sys

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_POST, require_safe

from apps.core import clock
from apps.core.access import public, signed_in

EXPIRES = "%Y-%m-%dT%H:%M:%SZ"


@public
@require_safe
def healthz(request):
    """This process runs. Asks nothing of anything else."""
    return HttpResponse("ok", content_type="text/plain")


@public
@require_safe
def readyz(request):
    """This process can serve people: its database answers. A broker that does not is named, and is no reason to stop."""
    found = {"database": database_answers(), "release": settings.RELEASE}
    if settings.CELERY_BROKER_URL:
        found["broker"] = broker_answers()
    return JsonResponse(found, status=200 if found["database"] else 503)


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers():
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=0.5)
    except Exception:
        return False
    return True


@public
@require_GET
def security_txt(request):
    """Whom to tell of a weakness in this service."""
    lines = [
        *[f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS],
        f"Expires: {settings.SECURITY_TXT_EXPIRES.strftime(EXPIRES)}",
        f"Canonical: {settings.BASE_URL}{request.path}",
        "Preferred-Languages: en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@signed_in
@require_POST
def stay_signed_in(request):
    """The person is still there: their hour begins anew."""
    request.session.modified = True
    return JsonResponse({"minutes": settings.SESSION_COOKIE_AGE // 60, "at": clock.now()})


@requires_csrf_token
def bad_request(request, exception=None):
    """A session that could not be written is told apart from a request that nobody can answer."""
    if database_is_away(exception):
        return unavailable(request)
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request, exception=None):
    """The words of the permission that said no say who can do this."""
    return render(request, "403.html", {"words": str(exception or "")}, status=403)


@requires_csrf_token
def not_found(request, exception=None):
    return render(request, "404.html", status=404)


@public
def csrf_failure(request, reason=""):
    """A form that was open longer than its session, or that another site sent."""
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """Stands alone: whatever broke may have broken the layout's own needs. A database that is away is told apart."""
    if database_is_away(sys.exc_info()[1]):
        return unavailable(request)
    number = getattr(request, "id", "")
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)


def database_is_away(problem):
    """The database did not answer, however deep beneath the problem that is."""
    while problem and not isinstance(problem, OperationalError | InterfaceError):
        problem = problem.__cause__ or problem.__context__
    return problem is not None


def unavailable(request):
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response
