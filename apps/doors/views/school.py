"""A school's home: what it can do now, what the window leaves, and what this year has come to."""

from django.db.models import Q, Sum
from django.shortcuts import render
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.listing import record_of
from apps.claims.models import Claim, ClaimLine
from apps.claims.starting import start_for
from apps.core import clock
from apps.core.money import pounds
from apps.mentors.models import Place
from apps.policy.figures import closes_soon, current_year
from apps.schools.access import for_school_user

MOST_TO_DO = 10
MOST_RECENT = 5
URGENT = [ClaimStatus.RETURNED, ClaimStatus.AUDIT_DISPUTED, ClaimStatus.AUDIT_IN_PROGRESS, ClaimStatus.DRAFT]


@for_school_user
def show_home(request, school):
    """To do, the claim window, this year's figures and the newest claims."""
    start = start_for(school)
    year = start.year or current_year()
    claims = Claim.objects.of_school(school).select_related("provider", "year").prefetch_related("lines")
    has_mentors = Place.objects.current().filter(school=school).exists()
    recent = claims.exclude(status=ClaimStatus.DRAFT).order_by("-submitted_at", "-id")[:MOST_RECENT]
    context = {
        "start": start,
        "year": year,
        "tasks": tasks_of(school, start, claims, has_mentors),
        "facts": figures_of(school, year),
        "recent": [record_of(claim) for claim in recent],
        "closes_soon": start.window is not None and closes_soon(start.window),
        "has_mentors": has_mentors,
    }
    return render(request, "doors/school/home.html", context)


def tasks_of(school, start, claims, has_mentors):
    """Only what this school can do now, most urgent first."""
    found = []
    waiting = claims.filter(status__in=URGENT).order_by("return_by", "created_at", "id")[:MOST_TO_DO]
    for claim in sorted(waiting, key=lambda claim: URGENT.index(claim.status)):
        found.append(task_of(claim))
    if start.stop and start.stop.page:
        found.append(task(start.stop.link, reverse(start.stop.page, args=[school.pk]), "Ready", start.stop.words))
    if not has_mentors and start.window:
        address = reverse("mentors:school-start-mentor", args=[school.pk])
        found.append(task("Add your first mentor", address, "Ready", "You need their TRN and date of birth."))
    return found


def task_of(claim):
    """What there is to do about one claim."""
    if claim.status == ClaimStatus.DRAFT:
        lines = claim.lines.all()
        is_whole = bool(lines) and all(line.hours for line in lines)
        words, tag = ("Check and submit", "Ready") if is_whole else ("Finish", "Draft")
        address = reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, "check-your-answers"])
        return task(f"{words} claim {claim.reference}", address, tag, f"For {claim.provider}, {claim.year}")
    words = "Change" if claim.status == ClaimStatus.RETURNED else "Respond about"
    address = reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])
    return task(f"{words} claim {claim.reference}", address, due_words(claim), f"For {claim.provider}, {claim.year}")


def due_words(claim):
    if claim.return_by is None:
        return "Your turn"
    days = (claim.return_by - clock.today()).days
    return "Due today" if days <= 0 else f"Due in {days} day{'' if days == 1 else 's'}"


def task(words, address, tag, hint):
    """Parameters of one item of the task list."""
    return {
        "title": {"text": words},
        "href": address,
        "hint": {"text": hint},
        "status": {"tag": {"text": tag, "classes": "govuk-tag--yellow"}},
    }


def figures_of(school, year):
    """This year's hours and money, each with the list it comes from."""
    lines = ClaimLine.objects.filter(school=school, year=year, claim__holds_hours=True)
    sums = lines.aggregate(
        hours=Sum("hours"),
        claimed=Sum("amount_pence"),
        paid=Sum("amount_pence", filter=Q(claim__paid_on__isnull=False)),
    )
    address = reverse("claims:school-list-claims", args=[school.pk])
    count = sums["hours"] or 0
    return [
        {"label": "hours claimed", "value": f"{count} hour{'' if count == 1 else 's'}", "href": address},
        {"label": "claimed", "value": pounds(sums["claimed"] or 0), "href": address},
        {"label": "paid", "value": pounds(sums["paid"] or 0), "href": address},
    ]
