"""A trust's home: its schools in one table, each a door of its own."""

from django.db.models import Count, Q, Sum
from django.shortcuts import render

from apps.claims.enums import HOLDS_HOURS, ClaimStatus
from apps.claims.models import Claim
from apps.core.paging import page_by_key
from apps.policy.figures import current_year, window_open_now
from apps.schools.access import for_trust_user
from apps.schools.models import School

NOTHING = {"drafts": 0, "yours": 0, "claims": 0, "claimed": None, "paid": None}


@for_trust_user
def show_home(request, trust):
    """The trust's open schools, with what each has claimed this year and what waits for it."""
    window = window_open_now()
    year = window.year if window else current_year()
    page = page_by_key(School.objects.filter(trust=trust, is_open=True), request, keys=("sort_name",))
    totals = totals_of(page.items, year)
    rows = [(school, totals.get(school.pk, NOTHING)) for school in page.items]
    return render(request, "doors/trust/home.html", {"page": page, "rows": rows, "year": year, "window": window})


def totals_of(schools, year):
    """This year's counts and sums of these schools, by id: counted after paging."""
    holding = Q(status__in=HOLDS_HOURS)
    claims = Claim.objects.filter(school__in=schools, year=year).order_by()
    rows = claims.values("school_id").annotate(
        drafts=Count("id", filter=Q(status=ClaimStatus.DRAFT)),
        yours=Count("id", filter=Q(status=ClaimStatus.RETURNED)),
        claims=Count("id", filter=holding),
        claimed=Sum("amount_pence", filter=holding),
        paid=Sum("amount_pence", filter=holding & Q(paid_on__isnull=False)),
    )
    return {row["school_id"]: row for row in rows}
