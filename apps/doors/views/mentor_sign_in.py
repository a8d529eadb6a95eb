"""Who you are: a mentor's date of birth, asked once, checked with the teaching record and kept nowhere."""

from django.shortcuts import redirect, render

from apps.core.govuk.forms import posted
from apps.mentors.forms import NOT_NOW, BirthDateForm
from apps.mentors.models import Place
from apps.mentors.services import MOST_TRIES, bind_mentor, note_try, take_back_try
from apps.mentors.teaching_record.asking import Teacher, who_is
from apps.mentors.teaching_record.client import Mismatch, NotFound


def show_who_you_are(request):
    """Ask for the date of birth, five times at most, and bind the address to the mentor it proves."""
    places = Place.objects.current().filter(email__iexact=request.user.email, mentor__user=None)
    places = list(places.select_related("mentor").order_by("created_at", "id"))
    form = BirthDateForm(posted(request))
    left = max((MOST_TRIES - place.tries for place in places), default=0)
    if left and form.is_valid():
        place, left = match(places, form)
        if place:
            bind_mentor(place, request.user, by=request.user)
            return redirect("doors:mentor-home")
    context = {"form": form, "can_try": left > 0, "is_known": bool(places), "most_tries": MOST_TRIES}
    return render(request, "doors/mentor/who_you_are.html", context)


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
