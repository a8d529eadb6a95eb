"""Hours that providers recorded for a school's mentors: what can still be claimed, and a way to say that they are wrong."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, redirect, render

from apps.claims.forms import DisputeForm
from apps.claims.permissions import can_add_claim
from apps.claims.pricing import price_pence
from apps.claims.recorded import with_claimed
from apps.core.access import allowed
from apps.core.paging import page_by_key
from apps.policy.figures import current_year, rate_pence
from apps.policy.models import AcademicYear
from apps.schools.access import for_school_user
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.disputing import dispute_hours as dispute


def entries_of(school):
    entries = LedgerEntry.objects.filter(school=school, minutes__gt=0).select_related("provider", "year", "mentor")
    disputes = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    return with_claimed(entries).annotate(is_disputed=Exists(disputes))


@for_school_user
def list_recorded(request, school):
    """Recorded hours of one year, by provider, with what is not claimed yet in hours and pounds."""
    years = list(AcademicYear.objects.filter(pk__in=entries_of(school).values("year")).order_by("-starts_on"))
    year = next((year for year in years if year.slug == request.GET.get("year")), None)
    year = year or next(iter(years), None) or current_year()
    page = page_by_key(entries_of(school).filter(year=year), request, keys=("provider__sort_name", "trn"))
    rate = rate_pence(year, school.funding_area)
    rows = [(entry, price_pence(entry.unclaimed, rate) if rate else None) for entry in page.items]
    context = {"years": years, "year": year, "page": page, "rows": rows}
    return render(request, "claims/school/list_recorded.html", context)


@for_school_user
@allowed(can_add_claim)
def dispute_hours(request, school, entry_id):
    """Tell the provider that its record of a mentor is wrong; what was said before stands beneath."""
    said = Prefetch(
        "disputes", LedgerDispute.objects.select_related("disputed_by", "answered_by").order_by("created_at")
    )
    entry = get_object_or_404(entries_of(school).prefetch_related("items", said), pk=entry_id)
    form = DisputeForm(request.POST if request.method == "POST" else None, recorded=entry.hours)
    if form.is_valid():
        dispute(entry, by=request.user, **form.cleaned_data)
        messages.success(request, f"{entry.provider} has been asked to look at these hours again.")
        return redirect("claims:school-list-recorded", school.pk)
    return render(request, "claims/school/dispute_hours.html", {"form": form, "entry": entry})
