"""What other claims say about a claim: the same hours again, the same mentor elsewhere, what similar schools claim."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Case, Count, IntegerField, Q, Value, When

from apps.claims.enums import ClaimStatus
from apps.claims.models import ClaimLine
from apps.training.models import Allowance

REPEATED_WITHIN = timedelta(days=28)
SIZES = ((200, "fewer than 200 pupils"), (500, "200 to 499 pupils"), (1000, "500 to 999 pupils"))
LARGEST = "1,000 pupils or more"


@dataclass(frozen=True)
class Peers:
    """How many mentors a school claimed for in a year, beside schools of its phase and size that claimed."""

    mentors: int
    schools: int
    median: float
    kind: str


def earlier_years(lines):
    """Names of the earlier years in which hours of a line's mentor with its provider, or a site of it, are used now, by line id."""
    providers = {line.provider_id for line in lines}
    rows = (
        Allowance.objects.filter(
            Q(provider__in=providers) | Q(provider__part_of__in=providers),
            mentor__in={line.mentor_id for line in lines},
            used__gt=0,
        )
        .order_by("year__starts_on")
        .values_list("mentor_id", "provider_id", "provider__part_of", "year__starts_on", "year__name")
    )
    known = defaultdict(list)
    for mentor, provider, part_of, starts_on, name in rows:
        known[mentor, part_of or provider].append((starts_on, name))
    return {
        line.pk: tuple(
            name for starts_on, name in known[line.mentor_id, line.provider_id] if starts_on < line.claim.year.starts_on
        )
        for line in lines
    }


def used_by_another_trn(lines):
    """Hours used in a line's year with its provider under another TRN of the same person, by line id."""
    people = {line.mentor.merged_into_id or line.mentor_id for line in lines}
    rows = (
        Allowance.objects.filter(
            Q(mentor__in=people) | Q(mentor__merged_into__in=people),
            provider__in={line.provider_id for line in lines},
            year__in={line.year_id for line in lines},
            used__gt=0,
        )
        .order_by()
        .values_list("mentor_id", "mentor__merged_into", "provider_id", "year_id", "used")
    )
    known = defaultdict(list)
    for mentor, person, provider, year, used in rows:
        known[person or mentor, provider, year].append((mentor, used))
    return {
        line.pk: sum(
            used
            for mentor, used in known[line.mentor.merged_into_id or line.mentor_id, line.provider_id, line.year_id]
            if mentor != line.mentor_id
        )
        for line in lines
    }


def other_schools(lines):
    """Names of the other schools that claim for a line's mentor in its year, by line id."""
    rows = (
        ClaimLine.objects.filter(
            mentor__in={line.mentor_id for line in lines},
            year__in={line.year_id for line in lines},
            claim__holds_hours=True,
        )
        .order_by("school__name")
        .values_list("mentor_id", "year_id", "school_id", "school__name")
        .distinct()
    )
    known = defaultdict(list)
    for mentor, year, school, name in rows:
        known[mentor, year].append((school, name))
    return {
        line.pk: tuple(name for school, name in known[line.mentor_id, line.year_id] if school != line.school_id)
        for line in lines
    }


def repeats(lines):
    """References of other claims of the same school, provider, mentor and hours, submitted in the 28 days before, by line id."""
    rows = (
        ClaimLine.objects.filter(
            mentor__in={line.mentor_id for line in lines},
            school__in={line.school_id for line in lines},
            claim__holds_hours=True,
        )
        .exclude(claim__status=ClaimStatus.DRAFT)
        .order_by("claim__submitted_at")
        .values_list(
            "mentor_id", "school_id", "provider_id", "hours", "claim_id", "claim__reference", "claim__submitted_at"
        )
    )
    known = defaultdict(list)
    for *key, claim_id, reference, submitted_at in rows:
        known[tuple(key)].append((claim_id, reference, submitted_at))
    return {
        line.pk: tuple(
            reference
            for claim_id, reference, submitted_at in known[line.mentor_id, line.school_id, line.provider_id, line.hours]
            if claim_id != line.claim_id and timedelta() <= line.claim.submitted_at - submitted_at <= REPEATED_WITHIN
        )
        for line in lines
    }


def peers_of(claims):
    """How each claim's school compares with others of its phase and size in its year, by claim id. One query a year."""
    by_year = defaultdict(list)
    for claim in claims:
        by_year[claim.year_id].append(claim)
    found = {}
    for year, group in by_year.items():
        groups = {group_of(claim.school) for claim in group}
        counts = mentors_by_school(year, groups)
        for claim in group:
            key = group_of(claim.school)
            others = [count for school, count in counts[key].items() if school != claim.school_id]
            found[claim.pk] = Peers(
                mentors=counts[key].get(claim.school_id, 0),
                schools=len(others),
                median=median(others) if others else 0,
                kind=f"{claim.school.phase_name.lower() or 'other'} schools with {size_of(claim.school)[1]}",
            )
    return found


def mentors_by_school(year, groups):
    """How many mentors each school of these groups claims for in a year, by group."""
    phases = {phase for phase, _ in groups}
    size = Case(
        *(When(school__pupils__lt=most, then=Value(number)) for number, (most, _) in enumerate(SIZES)),
        default=Value(len(SIZES)),
        output_field=IntegerField(),
    )
    rows = (
        ClaimLine.objects.filter(Q(claim__holds_hours=True), year=year, school__phase_code__in=phases)
        .exclude(school__pupils=None)
        .annotate(size=size)
        .order_by()
        .values_list("school__phase_code", "size", "school_id")
        .annotate(mentors=Count("mentor", distinct=True))
    )
    found = defaultdict(dict)
    for phase, number, school, count in rows:
        found[phase, number][school] = count
    return found


def group_of(school):
    return school.phase_code, size_of(school)[0]


def size_of(school):
    """The size of a school: a number to compare by, and words. One whose pupils are not known is like no other."""
    if school.pupils is None:
        return -1, "an unknown number of pupils"
    for number, (most, words) in enumerate(SIZES):
        if school.pupils < most:
            return number, words
    return len(SIZES), LARGEST
