"""The year's rules for a provider: what training is asked for, beside the year's figures, and what changed."""

from django.shortcuts import render

from apps.core import clock
from apps.policy.changes import requirements_that_changed
from apps.policy.figures import current_year, requirements_in_force, year_figures
from apps.policy.models import AcademicYear
from apps.providers.access import for_provider_user


@for_provider_user
def show_rules(request, provider):
    """The rules of one year whose training has begun."""
    years = list(AcademicYear.objects.filter(training_from__lte=clock.today()).order_by("-starts_on"))
    year = next((year for year in years if year.slug == request.GET.get("year")), current_year())
    requirements = requirements_in_force(year)
    figures = year_figures(year)
    context = {
        "year": year,
        "years": years,
        "requirements": requirements,
        "figures": figures,
        "changes": requirements_that_changed(requirements, figures) if requirements else None,
    }
    return render(request, "providers/provider/rules.html", context)
