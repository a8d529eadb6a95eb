"""What a provider's hours ledger says of claim lines: hours recorded, less those confirmed on other claims."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Sum

from apps.assurance.answers import is_answered
from apps.claims.models import ClaimLine
from apps.claims.recorded import HELD
from apps.core.durations import in_words
from apps.training.models import LedgerDispute, LedgerEntry


@dataclass(frozen=True)
class Cover:
    """Whole hours that the ledger has for a line: recorded, and of them confirmed on other claims already."""

    entry: LedgerEntry
    recorded: int
    elsewhere: int

    @property
    def hours(self):
        return self.recorded - self.elsewhere

    def covers(self, hours):
        return hours <= self.hours


def recorded_for(lines):
    """The ledger entries that speak of these lines, each with whether a school disputes it."""
    about = Q(pk__in=[])
    for line in lines:
        about |= Q(provider=line.provider_id, school=line.school_id, year=line.year_id, mentor=line.mentor_id)
    disputed = LedgerDispute.objects.filter(entry=OuterRef("pk"), answered_at=None)
    return LedgerEntry.objects.filter(about, minutes__gt=0).annotate(is_disputed=Exists(disputed))


def entries_for(lines):
    """The ledger entries that speak of these lines, but for those a school disputes."""
    return recorded_for(lines).filter(is_disputed=False)


def covers_of(lines, *, entries=None):
    """What the ledger has for each line, by line id, in two queries. A line it does not speak of is left out."""
    lines = list(lines)
    if not lines:
        return {}
    entries = entries_for(lines) if entries is None else entries
    by_key = {(entry.provider_id, entry.school_id, entry.year_id, entry.mentor_id): entry for entry in entries}
    found: dict = {
        line.pk: by_key.get((line.provider_id, line.school_id, line.year_id, line.mentor_id)) for line in lines
    }
    spoken = [line for line in lines if found[line.pk]]
    confirmed = confirmed_on_claims(spoken)
    covers = {}
    for line in spoken:
        entry = found[line.pk]
        held = confirmed.get((line.provider_id, line.school_id, line.year_id, line.mentor_id), {})
        elsewhere = sum(hours for claim_id, hours in held.items() if claim_id != line.claim_id)
        covers[line.pk] = Cover(entry, entry.hours, elsewhere)
    return covers


def words_on(lines):
    """What the ledger says of each line, as its provider reads it, by line id. In two queries."""
    covers = covers_of(lines, entries=recorded_for(lines))
    return {line.pk: in_words_of(covers.get(line.pk)) for line in lines}


def in_words_of(cover):
    if cover is None:
        return "Not in your ledger"
    said = f"Your ledger says {in_words(cover.entry.minutes)}"
    if cover.entry.is_disputed:
        return f"{said}, which the school disputes"
    return f"{said}, {cover.elsewhere} of them on other claims" if cover.elsewhere else said


def confirmed_on_claims(lines):
    """Hours that stand confirmed on claims, by claim id, for each provider, school, year and mentor of these lines."""
    if not lines:
        return {}
    rows = (
        ClaimLine.objects.filter(
            is_answered(),
            provider__in={line.provider_id for line in lines},
            school__in={line.school_id for line in lines},
            year__in={line.year_id for line in lines},
            mentor__in={line.mentor_id for line in lines},
            claim__holds_hours=True,
        )
        .order_by()
        .values_list("provider_id", "school_id", "year_id", "mentor_id", "claim_id")
        .annotate(held=Sum(HELD))
    )
    found = {}
    for *key, claim_id, hours in rows:
        found.setdefault(tuple(key), {})[claim_id] = hours
    return found


def changed_since_checked():
    """Of a claim's check: whether the ledger said something new of its lines since."""
    lines = ClaimLine.objects.filter(claim=OuterRef(OuterRef("claim")))
    entries = LedgerEntry.objects.filter(updated_at__gt=OuterRef("checked_at"))
    return Exists(
        entries.filter(
            Exists(
                lines.filter(
                    provider=OuterRef("provider"),
                    school=OuterRef("school"),
                    year=OuterRef("year"),
                    mentor=OuterRef("mentor"),
                )
            )
        )
    )
