"""A provider plans the sessions of its modules."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core import clock
from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.core.paging import page_by_key
from apps.providers.access import for_provider_user
from apps.training.calendar import calendar_response
from apps.training.models import Session
from apps.training.permissions import can_plan_programme
from apps.training.programme_forms import SessionForm, written
from apps.training.services import programme
from apps.training.views.programme import module_of

MOST = 1000


def by_week(sessions):
    """Sessions with the Monday of their week, in the order they come in."""

    def monday(session):
        return session.held_on - timedelta(days=session.held_on.weekday())

    return [(week, list(some)) for week, some in groupby(sessions, key=monday)]


def session_of(provider, training_session_id):
    """One of the provider's own sessions, or 404."""
    return get_object_or_404(Session.objects.of_provider(provider), pk=training_session_id)


@for_provider_user
def list_sessions(request, provider):
    """Sessions by week: those to come, or those that were."""
    sessions, today = Session.objects.of_provider(provider), clock.today()
    if is_past := "past" in request.GET:
        page = page_by_key(sessions.filter(held_on__lt=today), request, keys=("-held_on", "-starts_at"))
    else:
        page = page_by_key(sessions.filter(held_on__gte=today), request, keys=("held_on", "starts_at"))
    context = {"page": page, "weeks": by_week(page.items), "is_past": is_past, "written": written}
    return render(request, "training/provider/list_sessions.html", context)


@for_provider_user
def download_calendar(request, provider):
    """Sessions of the last year and to come, for a calendar."""
    since = clock.today() - timedelta(days=365)
    sessions = Session.objects.of_provider(provider).filter(held_on__gte=since).order_by("held_on", "starts_at")
    return calendar_response(f"sessions-{provider.code}.ics", f"Mentor training: {provider}", sessions[:MOST])


@for_provider_user
@allowed(can_plan_programme)
def add_session(request, provider, module_id):
    """Plan a session of a module."""
    module = module_of(provider, module_id)
    form = SessionForm(posted(request), year=module.year)
    if form.is_valid():
        session = programme.add_session(module, by=request.user, **form.fields_of_session)
        messages.success(request, f"Session of {module} added for {session.held_on:%-d %B %Y}.")
        return redirect("training:provider-list-sessions", provider.pk)
    return render(request, "training/provider/edit_session.html", {"form": form, "module": module, "session": None})


@for_provider_user
@allowed(can_plan_programme)
def change_session(request, provider, training_session_id):
    """Move a session, or change its place."""
    session = session_of(provider, training_session_id)
    shown = {name: getattr(session, name) for name in ("held_on", "starts_at", "ends_at", "place", "capacity")}
    where = SessionForm.IN_PLACE if session.place else SessionForm.ONLINE
    initial = {**shown, "where": where, "version": session.version}
    form = SessionForm(posted(request), year=session.module.year, initial=initial)
    if form.is_valid():
        programme.change_session(
            session, version=form.cleaned_data["version"], by=request.user, **form.fields_of_session
        )
        messages.success(request, f"Session of {session.module} changed.")
        return redirect("training:provider-list-sessions", provider.pk)
    context = {"form": form, "module": session.module, "session": session}
    return render(request, "training/provider/edit_session.html", context)


@for_provider_user
@allowed(can_plan_programme)
def cancel_session(request, provider, training_session_id):
    """Say that a session is not held, after asking."""
    session = session_of(provider, training_session_id)
    if request.method == "POST":
        programme.cancel_session(session, by=request.user)
        messages.success(request, f"Session of {session.module} on {session.held_on:%-d %B %Y} cancelled.")
        return redirect("training:provider-list-sessions", provider.pk)
    return render(request, "training/provider/cancel_session.html", {"session": session, "written": written})
