"""Three questions about a provider's training: the mentor answers them, the provider reads the totals."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from apps.core.govuk.forms import posted
from apps.mentors.access import for_mentor
from apps.policy.figures import current_year
from apps.policy.models import AcademicYear
from apps.providers.access import for_provider_user
from apps.training.models import Pulse
from apps.training.models.pulse import QUESTIONS
from apps.training.programme_forms import PulseForm
from apps.training.services.pulse import FEWEST_SHOWN, answer_pulse, totals_of
from apps.training.views.mentor import providers_of
from apps.training.views.programme import year_asked


@for_mentor
def give_feedback(request, mentor, provider_id):
    """Say what the training of a provider was like this year, or say it anew."""
    if mentor is None:
        return redirect("doors:mentor-home")
    provider, year = get_object_or_404(providers_of(mentor), pk=provider_id), current_year()
    said = Pulse.objects.filter(mentor=mentor, provider=provider, year=year).values(*QUESTIONS).first()
    form = PulseForm(posted(request), initial=said)
    if form.is_valid():
        answer_pulse(mentor, provider, year, by=request.user, **form.cleaned_data)
        messages.success(request, f"Your answers about {provider} are kept.")
        return redirect("training:mentor-list-modules")
    context = {"form": form, "provider": provider, "year": year, "fewest": FEWEST_SHOWN}
    return render(request, "training/mentor/give_feedback.html", context)


@for_provider_user
def show_feedback(request, provider):
    """What mentors said of a year's training, in totals."""
    year = year_asked(request)
    answered, totals = totals_of(provider, year)
    context = {
        "year": year,
        "years": AcademicYear.objects.order_by("-starts_on"),
        "answered": answered,
        "totals": totals,
        "fewest": FEWEST_SHOWN,
    }
    return render(request, "training/provider/show_feedback.html", context)
