"""The provider's home: what waits for an answer, what is disputed, what is recorded, what schools claimed of it, and what is new."""

from django.db.models import Count, F, Min, Q, Sum
from django.shortcuts import render

from apps.assurance.answers import lines_waiting_for
from apps.assurance.models import Confirmation
from apps.assurance.shown import DISAGREE, DISAGREES, UNDECIDED, claims_of
from apps.claims.recorded import with_claimed
from apps.core import clock
from apps.core.paging import count_up_to
from apps.doors.partners import partners_of
from apps.doors.views.hosting import requests_about
from apps.policy.figures import current_year
from apps.providers.access import for_delivery_partner
from apps.training.models import LedgerDispute, LedgerEntry

MOST_DISPUTES = 10
NEWEST = 5


def open_disputes(provider):
    """What schools say is wrong with recorded hours, longest waiting first."""
    disputes = LedgerDispute.objects.filter(entry__provider=provider, answered_at=None)
    disputes = provider.within_limit(disputes, "entry__school")
    return disputes.select_related("entry__school", "entry__year").order_by("created_at", "id")


def newest_claims(provider):
    """The latest claims that name the provider, each with its mentors and hours."""
    claims = claims_of(provider).annotate(mentors=Count("lines"), claimed_hours=Sum("lines__hours"))
    return list(claims.order_by("-submitted_at", "pk")[:NEWEST])


@for_delivery_partner
def show_home(request, provider):
    standing = Confirmation.objects.standing().filter(claim__provider=provider)
    standing = provider.within_limit(standing, "claim__school")
    this_month = Q(answered_at__gte=clock.start_of(clock.today().replace(day=1)))
    year = current_year()
    entries = LedgerEntry.objects.filter(provider=provider, year=year, minutes__gt=0)
    recorded = with_claimed(provider.within_limit(entries)).aggregate(
        hours=Sum(F("minutes") / 60),
        to_claim=Sum("unclaimed"),
        waiting=Count("pk", filter=Q(is_there=False)),
    )
    context = {
        "year": year,
        "disagree": DISAGREE,
        "ends_on": provider.accredited_until(clock.today()),
        "recorded": {name: value or 0 for name, value in recorded.items()},
        "asking": list(open_disputes(provider)[:MOST_DISPUTES]),
        "vouching": requests_about(provider).filter(vouched=None).count() if provider.limited_to is None else 0,
        "waiting": lines_waiting_for(provider).aggregate(mentors=Count("pk"), first_due=Min("due_on")),
        "schools": count_up_to(partners_of(provider, year)) if provider.limited_to is None else None,
        "claims": count_up_to(claims_of(provider)),
        "newest": newest_claims(provider),
        "answers": standing.aggregate(
            disputed=Count("claim", filter=DISAGREES & Q(claim__status__in=UNDECIDED), distinct=True),
            given=Count("pk", filter=this_month),
        ),
    }
    return render(request, "doors/provider/home.html", context)
