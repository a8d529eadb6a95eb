"""The rules, as DfE reads them."""

from django.shortcuts import get_object_or_404, render

from apps.assurance.models import RuleCount
from apps.assurance.rules import RULES
from apps.policy.figures import current_year, rule_effects
from apps.policy.models import AcademicYear, Effect
from apps.users.access import for_support


@for_support
def list_rules(request, roles):
    """Each rule: its policy, since when it is in force, its effect in a year, and how often it passed, noted and referred."""
    years = list(AcademicYear.objects.order_by("-starts_on"))
    name = request.GET.get("year", "")
    year = get_object_or_404(AcademicYear, name=name) if name else current_year()
    effects, counts = rule_effects(year), {row.code: row for row in RuleCount.objects.filter(year=year)}
    rows = [
        {
            "rule": rule,
            "effect": Effect(effects.get(rule.code, Effect.REFERS)).label,
            "claims": counts.get(rule.code),
        }
        for rule in RULES
    ]
    context = {
        "rows": rows,
        "year": year,
        "years": years,
        "counted_at": max((row.counted_at for row in counts.values()), default=None),
    }
    return render(request, "assurance/support/list_rules.html", context)
