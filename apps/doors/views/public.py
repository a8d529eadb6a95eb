"""Pages for anyone: the start page, what a school could get, and the short pages of the footer."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy

from apps.content.models import ServiceUpdate
from apps.core import clock
from apps.core.access import public
from apps.core.govuk.fields import HoursField
from apps.policy.figures import closes_soon, current_year, next_window, window_open_now, year_figures
from apps.policy.models import ClaimWindow
from apps.schools.models import School

MOST_RESULTS = 15
MOST_MENTORS = 100
NONE_OF_THESE = "none"
PAGES = ("accessibility", "privacy", "terms")
MOST_UPDATES = 3


@public
def show_start(request):
    """Who can use the service, what it pays, and when. Every figure and date is a row of the year."""
    year, window = current_year(), window_open_now()
    later = ClaimWindow.objects.filter(opens_on__gt=clock.today()).select_related("year")
    context = {
        "year": year,
        "figures": year_figures(year),
        "window": window,
        "closes_soon": window and closes_soon(window),
        "later": later,
        "updates": ServiceUpdate.objects.published().order_by("-published_at", "-id")[:MOST_UPDATES],
    }
    return render(request, "doors/public/start.html", context)


class SchoolSearchForm(forms.Form):
    """A school by name, town, postcode or URN. The hidden id counts only while its words are those in the box."""

    q = forms.CharField(
        label="Which school is the estimate for?",
        help_text="Name, town, postcode or URN",
        max_length=200,
        error_messages={"required": "Enter a school or postcode"},
        widget=forms.TextInput(
            attrs={
                "data-module": "app-school-search",
                "data-source": reverse_lazy("schools:public-search-schools"),
                "data-id-input": "id_school",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    school = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def chosen(self):
        """The school chosen from the suggestions, or None when the text is a search."""
        school = School.objects.filter(pk=self.cleaned_data.get("school")).first()
        return school if school and school.one_line == self.cleaned_data["q"] else None


class ResultsForm(forms.Form):
    """Choose one of the schools found, or none of them."""

    choice = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args, found, text, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(school.pk), school.one_line) for school in found]
        self.fields["choice"].choices = [*choices, (NONE_OF_THESE, "None of these")]
        self.fields["choice"].label = f"Results for “{text}”"
        words = dict.fromkeys(("required", "invalid_choice"), "Select one, or search again")
        self.fields["choice"].error_messages = words
        self.closed = {str(school.pk): closed_words(school) for school in found if not school.is_open}


def closed_words(school):
    return f"Closed {school.closed_on:%-d %B %Y}" if school.closed_on else school.get_status_display()


@public
def choose_school(request):
    """Search for a school, then choose among those found."""
    form = SchoolSearchForm(request.GET if "q" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "doors/public/estimate_school.html", {"form": form})
    if school := form.chosen():
        return redirect("doors:public-estimate-mentors", school.pk)
    text = form.cleaned_data["q"]
    found = School.objects.matching(text)
    shown = list(found[:MOST_RESULTS])
    results = ResultsForm(request.GET if "choose" in request.GET else None, found=shown, text=text)
    if results.is_bound and results.is_valid():
        choice = results.cleaned_data["choice"]
        if choice == NONE_OF_THESE:
            return redirect("doors:public-estimate")
        return redirect("doors:public-estimate-mentors", choice)
    count = found.count() if len(shown) == MOST_RESULTS else len(shown)
    again = SchoolSearchForm(initial={"q": text})
    context = {"form": results, "again": again, "text": text, "shown": shown, "count": count}
    return render(request, "doors/public/estimate_results.html", context)


class MentorsForm(forms.Form):
    mentors = HoursField(
        of="Number of mentors",
        most=MOST_MENTORS,
        label="How many mentors will be trained?",
        error_messages={"required": "Enter how many mentors"},
    )


@public
def ask_mentors(request, school_id):
    """How many mentors; or why this school cannot claim."""
    school = get_object_or_404(School, pk=school_id)
    if not school.is_open or school.funding_area is None:
        return render(request, "doors/public/estimate_none.html", {"school": school, "closed": closed_words(school)})
    form = MentorsForm(request.GET if "mentors" in request.GET else None)
    if form.is_bound and form.is_valid():
        address = reverse("doors:public-estimate-result", args=[school.pk])
        return redirect(f"{address}?{urlencode(form.cleaned_data)}")
    return render(request, "doors/public/estimate_mentors.html", {"school": school, "form": form})


@public
def show_estimate(request, school_id):
    """What the school could get this year for so many mentors, by type of training."""
    school = get_object_or_404(School, pk=school_id)
    form = MentorsForm(request.GET)
    if not form.is_valid() or not school.is_open or school.funding_area is None:
        return redirect("doors:public-estimate-mentors", school.pk)
    year = current_year()
    figures = year_figures(year)
    of_area = next(row for row in figures.areas if row.area == school.funding_area)
    context = {
        "school": school,
        "mentors": form.cleaned_data["mentors"],
        "year": year,
        "caps": figures.caps,
        "of_area": of_area,
        "window": window_open_now() or next_window(),
    }
    return render(request, "doors/public/estimate_result.html", context)


@public
def show_mentoring(request):
    """What mentors do and how long the training takes, for somebody who decides whether to say yes."""
    year = current_year()
    return render(request, "doors/public/mentoring.html", {"year": year, "caps": year_figures(year).caps})


@public
def show_cookies(request):
    """Every cookie the service sets, as its settings say."""
    cookies = [
        (
            settings.SESSION_COOKIE_NAME,
            "Keeps you signed in",
            f"{settings.SESSION_COOKIE_AGE // 60} minutes after your last click",
        ),
        (
            settings.CSRF_COOKIE_NAME,
            "Makes sure that a form you send came from this service",
            f"{settings.CSRF_COOKIE_AGE // (7 * 24 * 60 * 60)} weeks",
        ),
    ]
    return render(request, "doors/public/cookies.html", {"cookies": cookies})


def page(name):
    """A short page of words."""

    @public
    def show(request):
        return render(request, f"doors/public/{name}.html")

    return show
