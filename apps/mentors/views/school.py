"""A school says who its mentors are. Lists that show hours live higher, with claims."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core.access import allowed
from apps.core.govuk.forms import posted
from apps.core.journeys import walk
from apps.mentors.forms import ChangeMentorForm
from apps.mentors.journeys.add_mentor import AddMentor
from apps.mentors.models import Place
from apps.mentors.permissions import can_add_mentor
from apps.mentors.services import change_mentor as change
from apps.schools.access import for_school_user


@for_school_user
@allowed(can_add_mentor)
def start_mentor(request, school):
    """A fresh journey: two tabs add two mentors."""
    return redirect("mentors:school-add-mentor", school.pk, uuid.uuid4(), "mentor")


@for_school_user
@allowed(can_add_mentor)
def add_mentor(request, school, journey_id, step):
    """Every page of adding a mentor."""
    return walk(request, AddMentor.resume(journey_id, user=request.user, school=school), step)


@for_school_user
@allowed(can_add_mentor)
def mentors_added(request, school):
    """Whom this person added today, once they have added the last of several."""
    context = {"places": list(Place.objects.added_today(school, request.user.pk))}
    return render(request, "mentors/school/mentors_added.html", context)


@for_school_user
@allowed(can_add_mentor)
def change_mentor(request, school, place_id):
    """What the school says of a mentor: the address by which they see their own record, and what they teach."""
    place = get_object_or_404(Place.objects.current().filter(school=school).select_related("mentor"), pk=place_id)
    shown = {name: getattr(place, name) for name in ("email", "phases", "subjects", "version")}
    form = ChangeMentorForm(posted(request), initial=shown)
    if form.is_valid():
        change(place, **form.cleaned_data, by=request.user)
        messages.success(request, f"Details of {place.mentor} saved.")
        return redirect("claims:school-show-mentor", school.pk, place.pk)
    return render(request, "mentors/school/change_mentor.html", {"place": place, "form": form})
