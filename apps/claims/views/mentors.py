"""A school's mentors with their hours: here, because only claims sees places, allowances and claims together."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.claims.permissions import can_end_place
from apps.claims.services.leaving import end_place as end
from apps.claims.services.leaving import live_claims
from apps.core.access import allowed
from apps.core.paging import page_by_key
from apps.mentors.models import Place
from apps.policy.figures import current_year
from apps.schools.access import for_school_user
from apps.training.models import Allowance


@dataclass(frozen=True)
class MentorRow:
    """A mentor of the school, the hours of this year with each provider, and the last claim here."""

    place: Place
    allowances: list
    last_line: ClaimLine | None


@for_school_user
def list_mentors(request, school):
    """Who mentors here, with the hours left of each."""
    places = Place.objects.current().filter(school=school).select_related("mentor")
    page = page_by_key(places, request, keys=("mentor__sort_name",))
    year = current_year()
    context = {"page": page, "rows": rows_of(page.items, school, year), "year": year}
    return render(request, "claims/school/list_mentors.html", context)


def rows_of(places, school, year):
    """The facts of each mentor, read once for all of them."""
    mentors = [place.mentor_id for place in places]
    allowances, lines = {}, {}
    for row in (
        Allowance.objects.filter(mentor__in=mentors, year=year)
        .select_related("provider")
        .order_by("provider__sort_name")
    ):
        allowances.setdefault(row.mentor_id, []).append(row)
    claimed = ClaimLine.objects.filter(school=school, mentor__in=mentors).exclude(claim__status=ClaimStatus.DRAFT)
    for line in claimed.select_related("claim").order_by("mentor_id", "-claim__submitted_at").distinct("mentor_id"):
        lines[line.mentor_id] = line
    return [MentorRow(place, allowances.get(place.mentor_id, []), lines.get(place.mentor_id)) for place in places]


def place_of(school, place_id):
    """A mentor's place at the school now, or 404."""
    return get_object_or_404(Place.objects.current().filter(school=school).select_related("mentor"), pk=place_id)


@for_school_user
def show_mentor(request, school, place_id):
    """One mentor: hours of every year, claims here, and how they came to be on the list."""
    place = place_of(school, place_id)
    allowances = Allowance.objects.filter(mentor=place.mentor_id).select_related("provider", "year")
    lines = ClaimLine.objects.filter(school=school, mentor=place.mentor_id).select_related(
        "claim__provider", "claim__year"
    )
    context = {
        "place": place,
        "allowances": allowances.order_by("-year__starts_on", "provider__sort_name"),
        "lines": lines.order_by("-claim__created_at")[:50],
        "events": history_of(place),
    }
    return render(request, "claims/school/show_mentor.html", context)


@for_school_user
@allowed(can_end_place)
def end_place(request, school, place_id):
    """Take a mentor off the list, after a look at what that means; or read why that must wait."""
    place = place_of(school, place_id)
    if request.method == "POST":
        end(place, by=request.user)
        messages.success(request, f"{place.mentor} is no longer on your list of mentors.")
        return redirect("claims:school-list-mentors", school.pk)
    return render(request, "claims/school/end_place.html", {"place": place, "claims": live_claims(place)})
