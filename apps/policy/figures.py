"""Read the year's rules. Every page, email and check asks here; no figure stands in wording."""

from dataclasses import dataclass
from datetime import timedelta

from apps.core import clock
from apps.policy.models import (
    AcademicYear,
    AllowanceCap,
    ClaimWindow,
    FundingArea,
    FundingRate,
    GrantConditions,
    RulePolicy,
    TrainingRequirements,
    TrainingType,
)

CLOSING_SOON = timedelta(days=30)


def current_year():
    """The academic year of today."""
    return AcademicYear.objects.current()


def window_open_now():
    """The claim window open at this moment, with its year, or None."""
    return ClaimWindow.objects.open_now().select_related("year").first()


def next_window():
    """The next claim window to open, with its year, or None."""
    return ClaimWindow.objects.filter(opens_on__gt=clock.today()).select_related("year").order_by("opens_on").first()


def closes_soon(window):
    """Whether a window is in its last days, when a banner says so."""
    return window.closes_on - CLOSING_SOON < clock.today() <= window.closes_on


def rates_for(year):
    """Pence an hour in force, by funding area, in the order of the areas."""
    found = dict(FundingRate.objects.in_force().filter(year=year).values_list("area", "pence"))
    return {area: found[area] for area in FundingArea if area in found}


def rate_pence(year, area):
    """Pence an hour in one area, in force in that year. Raises FundingRate.DoesNotExist."""
    return FundingRate.objects.in_force().get(year=year, area=area).pence


def caps_for(year):
    """Most hours in force, by training type."""
    found = dict(AllowanceCap.objects.in_force().filter(year=year).values_list("training_type", "hours"))
    return {kind: found[kind] for kind in TrainingType if kind in found}


def cap_hours(year, training_type):
    """Most hours a mentor has with one provider in that year. Raises AllowanceCap.DoesNotExist."""
    return AllowanceCap.objects.in_force().get(year=year, training_type=training_type).hours


def named_figures(year):
    """The figures that words written in the console may name in braces, as people read them."""
    hours = {f"{kind}_hours": f"{hours} hours" for kind, hours in caps_for(year).items()}
    period = f"{year.training_from:%-d %B %Y} to {year.training_until:%-d %B %Y}"
    days = f"{year.confirmation_days} days"
    return {"year": year.name, "training_period": period, "answer_days": days, **hours}


def rule_effects(year):
    """Whether a finding of each rule notes or refers, by code."""
    return dict(RulePolicy.objects.in_force().filter(year=year).values_list("code", "effect"))


def conditions_in_force(year):
    """The newest published conditions of a year, or None."""
    return GrantConditions.objects.filter(year=year).in_force().first()


def requirements_in_force(year):
    """The newest published training requirements of a year, or None."""
    return TrainingRequirements.objects.filter(year=year, published_on__lte=clock.today()).order_by("-number").first()


@dataclass(frozen=True)
class AreaFigures:
    """What an hour and a whole allowance are worth in one area."""

    area: FundingArea
    rate_pence: int
    most_pence: dict


@dataclass(frozen=True)
class YearFigures:
    """A year's allowances and rates, as pages show them."""

    year: AcademicYear
    caps: dict
    areas: list


def year_figures(year):
    """A year's allowances, rates, and what they come to for each area and training type."""
    caps = caps_for(year)
    areas = [
        AreaFigures(area, pence, {kind: pence * hours for kind, hours in caps.items()})
        for area, pence in rates_for(year).items()
    ]
    return YearFigures(year, caps, areas)
