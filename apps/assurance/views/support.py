"""The rules, as DfE reads them."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render

from apps.assurance.enums import Outcome
from apps.assurance.models import RuleResult
from apps.assurance.rules import RULES
from apps.policy.figures import current_year, rule_effects
from apps.policy.models import AcademicYear, Effect
from apps.users.access import for_support


@for_support
def list_rules(request, roles):
    """Each rule: its policy, since when it is in force, its effect in a year, and how often it found something."""
    years = list(AcademicYear.objects.order_by("-starts_on"))
    name = request.GET.get("year", "")
    year = get_object_or_404(AcademicYear, name=name) if name else current_year()
    effects, counts = rule_effects(year), counts_of(year)
    rows = [
        {
            "rule": rule,
            "effect": Effect(effects.get(rule.code, Effect.REFERS)).label,
            "checked": counts.get(rule.code, {}).get("checked", 0),
            "found": counts.get(rule.code, {}).get("found", 0),
        }
        for rule in RULES
    ]
    return render(request, "assurance/support/list_rules.html", {"rows": rows, "year": year, "years": years})


def counts_of(year):
    """How many claims of a year each rule looked at, and in how many it found something, by code."""
    found = Q(outcome__in=[Outcome.REFERRED, Outcome.NOTED])
    rows = (
        RuleResult.objects.filter(claim__year=year)
        .order_by()
        .values("code")
        .annotate(checked=Count("claim", distinct=True), found=Count("claim", distinct=True, filter=found))
    )
    return {row["code"]: row for row in rows}
