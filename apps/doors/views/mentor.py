"""The mentor's own door: show who you are once, then see your own hours."""

from django.shortcuts import redirect, render

from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.core.govuk.forms import posted
from apps.mentors.access import for_mentor
from apps.mentors.forms import NOT_NOW, BirthDateForm
from apps.mentors.models import Place
from apps.mentors.services import MOST_TRIES, bind_mentor, note_try, take_back_try
from apps.mentors.teaching_record.asking import Teacher, who_is
from apps.mentors.teaching_record.client import Mismatch, NotFound
from apps.training.models import Allowance


@for_mentor
def show_home(request, mentor):
    """Hours with each provider and the claims that name this mentor. At first: who are you?"""
    if mentor is None:
        return show_who_you_are(request)
    allowances = Allowance.objects.filter(mentor=mentor).select_related("provider", "year")
    lines = ClaimLine.objects.filter(mentor=mentor).exclude(claim__status=ClaimStatus.DRAFT)
    context = {
        "mentor": mentor,
        "allowances": allowances.order_by("-year__starts_on", "provider__sort_name"),
        "lines": lines.select_related("claim__provider", "claim__school", "claim__year").order_by(
            "-claim__submitted_at"
        )[:50],
    }
    return render(request, "doors/mentor/home.html", context)


def show_who_you_are(request):
    """Ask for the date of birth, five times at most, and bind the address to the mentor it proves."""
    places = Place.objects.current().filter(email__iexact=request.user.email, mentor__user=None)
    places = list(places.select_related("mentor").order_by("created_at", "id"))
    form = BirthDateForm(posted(request))
    if places and form.is_valid():
        place, left = match(places, form)
        if place:
            bind_mentor(place, request.user, by=request.user)
            return redirect("doors:mentor-home")
        if not left:
            places = []
    can_try = any(place.tries < MOST_TRIES for place in places)
    return render(request, "doors/mentor/who_you_are.html", {"form": form, "can_try": can_try})


def match(places, form):
    """The place whose mentor was born on that day, and how many tries are left. Each try is counted before it is made."""
    left = 0
    for place in places:
        allowed = note_try(place)
        if not allowed:
            continue
        answer = who_is(place.mentor.trn, form.cleaned_data["date_of_birth"])
        if isinstance(answer, Teacher):
            return place, allowed
        if not isinstance(answer, NotFound | Mismatch):
            take_back_try(place)
            form.add_error(None, NOT_NOW)
            return None, allowed
        left = max(left, allowed - 1)
    form.add_error("date_of_birth", f"Date of birth does not match: {left} tr{'y' if left == 1 else 'ies'} left")
    return None, left
