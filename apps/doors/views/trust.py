"""A trust's home: what waits across its schools, what the year has come to, and where most is left to claim."""

from django.db.models import F, Q
from django.shortcuts import render
from django.urls import reverse

from apps.claims.recorded import unclaimed_of
from apps.claims.trusts import claims_of, schools_of, totals_of, with_figures, year_of_interest
from apps.core import clock
from apps.core.money import pounds
from apps.doors.school_tasks import DUE, HELD, KINDS, due_task, task
from apps.policy.figures import closes_soon, next_window
from apps.schools.access import for_trust_user
from apps.users.models import AccessRequest

MOST_TO_DO = 5
MOST_LEFT = 5


@for_trust_user
def show_home(request, trust):
    """To do, the claim window, this year's figures, and the schools with most left to claim."""
    year, window = year_of_interest()
    totals = totals_of(trust, year)
    figures = with_figures(schools_of(trust), year)
    context = {
        "year": year,
        "window": window,
        "coming": None if window else next_window(),
        "days_left": (window.closes_on - clock.today()).days if window else 0,
        "closes_soon": window is not None and closes_soon(window),
        "totals": totals,
        "tasks": tasks_of(trust, year, window, totals),
        "facts": facts_of(trust, totals),
        "recorded": unclaimed_of(schools_of(trust), year),
        "most_left": figures.filter(unclaimed_pence__gt=0).order_by("-unclaimed_pence", "sort_name", "pk")[:MOST_LEFT],
    }
    return render(request, "doors/trust/home.html", context)


def tasks_of(trust, year, window, totals):
    """Only what the trust's people can do now: claims with a deadline or held, people who ask, conditions, then drafts."""
    claims = reverse("claims:trust-list-claims", args=[trust.pk])
    waiting = claims_of(trust).filter(Q(status__in=DUE) | HELD).select_related("school", "provider", "year")
    waiting = waiting.order_by(F("return_by").asc(nulls_last=True), "created_at", "id")[: MOST_TO_DO + 1]
    found = [task_at_school(claim) for claim in waiting]
    if len(found) > MOST_TO_DO:
        address = f"{claims}?status=returned"
        found[MOST_TO_DO:] = [task("See every claim that waits for you", address, "Your turn", "There are more.")]
    if asking := AccessRequest.objects.waiting_for(trust).count():
        address = reverse("schools:trust-list-people", args=[trust.pk])
        hint = "Somebody asks to join your trust in this service."
        found.append(task(f"Answer {some(asking, 'request')} for access", address, "To answer", hint))
    if window and totals.to_accept:
        address = reverse("schools:trust-accept-year", args=[trust.pk, year.slug])
        hint = "A school cannot claim before somebody accepts them for it."
        found.append(
            task(f"Accept the grant conditions for {some(totals.to_accept, 'school')}", address, "To accept", hint)
        )
    if totals.drafts:
        hint = f"By 11:59pm, {window.closes_on:%A %-d %B %Y}. " if window else ""
        address = f"{claims}?status=draft"
        hint += "Draft hours are not held."
        found.append(task(f"Finish and submit {some(totals.drafts, 'draft')}", address, "Draft", hint))
    return found


def task_at_school(claim):
    """What one school has to do about a claim, with the school named."""
    found = KINDS.get(claim.status, due_task)(claim)
    return {**found, "hint": {"text": f"{claim.school}. {found['hint']['text']}"}}


def facts_of(trust, totals):
    """The year's figures over all schools, each with the list it comes from."""
    schools = reverse("claims:trust-list-schools", args=[trust.pk])
    claims = reverse("claims:trust-list-claims", args=[trust.pk])
    return [
        {"label": "schools signed in", "value": f"{totals.signed_in} of {totals.schools}", "href": schools},
        {"label": f"claimed, {some(totals.submitted, 'claim')}", "value": pounds(totals.claimed_pence), "href": claims},
        {"label": "paid", "value": pounds(totals.paid_pence), "href": f"{claims}?status=paid"},
        {
            "label": f"could still be claimed, {some(totals.hours_left, 'hour')}",
            "value": pounds(totals.unclaimed_pence),
            "href": f"{schools}?sort=-left",
        },
    ]


def some(count, thing):
    return f"{count} {thing}{'' if count == 1 else 's'}"
