"""Your work: what waits for this person, then what waits for their colleagues."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from apps.assurance.models import ConfirmationRequest, PaidClaimReport
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.content.models import Feedback
from apps.core import clock
from apps.core.access import allowed
from apps.core.paging import counts_up_to
from apps.notifications.services import failed_emails
from apps.payments.enums import RunStatus
from apps.payments.models import PaymentRun
from apps.policy.models import AllowanceCap, FundingRate, RulePolicy, SchoolThreshold
from apps.schools.models import HostingRequest, School, Succession
from apps.support.claim_page import label_for
from apps.support.permissions import can_read_console
from apps.support.views.claims import days_in_status, findings_to_answer
from apps.users.access import for_support
from apps.users.models import AccessRequest, SupportRole

CASEWORKER, OFFICER, ADMINISTRATOR = SupportRole.CASEWORKER, SupportRole.PAYMENTS_OFFICER, SupportRole.ADMINISTRATOR
DAYS_UNTIL_LATE = 10
MOST_SHOWN = 10
REVIEW = "support:list-claims"

WAITING = [
    (
        "Claims to review that nobody looks after",
        {CASEWORKER},
        REVIEW,
        "?status=needs_review&assigned=nobody&sort=-waiting",
    ),
    ("Claims waiting for review for over 10 days", {CASEWORKER}, REVIEW, "?status=needs_review&sort=-waiting"),
    ("Claims whose provider is past its deadline", {CASEWORKER}, REVIEW, "?status=submitted&sort=-waiting"),
    ("Paid claims reported as wrong", {CASEWORKER}, "support:list-reports", ""),
    ("Questions from the payer", {OFFICER}, "support:list-information-requests", ""),
    ("Payment runs waiting for release", {OFFICER}, "support:list-runs", ""),
    ("Requests for access with nobody else to answer", {CASEWORKER, ADMINISTRATOR}, "support:list-access-requests", ""),
    ("Schools that say they host trainees", {CASEWORKER, ADMINISTRATOR}, "support:list-hosting-requests", ""),
    ("Closed schools to carry across", {CASEWORKER, ADMINISTRATOR}, "support:list-schools", "?to_carry=on"),
    ("Open schools without a funding area", {CASEWORKER, ADMINISTRATOR}, "support:list-schools", "?without_area=on"),
    ("Proposed figures waiting for a second administrator", {ADMINISTRATOR}, "support:list-years", ""),
    ("Feedback that nobody has read", {CASEWORKER, ADMINISTRATOR}, "support:list-feedback", ""),
    ("Emails that could not be delivered", {ADMINISTRATOR}, "support:list-failed-emails", ""),
]


@for_support
@allowed(can_read_console)
def home(request, roles):
    """Claims assigned to this person, and what waits, each with its number and the way there."""
    mine = Claim.objects.filter(
        assigned_to=request.user, status__in=[ClaimStatus.SUBMITTED, ClaimStatus.NEEDS_REVIEW, ClaimStatus.RETURNED]
    )
    claims = list(mine.select_related("school", "provider").order_by("status_since", "id")[:MOST_SHOWN])
    claims.sort(key=lambda claim: claim.status != ClaimStatus.NEEDS_REVIEW)
    yours, others = [], []
    for (text, whose, name, asked), count in zip(WAITING, waiting(), strict=True):
        if count:
            line = {"text": text, "count": count, "href": address(name, asked)}
            (others if roles.isdisjoint(whose) else yours).append(line)
    return render(
        request,
        "support/home.html",
        {
            "claims": [(claim, label_for(claim, roles), days_in_status(claim)) for claim in claims],
            "findings": findings_to_answer(claims),
            "yours": yours,
            "others": others,
        },
    )


def waiting():
    """How many rows stand behind each line of WAITING, in its order."""
    review, late, silent, questions = claims_waiting().values()
    reports, *others = counts_up_to(
        rows.values("pk")
        for rows in [
            PaidClaimReport.objects.open(),
            PaymentRun.objects.filter(status=RunStatus.PREPARED),
            AccessRequest.objects.waiting_for_support(),
            HostingRequest.objects.waiting(),
            School.objects.filter(pk__in=Succession.objects.to_carry().values("predecessor")),
            School.objects.without_funding_area(),
            proposals(),
            Feedback.objects.filter(read_at=None),
            failed_emails(),
        ]
    )
    return [review, late, silent, reports, questions, *others]


def claims_waiting():
    """Claims that are somebody's turn at DfE, counted in one look."""
    review = Q(status=ClaimStatus.NEEDS_REVIEW)
    silent = ConfirmationRequest.objects.filter(
        claim=OuterRef("pk"), submission_number=OuterRef("submission_number"), due_on__lt=clock.today()
    )
    late = Q(status_since__lt=clock.now() - timedelta(days=DAYS_UNTIL_LATE))
    statuses = [ClaimStatus.NEEDS_REVIEW, ClaimStatus.SUBMITTED, ClaimStatus.PAYMENT_INFORMATION_REQUESTED]
    return Claim.objects.filter(status__in=statuses).aggregate(
        nobodys=Count("pk", filter=review & Q(assigned_to=None)),
        late=Count("pk", filter=review & late),
        silent=Count("pk", filter=Q(status=ClaimStatus.SUBMITTED) & Q(Exists(silent))),
        questions=Count("pk", filter=Q(status=ClaimStatus.PAYMENT_INFORMATION_REQUESTED)),
    )


def proposals():
    """Every figure that waits for a second administrator, whatever it is about."""
    first, *others = [
        model.objects.proposed().values("pk") for model in (FundingRate, AllowanceCap, SchoolThreshold, RulePolicy)
    ]
    return first.union(*others, all=True)


def address(name, asked):
    try:
        return reverse(name) + asked
    except NoReverseMatch:
        return ""
