"""The list of claims: find, sort, give to somebody, download."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from apps.assurance.enums import Outcome
from apps.assurance.models import FindingAnswer, RuleResult
from apps.audit.record import record
from apps.claims.enums import FINISHED, ClaimStatus
from apps.claims.services.assigning import assign_claims
from apps.core import clock
from apps.core.access import allowed
from apps.core.files.writing import csv_response
from apps.core.govuk.addresses import query
from apps.core.paging import page_by_key
from apps.support.claim_page import label_for
from apps.support.exports import COLUMNS, rows_of
from apps.support.filters import SORTS, AssignForm, ClaimsFilter, caseworkers
from apps.support.permissions import can_assign_claim, can_read_console
from apps.users.access import for_support

MOST_AT_ONCE = 1000
TABS = [
    ("All", ""),
    ("Needs review", "?status=needs_review&sort=-waiting"),
    ("Needs review, nobody’s", "?status=needs_review&assigned=nobody&sort=-waiting"),
    ("Yours", "?assigned=me&sort=-waiting"),
]


@for_support
@allowed(can_read_console)
def list_claims(request, roles):
    """Every claim there is, as far as it meets what the address asks."""
    if request.method == "POST":
        return assign_chosen(request, roles)
    people = list(caseworkers())
    return draw_list(request, roles, people, AssignForm(people=people, user=request.user))


@allowed(can_assign_claim)
def assign_chosen(request, roles):
    """Give the ticked claims to somebody, with the others that match if asked, and come back to the same list."""
    people = list(caseworkers())
    form = AssignForm(request.POST, people=people, user=request.user)
    if not form.is_valid():
        return draw_list(request, roles, people, form)
    to, chosen = form.person(), list(form.cleaned_data["claim"])
    if form.cleaned_data["others"]:
        claims = ClaimsFilter(request.GET, people=people, user=request.user).claims()
        shown = [claim.pk for claim in page_of(claims, request).items]
        chosen += others(claims, shown).only("pk")[:MOST_AT_ONCE]
    count = assign_claims(chosen, to, by=request.user)
    who = "you" if to == request.user else to or "nobody"
    messages.success(request, assigned_words(count, len(chosen) - count, who))
    return redirect(request.get_full_path())


def page_of(claims, request):
    """The page of these claims that the address asks for."""
    return page_by_key(claims, request, keys=[SORTS.get(request.GET.get("sort", ""), SORTS["-submitted"])])


def others(claims, shown):
    """Those that match and can be given to somebody, but stand on another page."""
    return claims.exclude(status=ClaimStatus.DRAFT).exclude(pk__in=shown)


def assigned_words(count, already, who):
    if not count:
        return f"Nothing to change: assigned to {who} already."
    words = f"{count:,} claim{'s' * (count != 1)} assigned to {who}."
    return f"{words} {already:,} already {'was' if already == 1 else 'were'}." if already else words


def draw_list(request, roles, people, form):
    asked = ClaimsFilter(request.GET, people=people, user=request.user)
    claims = asked.claims()
    page = page_of(claims.prefetch_related("school", "provider", "assigned_to"), request)
    choices = [claim.pk for claim in page.items if claim.status != ClaimStatus.DRAFT]
    count, assignable = counts_of(claims, asked.counted_to)
    return render(
        request,
        "support/claims/list.html",
        {
            "asked": asked,
            "heading": asked.heading(count),
            "chosen": [
                {"text": capfirst(text), "href": without(request, *which)} for *which, text in asked.conditions()
            ],
            "page": page,
            "findings": findings_to_answer(page.items),
            "labels": {claim.pk: label_for(claim, roles) for claim in page.items},
            "waiting": {claim.pk: days_in_status(claim) for claim in page.items},
            "tabs": tabs(request),
            "form": form,
            "others": assignable - len(choices) if count <= asked.counted_to else MOST_AT_ONCE + 1,
            "most": MOST_AT_ONCE,
            "picked": request.POST.getlist("claim"),
            "may_assign": can_assign_claim(request.user, roles),
            "choices": choices,
        },
    )


def counts_of(claims, most):
    """How many claims, and how many of them can be given to somebody: counted in one look, no further than one past `most`."""
    some = claims.order_by()[: most + 1]
    return some.aggregate(all=Count("pk"), given=Count("pk", filter=~Q(status=ClaimStatus.DRAFT))).values()


def tabs(request):
    here = f"?{request.META.get('QUERY_STRING', '')}"
    lists = [
        {"text": text, "href": address or "?", "current": here == (address or "?"), "active": False}
        for text, address in TABS
    ]
    reports = {"text": "Reported as wrong", "href": reverse("support:list-reports"), "current": False, "active": False}
    return [*lists, reports]


def without(request, name, value):
    """The address of this list without one of its conditions, from its first page."""
    left = [other for other in request.GET.getlist(name) if other != value] if name == "status" else None
    return query(request, **{name: left, "after": None, "before": None})


def findings_to_answer(claims):
    """How many findings of these claims wait for a caseworker's answer, by claim."""
    waiting = [claim.pk for claim in claims if claim.status == ClaimStatus.NEEDS_REVIEW]
    if not waiting:
        return {}
    numbers = {claim.pk: claim.submission_number for claim in claims}
    counts = {}
    answers = FindingAnswer.objects.filter(result=OuterRef("pk"))
    for result in RuleResult.objects.filter(claim__in=waiting).annotate(is_answered=Exists(answers)).latest():
        is_open = result.outcome == Outcome.REFERRED and not result.is_answered
        if is_open and result.submission_number == numbers[result.claim_id]:
            counts[result.claim_id] = counts.get(result.claim_id, 0) + 1
    return counts


def days_in_status(claim):
    """Whole days that somebody has been to act on the claim; None for a draft and where nobody is."""
    if claim.status_since is None or claim.status in FINISHED:
        return None
    return (clock.today() - claim.status_since.astimezone(clock.LONDON).date()).days


@for_support
@allowed(can_read_console)
@require_POST
def download_claims(request, roles):
    """The same claims as a file. That somebody took it is kept."""
    asked = ClaimsFilter(request.GET, people=caseworkers(), user=request.user)
    with transaction.atomic():
        record("claim.export", request.user, by=request.user, conditions=asked.in_words() or "every claim")
    return csv_response(f"claims_{clock.today():%Y%m%d}.csv", COLUMNS, rows_of(asked.claims()))
