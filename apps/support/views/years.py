"""The year's rules: read them, propose another figure, approve a colleague's, open and close windows."""

import re
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from apps.assurance.rules import RULES
from apps.audit.history import history_of
from apps.claims.services.repricing import what_reprices
from apps.core.access import allowed
from apps.core.govuk.fields import HoursField
from apps.policy.models import (
    AcademicYear,
    AllowanceCap,
    Effect,
    FundingArea,
    FundingRate,
    RulePolicy,
    SchoolThreshold,
    TrainingType,
)
from apps.policy.permissions import can_change_policy
from apps.policy.services import replacing
from apps.support.forms import choice_field, posted, words_field
from apps.support.permissions import can_read_console
from apps.users.access import for_support

POUNDS = re.compile(r"£?([0-9]{1,6})(?:\.([0-9]{2}))?")


class PoundsField(forms.CharField):
    """Pounds and pence as people write them; whole pence as the service keeps them."""

    widget = forms.TextInput

    def __init__(self, *, called, like, **kwargs):
        super().__init__(**kwargs, error_messages={"required": f"Enter a {called}"})
        self.wrong = f"{called.capitalize()} must be pounds and pence, like {like}"

    def to_python(self, value):
        text = super().to_python(value).replace(",", "")
        if not text:
            return None
        found = POUNDS.fullmatch(text)
        if not found or not (pence := int(found[1]) * 100 + int(found[2] or 0)):
            raise ValidationError(self.wrong)
        return pence


@dataclass(frozen=True)
class Kind:
    """One kind of figure: its rows, the keys it has, the field that asks for it, the service that proposes it."""

    model: type
    keys: tuple
    field: object
    propose: object


def rate_field():
    return PoundsField(called="rate", like="43.80", label="Rate for an hour", widget=money_box())


def threshold_field():
    return PoundsField(called="total", like="5000.00", label="School’s total for the year", widget=money_box())


def cap_field():
    return HoursField(of="Hours", most=99, label="Most hours", error_messages={"required": "Enter the hours"})


def effect_field():
    return choice_field("What a finding does", Effect.choices, "Select what a finding does")


def money_box():
    return forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", "class": "govuk-input--width-5"})


KINDS = {
    "rate": Kind(FundingRate, tuple(FundingArea), rate_field, replacing.propose_rate),
    "cap": Kind(AllowanceCap, tuple(TrainingType), cap_field, replacing.propose_cap),
    "threshold": Kind(SchoolThreshold, ("school",), threshold_field, replacing.propose_threshold),
    "rule": Kind(
        RulePolicy, tuple(f"AR{number:02}" for number in range(1, 18)), effect_field, replacing.propose_rule_policy
    ),
}


class ProposalForm(forms.Form):
    """Another figure, and why."""

    reason = words_field("Reason", "Enter your reason", most=500)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"figure": kind.field(), **self.fields}


class AnswerForm(forms.Form):
    """The second administrator's answer."""

    answer = choice_field("Your answer", [("approve", "Approve"), ("refuse", "Refuse")], "Select approve or refuse")
    reason = words_field("Why you refuse", "Enter why you refuse", most=500, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self):
        if self.cleaned_data.get("answer") == "refuse" and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Enter why you refuse")
        return self.cleaned_data


@for_support
@allowed(can_read_console)
def list_years(request, roles):
    """Every academic year, newest first, and the proposals that wait."""
    years = list(AcademicYear.objects.order_by("-starts_on"))
    waiting = [(name, figure) for name, kind in KINDS.items() for figure in proposals_of(kind)]
    context = {"years": years, "waiting": waiting, "may": can_change_policy(request.user, roles)}
    return render(request, "support/service/years.html", context)


def proposals_of(kind, **conditions):
    found = kind.model.objects.proposed().filter(**conditions).select_related("year", "proposed_by")
    return found.order_by("created_at")


@for_support
@allowed(can_read_console)
def show_year(request, roles, year_id):
    """One year's figures as they stand, those proposed, its windows and how they came about."""
    year = get_object_or_404(AcademicYear, pk=year_id)
    tables = {name: figures_of(kind, year) for name, kind in KINDS.items()}
    every = [figure for kind in KINDS.values() for figure in kind.model.objects.filter(year=year).only("pk")]
    windows = list(year.windows.all())
    waiting = [(name, figure) for name, kind in KINDS.items() for figure in proposals_of(kind, year=year)]
    own = any(figure.proposed_by_id == request.user.pk for _, figure in waiting)
    return render(
        request,
        "support/service/year.html",
        {
            "year": year,
            "tables": tables,
            "waiting": waiting,
            "others_wait": 0 if own else len(waiting),
            "windows": windows,
            "rules": {rule.code: rule.title for rule in RULES},
            "events": history_of(year, *every, *windows),
            "repricing": [(FundingArea(area), count) for area, count, _ in what_reprices(year)],
            "may": can_change_policy(request.user, roles),
        },
    )


def figures_of(kind, year):
    """Each key of a kind with the figure in force: (key, what it is called, figure or "")."""
    attribute = replacing.KEYS[kind.model]
    found = kind.model.objects.in_force().filter(year=year).select_related("year")
    in_force = {getattr(row, attribute[0]) if attribute else "school": row for row in found}
    return [(str(key), in_force[key]) for key in kind.keys if key in in_force]


@for_support
@allowed(can_change_policy)
def propose_figure(request, roles, year_id, kind, key):
    """Propose another figure. Nothing changes until a second administrator approves it."""
    year, row = get_object_or_404(AcademicYear, pk=year_id), KINDS.get(kind)
    now = dict(figures_of(row, year)).get(key) if row else None
    if now is None:
        raise Http404
    form = ProposalForm(posted(request), kind=row)
    if not form.is_valid():
        return render(request, "support/service/propose.html", {"year": year, "now": now, "form": form})
    keys = [] if kind == "threshold" else [key]
    figure = row.propose(year, *keys, form.cleaned_data["figure"], reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"Proposed: {figure}, {figure.figure}. Another administrator must approve it.")
    return redirect("support:show-year", year.pk)


@for_support
@allowed(can_change_policy)
def answer_proposal(request, roles, kind, figure_id):
    """Approve or refuse a colleague's proposal. Whoever proposed it may only take it back."""
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind].model.objects.select_related("year", "proposed_by")
    figure = get_object_or_404(found, pk=figure_id)
    is_own = figure.proposed_by_id == request.user.pk
    if figure.approved_at or figure.replaced_at:
        raise replacing.AlreadyAnswered(f"Somebody has answered the proposal for {figure}.")
    form = AnswerForm(posted(request))
    if not form.is_valid():
        now = replacing.figures_like(figure).in_force().first()
        context = {"figure": figure, "now": now, "form": form, "is_own": is_own, "kind": kind}
        return render(request, "support/service/answer-proposal.html", context)
    if form.cleaned_data["answer"] == "approve":
        replacing.approve(figure, by=request.user)
        messages.success(request, f"{figure} is now {figure.figure}.")
    else:
        replacing.refuse(figure, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Proposal for {figure} refused. The figure stays as it is.")
    return redirect("support:show-year", figure.year_id)
