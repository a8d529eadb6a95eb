"""The emailed link: looking at it changes nothing; its button opens one download session on that browser."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.core.access import public
from apps.core.files.writing import csv_response
from apps.payments import downloads
from apps.payments.files import payment_file

COOKIE = settings.SESSION_COOKIE_NAME.replace("session", "download")
HAS_ENDED = "It has been used, or it has expired."


@public
def open_link(request, token):
    """A button; pressing it opens the session, once."""
    link = downloads.link_with(token)
    if link is None:
        return gone(request)
    if request.method == "POST":
        secret = downloads.open_session(link)
        if secret is None:
            return gone(request, token)
        response = redirect("payments:link-show-file")
        response.set_cookie(
            COOKIE,
            secret,
            max_age=downloads.SESSION_LASTS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response
    if downloads.session_with(request.COOKIES.get(COOKIE, "")) == link:
        return redirect("payments:link-show-file")
    if not downloads.can_be_opened(link):
        return gone(request, token)
    return render(request, "payments/link/open.html", {"run": link.run})


@public
def show_file(request):
    """The file, as often as it takes, while the session lasts."""
    link = downloads.session_with(request.COOKIES.get(COOKIE, ""))
    if link is None:
        return gone(request)
    if request.method == "POST":
        downloads.note_download(link.run, by=downloads.holder(link))
        return csv_response(payment_file.file_name(link.run), payment_file.COLUMNS, payment_file.rows_of(link.run))
    return render(request, "payments/link/file.html", {"run": link.run, "until": link.session_expires_at})


@public
@require_POST
def renew_link(request, token):
    """A new link, to the address that had this one."""
    link = downloads.link_with(token)
    if link is None:
        return gone(request)
    downloads.renew_link(link)
    return render(request, "payments/link/renewed.html")


def gone(request, token=""):
    """This link no longer works. Only its own token can ask for a new one."""
    renew = reverse("payments:link-renew", args=[token]) if token else ""
    return render(request, "410.html", {"words": HAS_ENDED, "renew": renew}, status=410)
