"""A mentor's own training: the sessions and modules of the providers that train them."""

from collections import Counter

from django.shortcuts import redirect, render

from apps.core.durations import in_words
from apps.mentors.access import for_mentor
from apps.policy.figures import current_year
from apps.providers.models import Provider
from apps.training.calendar import calendar_response
from apps.training.models import Allowance, LedgerEntry, LedgerItem, Module, Pulse, Session
from apps.training.programme_forms import written
from apps.training.views.sessions import by_week

MOST = 100


def providers_of(mentor):
    """Providers that recorded hours for this mentor this year, or were claimed for."""
    year = current_year()
    recorded = LedgerEntry.objects.of_year(year).filter(mentor=mentor).values("provider")
    claimed = Allowance.objects.filter(mentor=mentor, year=year, used__gt=0).values("provider")
    return Provider.objects.filter(pk__in=recorded.union(claimed))


def sessions_for(mentor):
    to_come = Session.objects.to_come().filter(module__provider__in=list(providers_of(mentor)))
    return to_come.select_related("module__provider").order_by("held_on", "starts_at")[:MOST]


@for_mentor
def list_sessions(request, mentor):
    """The next sessions, by week."""
    if mentor is None:
        return redirect("doors:mentor-home")
    context = {"weeks": by_week(sessions_for(mentor)), "written": written}
    return render(request, "training/mentor/list_sessions.html", context)


@for_mentor
def download_calendar(request, mentor):
    """The same sessions, for a calendar."""
    if mentor is None:
        return redirect("doors:mentor-home")
    return calendar_response("mentor-training.ics", "Mentor training", sessions_for(mentor))


@for_mentor
def list_modules(request, mentor):
    """This year's modules of each provider, with the hours done of each."""
    if mentor is None:
        return redirect("doors:mentor-home")
    year, providers = current_year(), list(providers_of(mentor).order_by("sort_name"))
    modules = Module.objects.live().filter(provider__in=providers, year=year).order_by("title")
    items = LedgerItem.objects.filter(entry__mentor=mentor, entry__year=year)
    done = Counter()
    for provider_id, what, minutes in items.values_list("entry__provider", "what", "minutes"):
        done[provider_id, what] += minutes
    rows = [(module, in_words(module.minutes), done[module.provider_id, module.title]) for module in modules]
    answered = Pulse.objects.filter(mentor=mentor, year=year)
    context = {
        "year": year,
        "answered": {pulse.provider_id: pulse.updated_at for pulse in answered},
        "programmes": [
            (provider, [row for row in rows if row[0].provider_id == provider.pk]) for provider in providers
        ],
        "in_words": in_words,
    }
    return render(request, "training/mentor/list_modules.html", context)
