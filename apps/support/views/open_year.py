"""Open the next academic year, approve what was carried forward, confirm it; reprice claims after a rate was replaced."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.claims.models import ClaimLine
from apps.claims.pricing import price_pence
from apps.claims.services import repricing
from apps.core.access import allowed
from apps.core.govuk.dates import DateField
from apps.policy.models import AcademicYear, FundingRate
from apps.policy.permissions import can_change_policy
from apps.policy.services import years
from apps.support.forms import ReasonForm, posted, save_seen
from apps.users.access import for_support


class TrainingPeriodForm(forms.Form):
    """The days in which training counts for the year. Neighbouring years overlap."""

    training_from = DateField(called="first day of training", label="First day of training")
    training_until = DateField(called="last day of training", label="Last day of training")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["training_from"].error_messages["required"] = "Enter the first day of training"
        self.fields["training_until"].error_messages["required"] = "Enter the last day of training"

    def clean(self):
        begins, ends = self.cleaned_data.get("training_from"), self.cleaned_data.get("training_until")
        if begins and ends and ends <= begins:
            self.add_error("training_until", "Last day of training must be after the first day")
        return self.cleaned_data


@for_support
@allowed(can_change_policy)
def open_year(request, roles):
    """The next year, with the figures of the latest as proposals."""
    last = years.last_year()
    begins = last.starts_on.year + 1
    likely = {
        "training_from": last.training_from.replace(year=last.training_from.year + 1),
        "training_until": (last.training_until + timedelta(days=1)).replace(year=begins + 1) - timedelta(days=1),
    }
    form = TrainingPeriodForm(posted(request), initial=likely)
    if not form.is_valid():
        context = {"form": form, "last": last, "name": f"{begins} to {begins + 1}"}
        return render(request, "support/service/open-year.html", context)
    year = years.open_year(after=last, **form.cleaned_data, by=request.user)
    messages.success(request, f"{year} opened. Another administrator must approve its figures.")
    return redirect("support:show-year", year.pk)


@for_support
@allowed(can_change_policy)
@require_POST
def approve_all(request, roles, year_id):
    year = get_object_or_404(AcademicYear, pk=year_id)
    count = years.approve_all(year, by=request.user)
    messages.success(request, f"{count} figure{'s' * (count != 1)} of {year} approved.")
    return redirect("support:show-year", year.pk)


@for_support
@allowed(can_change_policy)
def confirm_year(request, roles, year_id):
    """Say that the figures of an assumed year are those that were published."""
    year = get_object_or_404(AcademicYear, pk=year_id)
    if not year.is_assumed:
        raise years.YearRefused(f"{year} is confirmed already.")
    form = ReasonForm(posted(request), record=year, hint="Where the figures were published, and when")
    if not form.is_valid():
        return render(request, "support/service/confirm-year.html", {"year": year, "form": form})
    save_seen(form, years.confirm_year, year, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, f"{year} confirmed.")
    return redirect("support:show-year", year.pk)


@for_support
@allowed(can_change_policy)
def reprice_claims(request, roles, year_id, area):
    """Give claims that are not yet sent the rate in force. Whoever proposed the rate leaves it to a colleague."""
    year = get_object_or_404(AcademicYear, pk=year_id)
    rate = get_object_or_404(FundingRate.objects.in_force().select_related("proposed_by"), year=year, area=area)
    if request.method == "POST":
        count = repricing.reprice(year, area, by=request.user)
        messages.success(request, f"{count:,} claim{'s' * (count != 1)} repriced at {rate.figure}.")
        return redirect("support:show-year", year.pk)
    claims = repricing.to_reprice(year, area)
    sums = claims.aggregate(count=Count("pk"), pence=Sum("amount_pence"))
    hours = ClaimLine.objects.filter(claim__in=claims).aggregate(hours=Sum("hours"))["hours"] or 0
    return render(
        request,
        "support/service/reprice.html",
        {
            "year": year,
            "rate": rate,
            "count": sums["count"],
            "before": sums["pence"] or 0,
            "after": price_pence(hours, rate.pence),
            "is_own": rate.proposed_by_id == request.user.pk,
        },
    )
