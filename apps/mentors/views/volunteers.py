"""A school looks for mentors among its staff: the link it shares, and those who offered."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.audit.history import history_of
from apps.core.access import allowed
from apps.core.paging import count_up_to, page_by_key
from apps.mentors.enums import VolunteerAnswer
from apps.mentors.journeys.add_mentor import AddMentor
from apps.mentors.models import Volunteer
from apps.mentors.permissions import can_add_mentor
from apps.mentors.services import volunteers
from apps.schools.access import for_school_user


@for_school_user
@allowed(can_add_mentor)
def list_volunteers(request, school):
    """The link, and those who offered: the ones who wait, or with `?answered` those the school has answered."""
    answered = "answered" in request.GET
    offers = Volunteer.objects.filter(school=school)
    shown = offers.exclude(answer=VolunteerAnswer.WAITING) if answered else offers.waiting()
    link = volunteers.link_of(school)
    context = {
        "page": page_by_key(shown, request, keys=("-created_at",)),
        "answered": answered,
        "answered_count": count_up_to(offers.exclude(answer=VolunteerAnswer.WAITING)),
        "link": link,
        "address": link and address_of(link),
    }
    return render(request, "mentors/school/list_volunteers.html", context)


def address_of(link):
    """What the school shares. Nothing once our key is another: then the address works, but cannot be shown again."""
    secret = volunteers.secret_of(link)
    if volunteers.hashed(secret) != link.secret_hash:
        return ""
    return settings.BASE_URL + reverse("mentors:public-offer-to-mentor", args=[secret])


@for_school_user
@allowed(can_add_mentor)
@require_POST
def make_link(request, school):
    """A link to share."""
    volunteers.make_link(school, by=request.user)
    messages.success(request, "Link made. Copy it from this page and share it with your staff.")
    return redirect("mentors:school-list-volunteers", school.pk)


@for_school_user
@allowed(can_add_mentor)
def stop_link(request, school):
    """End the link, after a look at what that means."""
    link = volunteers.link_of(school)
    if link is None:
        return redirect("mentors:school-list-volunteers", school.pk)
    if request.method == "POST":
        volunteers.stop_link(link, by=request.user)
        messages.success(request, "Link stopped. It no longer opens anything.")
        return redirect("mentors:school-list-volunteers", school.pk)
    return render(request, "mentors/school/stop_link.html", {"link": link})


def volunteer_of(school, volunteer_id):
    """Somebody who offered to this school, or 404."""
    return get_object_or_404(Volunteer.objects.filter(school=school).select_related("school"), pk=volunteer_id)


@for_school_user
@allowed(can_add_mentor)
def show_volunteer(request, school, volunteer_id):
    """What somebody said when they offered, and what the school may do about it."""
    volunteer = volunteer_of(school, volunteer_id)
    context = {"volunteer": volunteer, "events": history_of(volunteer)}
    return render(request, "mentors/school/show_volunteer.html", context)


@for_school_user
@allowed(can_add_mentor)
@require_POST
def take_up_volunteer(request, school, volunteer_id):
    """Go on to add them as a mentor, with what they said filled in."""
    return redirect(AddMentor.begin_with(volunteer_of(school, volunteer_id), by=request.user))


@for_school_user
@allowed(can_add_mentor)
@require_POST
def decline_volunteer(request, school, volunteer_id):
    """Say no."""
    volunteer = volunteer_of(school, volunteer_id)
    volunteers.decline(volunteer, by=request.user)
    messages.success(request, f"You said no to {volunteer}. Tell them yourself: we do not email them.")
    return redirect("mentors:school-list-volunteers", school.pk)
