"""The mentor's own door: show who you are once, then see your own hours, and say whether they are right."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.assurance.answers import answers_to, mentors_answers_to
from apps.assurance.enums import MentorSays
from apps.assurance.facts import AnswerFacts, answer_facts
from apps.assurance.forms import MentorAnswerForm
from apps.assurance.ledger import covers_of
from apps.assurance.models import MentorAnswer
from apps.assurance.services.mentor_answers import (
    answer_as_mentor,
    can_answer_as_mentor,
    take_back_mentor_answer,
)
from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.core import clock
from apps.core.durations import in_words
from apps.core.govuk.forms import posted
from apps.doors.certificates import certificates_of
from apps.doors.views.mentor_sign_in import show_who_you_are
from apps.mentors.access import for_mentor
from apps.policy.figures import caps_for, current_year
from apps.policy.models import ClaimWindow
from apps.training.allowance import hours_left_with
from apps.training.models import Allowance, LedgerEntry


@dataclass(frozen=True)
class LineShown:
    """Hours that a school claimed for this mentor, with what the provider and the mentor say of them."""

    line: ClaimLine
    provider_says: AnswerFacts | None
    mentor_says: MentorAnswer | None

    @property
    def claim(self):
        return self.line.claim

    @property
    def label(self):
        return self.claim.label("mentor")

    @property
    def can_answer(self):
        return can_answer_as_mentor(self.claim)


@for_mentor
def show_home(request, mentor):
    """What is expected, hours done and left with each provider, and the claims that name this mentor."""
    if mentor is None:
        return show_who_you_are(request)
    year = current_year()
    lines = lines_shown(mentor)
    allowances = Allowance.objects.filter(mentor=mentor).select_related("provider", "year")
    certificates = certificates_of(lines)
    context = {
        "mentor": mentor,
        "year": year,
        "caps": caps_for(year),
        "claimable": years_to_claim(year),
        "recorded": recorded_of(mentor, year),
        "allowances": [
            (allowance, certificates.get(allowance.pk))
            for allowance in allowances.order_by("-year__starts_on", "provider__sort_name")
        ],
        "this_year": [shown for shown in lines if shown.claim.year_id == year.pk],
        "earlier": [shown for shown in lines if shown.claim.year_id != year.pk],
        "to_answer": [shown for shown in lines if shown.can_answer and not shown.mentor_says],
    }
    return render(request, "doors/mentor/home.html", context)


def years_to_claim(year):
    """Years of which hours can still be claimed: this one, and each that a window is open for or to come."""
    windows = ClaimWindow.objects.filter(closes_on__gte=clock.today())
    return {year.pk, *windows.values_list("year_id", flat=True)}


def recorded_of(mentor, year):
    """What providers have recorded of this mentor's training in a year, claimed or not: each entry, its length, and the hours left."""
    entries = LedgerEntry.objects.filter(mentor=mentor, year=year, minutes__gt=0).select_related("provider", "school")
    entries = list(entries.order_by("provider__sort_name", "school__sort_name"))
    left = hours_left_with([(mentor, entry.provider) for entry in entries], year)
    return [(entry, in_words(entry.minutes), left[mentor.pk, entry.provider_id]) for entry in entries]


def lines_of(mentor):
    """Lines that name a mentor on claims their school has submitted."""
    lines = ClaimLine.objects.filter(mentor=mentor, hours__isnull=False).exclude(claim__status=ClaimStatus.DRAFT)
    return lines.select_related("claim__provider", "claim__school", "claim__year", "mentor")


def lines_shown(mentor):
    """The same, newest year first, each with the answers about it. There are no more of them than hours in the allowances."""
    lines = list(lines_of(mentor).order_by("-claim__year__starts_on", F("claim__submitted_at").desc(), "pk"))
    answers, covers, own = answers_to(lines), covers_of(lines), mentors_answers_to(lines)
    return [
        LineShown(line, answer_facts(answers.get(line.pk), line.hours, covers.get(line.pk)), own.get(line.pk))
        for line in lines
    ]


@for_mentor
def answer_hours(request, mentor, line_id):
    """Say that the hours on a claim are right, or what is wrong with them; or take that back."""
    line = get_object_or_404(lines_of(mentor), pk=line_id)
    said = mentors_answers_to([line]).get(line.pk)
    if not can_answer_as_mentor(line.claim) and request.method != "POST":
        return redirect("doors:mentor-home")
    form = MentorAnswerForm(posted(request), line=line, said=said)
    if form.is_valid():
        answer = MentorSays(form.cleaned_data["answer"])
        words, hours = form.cleaned_data["words"], form.cleaned_data["hours"]
        answer_as_mentor(line, answer, words, hours=hours, by=request.user)
        messages.success(request, told(line, answer))
        return redirect("doors:mentor-home")
    return render(request, "doors/mentor/answer_hours.html", {"form": form, "line": line, "said": said})


def told(line, answer):
    """What was done, in words."""
    if answer == MentorSays.CONFIRMED:
        return f"Hours at {line.claim.school} confirmed."
    return f"Hours at {line.claim.school} queried. We have told the school."


@for_mentor
@require_POST
def take_back_answer(request, mentor, line_id):
    """Say nothing of these hours any more."""
    line = get_object_or_404(lines_of(mentor), pk=line_id)
    take_back_mentor_answer(line, by=request.user)
    messages.success(request, f"Your answer about hours at {line.claim.school} is taken back.")
    return redirect("doors:mentor-home")


@for_mentor
def show_certificate(request, mentor, allowance_id):
    """The hours that a provider confirmed in a year, to print."""
    allowances = Allowance.objects.filter(mentor=mentor).select_related("provider", "year")
    allowance = get_object_or_404(allowances, pk=allowance_id)
    lines = [shown for shown in lines_shown(mentor) if shown.line.allowance_id == allowance.pk]
    certificate = certificates_of(lines).get(allowance.pk)
    if certificate is None:
        return redirect("doors:mentor-home")
    context = {"mentor": mentor, "allowance": allowance, "certificate": certificate}
    return render(request, "doors/mentor/certificate.html", context)


@for_mentor
def show_details(request, mentor):
    """What is held on this mentor, where it comes from, and how to change it."""
    if mentor is None:
        return redirect("doors:mentor-home")
    places = mentor.places.select_related("school").order_by(F("ended_at").desc(nulls_first=True), "school__sort_name")
    return render(request, "doors/mentor/details.html", {"mentor": mentor, "places": places})
