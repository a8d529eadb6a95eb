"""A school says who its mentors are. Lists that show hours live higher, with claims."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core.access import allowed
from apps.core.errors import Refused
from apps.core.govuk.forms import posted
from apps.core.journeys import walk
from apps.mentors.forms import ChangeEmailForm
from apps.mentors.journeys.add_mentor import AddMentor
from apps.mentors.models import Place
from apps.mentors.permissions import can_add_mentor
from apps.mentors.services import change_email as change
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
def change_email(request, school, place_id):
    """The address by which a mentor sees their own record."""
    place = get_object_or_404(Place.objects.current().filter(school=school).select_related("mentor"), pk=place_id)
    form = ChangeEmailForm(posted(request), initial={"email": place.email, "version": place.version})
    if form.is_valid():
        if form.cleaned_data["version"] != place.version:
            raise Refused(
                f"Somebody changed {place.mentor} since you opened the page. Look at it again.",
                title="This changed while you were here",
            )
        change(place, form.cleaned_data["email"], by=request.user)
        messages.success(request, f"Email address of {place.mentor} changed.")
        return redirect("claims:school-show-mentor", school.pk, place.pk)
    return render(request, "mentors/school/change_email.html", {"place": place, "form": form})
