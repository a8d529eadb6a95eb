"""The provider's home: what waits for an answer, what is disputed, what was answered."""

from django.db.models import F, Q
from django.shortcuts import render

from apps.assurance.answers import lines_waiting_for
from apps.assurance.enums import Answer
from apps.assurance.models import Confirmation
from apps.assurance.shown import claims_of
from apps.claims.enums import ClaimStatus
from apps.core import clock
from apps.core.paging import count_up_to
from apps.providers.access import for_provider_user

DISPUTES = Q(answer__in=[Answer.NOT_OUR_MENTOR, Answer.CANNOT_VERIFY]) | Q(
    answer=Answer.OTHER_HOURS, hours_answered__lt=F("hours_asked")
)


@for_provider_user
def show_home(request, provider):
    lines = lines_waiting_for(provider)
    standing = Confirmation.objects.standing().filter(claim__provider=provider)
    undecided = standing.filter(claim__status__in=[ClaimStatus.NEEDS_REVIEW, ClaimStatus.RETURNED])
    context = {
        "waiting": count_up_to(lines),
        "first_due": lines.order_by("due_on").values_list("due_on", flat=True).first(),
        "claims": count_up_to(claims_of(provider)),
        "disputed": undecided.filter(DISPUTES).values("claim").distinct().count(),
        "answered": standing.filter(answered_at__gte=clock.start_of(clock.today().replace(day=1))).count(),
    }
    return render(request, "doors/provider/home.html", context)
