"""The provider's home: what waits for an answer, what is disputed, what is recorded and what schools have claimed of it."""

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Greatest
from django.shortcuts import render

from apps.assurance.answers import lines_waiting_for
from apps.assurance.enums import Answer
from apps.assurance.models import Confirmation
from apps.assurance.shown import claims_of
from apps.claims.enums import ClaimStatus
from apps.claims.recorded import with_claimed
from apps.core import clock
from apps.core.paging import count_up_to
from apps.policy.figures import current_year
from apps.providers.access import for_delivery_partner
from apps.training.models import LedgerDispute, LedgerEntry

DISPUTES = Q(answer__in=[Answer.NOT_OUR_MENTOR, Answer.CANNOT_VERIFY]) | Q(
    answer=Answer.OTHER_HOURS, hours_answered__lt=F("hours_asked")
)


MOST_DISPUTES = 10


def open_disputes(provider):
    """What schools say is wrong with recorded hours, longest waiting first."""
    disputes = LedgerDispute.objects.filter(entry__provider=provider, answered_at=None)
    disputes = provider.within_limit(disputes, "entry__school")
    return disputes.select_related("entry__school", "entry__year").order_by("created_at", "id")


@for_delivery_partner
def show_home(request, provider):
    lines = lines_waiting_for(provider)
    standing = Confirmation.objects.standing().filter(claim__provider=provider)
    standing = provider.within_limit(standing, "claim__school")
    undecided = standing.filter(claim__status__in=[ClaimStatus.NEEDS_REVIEW, ClaimStatus.RETURNED])
    year = current_year()
    entries = LedgerEntry.objects.filter(provider=provider, year=year, minutes__gt=0)
    recorded = with_claimed(provider.within_limit(entries)).aggregate(
        hours=Sum(F("minutes") / 60),
        unclaimed=Sum(Greatest(F("minutes") / 60 - F("claimed"), 0)),
        waiting=Count("pk", filter=Q(is_there=False)),
    )
    context = {
        "year": year,
        "ends_on": provider.accredited_until(clock.today()),
        "recorded": {name: value or 0 for name, value in recorded.items()},
        "asking": list(open_disputes(provider)[:MOST_DISPUTES]),
        "waiting": count_up_to(lines),
        "first_due": lines.order_by("due_on").values_list("due_on", flat=True).first(),
        "claims": count_up_to(claims_of(provider)),
        "disputed": undecided.filter(DISPUTES).values("claim").distinct().count(),
        "answered": standing.filter(answered_at__gte=clock.start_of(clock.today().replace(day=1))).count(),
    }
    return render(request, "doors/provider/home.html", context)
