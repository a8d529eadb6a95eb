"""A person's own account: where they may act, and where they are signed in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.core.access import signed_in
from apps.users import browsers
from apps.users.views.sign_in import sign_out


@signed_in
def account(request):
    sessions = sorted(
        UserSession.objects.purge_and_list(request.user), key=lambda session: session.created_at, reverse=True
    )
    context = {"memberships": request.user.memberships(), "sessions": sessions, "browser": browsers.in_words}
    return render(request, "users/user/account.html", context | {"here": request.session.session_key})


@signed_in
@require_POST
def end_session(request, session_id):
    """Sign out one other browser."""
    session = get_object_or_404(UserSession, user=request.user, pk=session_id)
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
