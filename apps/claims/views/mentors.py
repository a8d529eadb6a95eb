"""A school's mentors with their hours: here, because only claims sees places, allowances and claims together."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.audit.record import record
from apps.claims.mentor_list import MentorsFilter, mentors_file, rows_of
from apps.claims.models import ClaimLine
from apps.claims.permissions import can_end_place
from apps.claims.services.leaving import end_place as end
from apps.claims.services.leaving import live_claims
from apps.core.access import allowed
from apps.core.govuk.addresses import back_to
from apps.core.paging import count_up_to, page_by_key
from apps.mentors.models import Place, Volunteer
from apps.policy.figures import current_year
from apps.schools.access import for_school_user
from apps.training.models import Allowance


@for_school_user
def list_mentors(request, school):
    """Who mentors here, with the hours left of each; and, when asked, who did."""
    asked, year = MentorsFilter(request.GET), current_year()
    places = asked.places(school, year)
    page = page_by_key(places, request, keys=asked.keys)
    context = {
        "asked": asked,
        "chosen": asked.chosen(request),
        "heading": asked.heading(count_up_to(places)),
        "page": page,
        "rows": rows_of(page.items, school, year),
        "waiting": count_up_to(Volunteer.objects.waiting().filter(school=school)),
        "year": year,
    }
    return render(request, "claims/school/list_mentors.html", context)


@for_school_user
@require_POST
def download_mentors(request, school):
    """The same mentors as a file. That somebody took it is kept."""
    asked = MentorsFilter(request.GET)
    with transaction.atomic():
        conditions = ", ".join(words for _, words in asked.conditions())
        record("place.export", school, by=request.user, conditions=conditions or "everybody on the list")
    return mentors_file(asked, school, current_year())


@for_school_user
def show_mentor(request, school, place_id):
    """One mentor, also one who left: hours of every year, claims here, and how they came to be on the list."""
    places = Place.objects.filter(school=school).select_related("mentor__merged_into", "started_by")
    place = get_object_or_404(places, pk=place_id)
    allowances = Allowance.objects.filter(mentor=place.mentor_id).select_related("provider", "year")
    lines = ClaimLine.objects.filter(school=school, mentor=place.mentor_id).select_related(
        "claim__provider", "claim__year"
    )
    context = {
        "place": place,
        "back": back_to(request, reverse("claims:school-list-mentors", args=[school.pk])),
        "allowances": allowances.order_by("-year__starts_on", "provider__sort_name"),
        "lines": lines.order_by("-claim__created_at")[:50],
        "events": history_of(place, place.mentor),
    }
    return render(request, "claims/school/show_mentor.html", context)


@for_school_user
@allowed(can_end_place)
def end_place(request, school, place_id):
    """Take a mentor off the list, after a look at what that means; or read why that must wait."""
    place = get_object_or_404(Place.objects.filter(school=school).select_related("mentor"), pk=place_id)
    if place.ended_at:
        return redirect("claims:school-list-mentors", school.pk)
    if request.method == "POST":
        end(place, by=request.user)
        messages.success(request, f"{place.mentor} is no longer on your list of mentors.")
        return redirect("claims:school-list-mentors", school.pk)
    return render(request, "claims/school/end_place.html", {"place": place, "claims": live_claims(place)})
