"""A person's own account: where they may act, and where they are signed in."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import signed_in
from apps.core.govuk.forms import posted
from apps.notifications.digests import choose_digest, has_digest
from apps.users import browsers
from apps.users.forms import DigestForm
from apps.users.views.sign_in import sign_out


@signed_in
def account(request):
    """Who they are, where they may act, how often we write, and where they are signed in."""
    memberships = request.user.memberships()
    sessions = sorted(
        UserSession.objects.purge_and_list(request.user), key=lambda session: session.created_at, reverse=True
    )
    last_used, has_it = last_used_of(sessions), has_digest(request.user.email)
    context = {
        "memberships": memberships,
        "sessions": [(session, last_used.get(session.session_key)) for session in sessions],
        "browser": browsers.in_words,
        "here": request.session.session_key,
        "may_choose_digest": has_it or may_choose_digest(memberships),
        "has_digest": has_it,
    }
    return render(request, "users/user/account.html", context)


def last_used_of(sessions):
    """When each of these was last used, by its key: every use puts its end off by as long as a session may lie idle."""
    ends = Session.objects.filter(session_key__in=[session.session_key for session in sessions])
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return {key: end - idle for key, end in ends.values_list("session_key", "expire_date")}


def may_choose_digest(memberships):
    """People of several organisations, or of a trust, hear from each, so they may have it all together."""
    kinds = [kind for membership in memberships for kind in membership.organisation_fields()]
    return len(kinds) > 1 or "trust" in kinds


@signed_in
def choose_emails(request):
    """How often we write: as things happen, or once a day."""
    has_it = has_digest(request.user.email)
    if not (has_it or may_choose_digest(request.user.memberships())):
        raise Http404
    form = DigestForm(posted(request), initial={"digest": "yes" if has_it else "no"})
    if not form.is_valid():
        return render(request, "users/user/emails.html", {"form": form})
    choose_digest(request.user, form.cleaned_data["digest"], by=request.user)
    messages.success(
        request, "We email you once a day." if form.cleaned_data["digest"] else "We email you as things happen."
    )
    return redirect("users:account")


@signed_in
@require_POST
def end_session(request, session_id):
    """Sign out one other browser. A second click finds it signed out."""
    session = UserSession.objects.filter(pk=session_id).first()
    if session and session.user_id != request.user.pk:
        raise Http404
    if session:
        session.end()
        messages.success(request, "That browser has been signed out.")
    return redirect("users:account")


@signed_in
@require_POST
def sign_out_everywhere(request):
    """Sign out every browser, this one last."""
    for session in UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key):
        session.end()
    return sign_out(request)
