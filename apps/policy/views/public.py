"""Grant conditions by year, for anyone."""

from django.shortcuts import get_object_or_404, render

from apps.core.access import public
from apps.policy.changes import what_changed
from apps.policy.figures import year_figures
from apps.policy.models import AcademicYear, GrantConditions


@public
def list_conditions(request):
    """Every year that has published conditions, newest first."""
    found = GrantConditions.objects.in_force().select_related("year")
    newest_first = sorted(found, key=lambda conditions: conditions.year.starts_on, reverse=True)
    return render(request, "policy/public/conditions.html", {"found": newest_first})


@public
def show_conditions(request, slug):
    """One year's conditions, beside the year's figures."""
    year = get_object_or_404(AcademicYear, name=slug.replace("-", " "))
    conditions = get_object_or_404(year.conditions.in_force().prefetch_related("declarations"))
    figures = year_figures(year)
    changes = what_changed(conditions, figures)
    context = {"year": year, "conditions": conditions, "figures": figures, "changes": changes}
    return render(request, "policy/public/conditions_of_year.html", context)
