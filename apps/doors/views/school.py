"""A school's home: what it can do now, what the window leaves, and what this year has come to."""

from django.shortcuts import render

from apps.claims.models import Claim
from apps.claims.recorded import unclaimed_of
from apps.claims.refusals import ConditionsNotAccepted, ConditionsWithdrawn, WindowClosed
from apps.claims.starting import start_for
from apps.core import clock
from apps.doors.school_tasks import tasks_of
from apps.doors.school_year import activity_of, counts_of, figures_of, payments_of
from apps.mentors.models import HostingOffer
from apps.policy.figures import closes_soon, current_year
from apps.schools.access import for_school_user
from apps.schools.services.conditions import acceptance_of

# The window says when it opens, and conditions to accept are something to do: everything else stands on top.
SAID_ELSEWHERE = (type(None), WindowClosed, ConditionsNotAccepted)


@for_school_user
def show_home(request, school):
    """To do, the claim window, this year's figures, its payments, and what happened lately."""
    start = start_for(school)
    year = start.year or current_year()
    claims = Claim.objects.of_school(school).select_related("provider", "year").prefetch_related("lines")
    counts = counts_of(school, year)
    recorded_hours, recorded_pence = unclaimed_of([school], year)
    context = {
        "start": start,
        "year": year,
        "stop": start.stop if type(start.stop) not in SAID_ELSEWHERE else None,
        "withdrawn": acceptance_of(school, year) if isinstance(start.stop, ConditionsWithdrawn) else None,
        "is_closed": start.window is None,
        "days_left": (start.window.closes_on - clock.today()).days if start.window else 0,
        "closes_soon": start.window is not None and closes_soon(start.window),
        "tasks": tasks_of(school, start, claims, counts),
        "facts": figures_of(school, year, counts),
        "recorded_hours": recorded_hours,
        "recorded_pence": recorded_pence,
        "payments": payments_of(school, year),
        "hosting": [(one.pop("year"), HostingOffer(**one)) for one in counts["hosting"]],
        "activity": activity_of(school),
    }
    return render(request, "doors/school/home.html", context)
