"""The hours ledger as its provider reads it: what is recorded, what schools have claimed of it, what is disputed."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render

from apps.audit.history import history_of
from apps.claims.enums import Label
from apps.claims.recorded import with_claimed
from apps.core import clock, searching
from apps.core.durations import in_words
from apps.core.files.writing import csv_response
from apps.core.paging import count_up_to, page_by_key
from apps.policy.models import AcademicYear
from apps.providers.access import for_delivery_partner
from apps.training.files.ledger import COLUMNS
from apps.training.hours import whole_hours
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.files import hours_cell

DISPUTED = Label("Disputed", "yellow", "")
WAITING = Label("Waiting for the school", "grey", "")
NOT_CLAIMED = Label("Not claimed", "yellow", "")
CONFIRMED = Label("Confirmed", "green", "")
MORE_CLAIMED = Label("More claimed", "yellow", "")
ALL_USED = Label("No hours left", "grey", "")
NOTHING = Label("No hours", "grey", "")
AT_A_TIME = 500


@dataclass(frozen=True)
class EntryRow:
    """One entry as the provider reads it: a name only where a claim has given it."""

    entry: LedgerEntry
    who: str
    recorded: str
    hours: int
    claimed: int
    state: Label


def entries_of(provider):
    disputes = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    entries = LedgerEntry.objects.filter(provider__in=provider.whole).select_related("school", "year", "mentor")
    return with_claimed(provider.within_limit(entries)).annotate(is_disputed=Exists(disputes))


def row_of(entry):
    name = entry.mentor.full_name if entry.mentor and entry.is_named else ""
    return EntryRow(entry, name, in_words(entry.minutes), whole_hours(entry.minutes), entry.claimed, state_of(entry))


def state_of(entry):
    if entry.is_disputed:
        return DISPUTED
    if not entry.minutes:
        return NOTHING
    if not entry.is_there:
        return WAITING
    if entry.claimed > entry.hours:
        return MORE_CLAIMED
    if entry.unclaimed:
        return NOT_CLAIMED
    return CONFIRMED if entry.claimed else ALL_USED


@for_delivery_partner
def list_hours(request, provider):
    """The ledger of one year, by school, then TRN."""
    years = list(AcademicYear.objects.filter(training_from__lte=clock.today()).order_by("-starts_on"))
    year = next((year for year in years if year.slug == request.GET.get("year")), AcademicYear.objects.current())
    asked = request.GET.get("q", "").strip()
    entries = matching(entries_of(provider).filter(year=year, minutes__gt=0), asked)
    page = page_by_key(entries, request, keys=("school__sort_name", "trn"))
    context = {
        "years": years,
        "year": year,
        "asked": asked,
        "page": page,
        "rows": [row_of(entry) for entry in page.items],
        "count": count_up_to(entries),
    }
    return render(request, "doors/provider/list_hours.html", context)


def matching(entries, asked):
    """Entries by TRN, or by the words of the school's name, town or URN."""
    digits = "".join(asked.split())
    if digits.isdecimal() and len(digits) == 7:
        return entries.filter(trn=digits)
    for word in searching.words(asked)[:12]:
        entries = entries.filter(school__search_text__contains=word)
    return entries


@for_delivery_partner
def show_hours(request, provider, entry_id):
    """One mentor's hours at one school: sessions or a total, what is claimed, disputes, and every correction."""
    entry = get_object_or_404(entries_of(provider), pk=entry_id)
    context = {
        "row": row_of(entry),
        "items": [(item, in_words(item.minutes)) for item in entry.items.all()],
        "disputes": entry.disputes.select_related("disputed_by", "answered_by").order_by("-created_at"),
        "events": history_of(entry),
    }
    return render(request, "doors/provider/show_hours.html", context)


@for_delivery_partner
def download_hours(request, provider):
    """The whole ledger as a file that can be changed and uploaded again: without what a site recorded before it was one."""
    name = f"hours-{provider.code}-{clock.today():%Y-%m-%d}.csv"
    return csv_response(name, [*COLUMNS, *EXTRA], rows_of_file(provider))


EXTRA = ["school_name", "state", "claimed_hours"]


def rows_of_file(provider):
    entries = (
        entries_of(provider)
        .filter(provider=provider, minutes__gt=0)
        .prefetch_related("items")
        .order_by("-year__starts_on", "id")
    )
    for entry in entries.iterator(chunk_size=AT_A_TIME):
        facts = [entry.school.name, state_of(entry).text, entry.claimed]
        about = [entry.trn, entry.school.urn, entry.year.name]
        if entry.total_minutes is not None:
            yield [*about, "", "", hours_cell(entry.minutes), "", *facts]
        for item in entry.items.all():
            yield [*about, item.trained_on.isoformat(), item.what, hours_cell(item.minutes), "", *facts]
