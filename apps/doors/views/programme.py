"""A provider's programme beside its ledger: who came to a session, and how much of the curriculum each mentor has done."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef
from django.shortcuts import redirect, render

from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.core import clock, searching
from apps.core.access import allowed
from apps.core.durations import in_words
from apps.core.govuk.forms import posted
from apps.core.paging import page_by_key
from apps.doors.views.ledger import entries_of, row_of
from apps.policy.models import AcademicYear
from apps.providers.access import for_provider_user
from apps.schools.models import School
from apps.training.enums import CurriculumArea, Outcome
from apps.training.models import LedgerDispute, LedgerEntry, LedgerItem, Module
from apps.training.permissions import can_record_hours
from apps.training.programme_forms import AttendanceForm, written
from apps.training.services.attendance import items_of
from apps.training.services.attendance import take_attendance as take
from apps.training.views.programme import year_asked
from apps.training.views.sessions import session_of

MOST_SHOWN = 100


@dataclass(frozen=True)
class Expected:
    """A mentor at a school who may have come. Named only where a claim has given the name."""

    trn: str
    school: School
    name: str
    note: str

    @property
    def key(self):
        return f"{self.trn}-{self.school.urn}"

    @property
    def who(self):
        return f"{self.name}, TRN {self.trn}" if self.name else f"TRN {self.trn}"

    @property
    def hint(self):
        return f"{self.school}. {self.note}" if self.note else f"{self.school}"


def matching(rows, asked, trn, school="school"):
    """Rows of a TRN, or of schools that the words find."""
    digits = "".join(asked.split())
    if digits.isascii() and digits.isdecimal() and len(digits) == 7:
        return rows.filter(**{trn: digits})
    for word in searching.words(asked)[:12]:
        rows = rows.filter(**{f"{school}__search_text__contains": word})
    return rows


def expected_pairs(session, asked):
    """Who came already, and the first mentors by school whom the provider recorded or was claimed for this year."""
    provider, year = session.module.provider, session.module.year
    recorded = matching(LedgerEntry.objects.filter(provider=provider, year=year, minutes__gt=0), asked, "trn")
    claimed = matching(
        ClaimLine.objects.filter(provider=provider, year=year, claim__holds_hours=True), asked, "mentor__trn"
    )
    shown = ("called", "number", "school_id")
    pairs = (
        recorded.order_by()
        .annotate(called=F("school__sort_name"), number=F("trn"))
        .values_list(*shown)
        .union(claimed.order_by().annotate(called=F("school__sort_name"), number=F("mentor__trn")).values_list(*shown))
        .order_by("called", "number")
    )
    return list(pairs[: MOST_SHOWN + 1])


def people_expected(session, asked):
    """Those rows with what the page says of each, in a constant number of queries; and whether there are more."""
    pairs = expected_pairs(session, asked)
    came = {(item.entry.trn, item.entry.school_id): item for item in came_to(session, asked)}
    found = {(trn, school_id): name for name, trn, school_id in pairs[:MOST_SHOWN]}
    found |= {pair: item.entry.school.sort_name for pair, item in came.items()}
    schools = School.objects.in_bulk({school_id for _, school_id in found})
    trns = {trn for trn, _ in found}
    provider, year = session.module.provider, session.module.year
    disputes = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    entries = {
        (entry.trn, entry.school_id): entry
        for entry in LedgerEntry.objects.filter(provider=provider, year=year, trn__in=trns).annotate(
            is_disputed=Exists(disputes)
        )
    }
    lines = ClaimLine.objects.filter(provider=provider, mentor__trn__in=trns).exclude(claim__status=ClaimStatus.DRAFT)
    names = {(line.mentor.trn, line.school_id): line.mentor.full_name for line in lines.select_related("mentor")}
    people = [
        Expected(trn, schools[school_id], names.get((trn, school_id), ""), note_on(entries.get((trn, school_id))))
        for trn, school_id in sorted(found, key=lambda pair: (found[pair], pair[0]))
    ]
    return people, {f"{trn}-{schools[school_id].urn}" for trn, school_id in came}, len(pairs) > MOST_SHOWN


def came_to(session, asked):
    return matching(items_of(session).select_related("entry__school"), asked, "entry__trn", "entry__school")


def note_on(entry):
    if entry and entry.is_disputed:
        return "The school disputes this mentor’s hours: answer the school first"
    if entry and entry.total_minutes is not None:
        return "Hours are recorded as one total, not by session"
    return ""


@for_provider_user
@allowed(can_record_hours)
def take_attendance(request, provider, training_session_id):
    """Tick who came to a session, on a phone at the door if need be. Saving records their hours."""
    session = session_of(provider, training_session_id)
    if session.is_to_come or session.cancelled_at:
        return redirect("training:provider-change-session", provider.pk, session.pk)
    asked = request.GET.get("q", "").strip()
    people, came, has_more = people_expected(session, asked)
    form = AttendanceForm(
        posted(request),
        choices=[(one.key, one.who) for one in people],
        is_taken=bool(session.attendance_taken_at),
        initial={"came": sorted(came), "nobody": nobody_came_to(session)},
    )
    if form.is_valid():
        arrived, gone = form.pairs
        nobody = form.cleaned_data["nobody"]
        tell(request, session, take(session, came=arrived, gone=gone, nobody=nobody, by=request.user), nobody=nobody)
        return redirect(request.get_full_path())
    context = {
        "session": session,
        "length": in_words(session.minutes),
        "form": form,
        "people": people,
        "was": request.POST.getlist("was") if request.method == "POST" else sorted(came),
        "asked": asked,
        "has_more": has_more,
        "written": written,
    }
    return render(request, "doors/provider/take_attendance.html", context)


def nobody_came_to(session):
    return bool(session.attendance_taken_at) and not items_of(session).exists()


def tell(request, session, taken, *, nobody):
    """Say what was recorded, whose hours wait or go too far, and of whom nothing was recorded, and why."""
    said = [
        words
        for count, words in (
            (len(taken.recorded), f"{in_words(session.minutes)} recorded for {mentors(taken.recorded)}"),
            (len(taken.taken_back), f"hours taken back from {mentors(taken.taken_back)}"),
        )
        if count
    ]
    if said or not (taken.refused or taken.disputed):
        words = ", ".join(said) or ("Attendance taken: nobody came" if nobody else "Attendance saved")
        messages.success(request, f"{words[0].upper()}{words[1:]}.")
    told = [(row.said.trn, refusal_of(row)) for row in taken.refused]
    told += [
        (item.entry.trn, f"{item.entry.school} disputes these hours. Answer the school first")
        for item in taken.disputed
    ]
    told += [(row.said.trn, "the hours wait for the school to add this mentor") for row in taken.waiting]
    told += [
        (
            trn,
            f"{in_words(hours * 60)} of this mentor’s year {'goes' if hours == 1 else 'go'} beyond what can be claimed",
        )
        for (trn, _), hours in taken.ledger.over.items()
    ]
    for trn, words in told:
        messages.warning(request, f"TRN {trn}: {words}.")


def mentors(rows):
    return f"{len(rows)} mentor{'' if len(rows) == 1 else 's'}"


def refusal_of(row):
    if row.outcome == Outcome.HAS_TOTAL:
        return "hours at this school are recorded as one total. Change that total in the hours ledger"
    return row.outcome.label


@for_provider_user
def show_coverage(request, provider):
    """How many mentors have done each module of a year, and the minutes each mentor did of each curriculum area."""
    year = year_asked(request)
    modules = list(
        Module.objects.filter(provider=provider, year=year).order_by("title", F("retired_at").asc(nulls_last=True))
    )
    entries = entries_of(provider).filter(year=year, minutes__gt=0).prefetch_related("items")
    page = page_by_key(entries, request, keys=("school__sort_name", "trn"))
    areas_of = {module.title: module.areas for module in modules}
    context = {
        "year": year,
        "years": AcademicYear.objects.filter(training_from__lte=clock.today()).order_by("-starts_on"),
        "areas": CurriculumArea.choices,
        "page": page,
        "rows": [(row_of(entry), *minutes_by_area(entry, areas_of)) for entry in page.items],
        "done": mentors_by_module(provider, year, modules) if page.first == 1 else [],
        "in_words": in_words,
    }
    return render(request, "doors/provider/show_coverage.html", context)


def minutes_by_area(entry, areas_of):
    """Minutes of each area, and minutes of none. Those of a module with several areas count in each."""
    done, none = Counter(), entry.total_minutes or 0
    for item in entry.items.all():
        areas = areas_of.get(item.what, [])
        done.update(dict.fromkeys(areas, item.minutes))
        none += 0 if areas else item.minutes
    return [done[area] for area in CurriculumArea.values], none


def mentors_by_module(provider, year, modules):
    """Each module's title with how many mentors have hours of it. A retired module that nobody has done is left out."""
    live = {module.title: module.retired_at is None for module in modules}
    items = LedgerItem.objects.filter(entry__provider=provider, entry__year=year, what__in=live)
    found = dict(items.order_by().values_list("what").annotate(mentors=Count("entry__trn", distinct=True)))
    return [(title, found.get(title, 0)) for title, is_live in live.items() if is_live or title in found]
