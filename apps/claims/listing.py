"""The claims of one school as a light list: what may be asked of it, what it comes to, and each claim as a line."""

from collections import Counter
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Prefetch, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.claims.enums import ENDED_UNPAID, SCHOOL_LABELS, ClaimStatus
from apps.claims.filters import Asked, alike, statuses_by_label, text_box, ticks
from apps.claims.models import Claim, ClaimLine
from apps.core import clock, searching
from apps.core.money import pounds

SORTS = {
    "": ("Newest first", "-created_at"),
    "oldest": ("Oldest first", "created_at"),
    "highest": ("Highest amount first", "-worth"),
    "lowest": ("Lowest amount first", "worth"),
}


class ClaimsFilter(Asked):
    """The filters of a school's claims."""

    one = "claim"
    field_order = ("year", "status", "provider", "mentor", "sort")
    year = forms.ChoiceField(label="Academic year", required=False)
    status = ticks("Status", statuses_by_label())
    provider = forms.ChoiceField(label="Provider", required=False)
    mentor = text_box("Mentor", "Name or TRN")
    sort = forms.ChoiceField(
        label="Sort each year by", required=False, choices=[(key, words) for key, (words, _) in SORTS.items()]
    )

    def offer(self):
        """Years, providers and statuses that the school has claims of. Any status may be asked for; only these are drawn."""
        claims = Claim.objects.of_school(self.organisation).order_by().distinct()
        rows = list(claims.values_list("status", "year__starts_on", "year__name", "provider", "provider__name"))
        self.years = {str(day.year): day for day in sorted({row[1] for row in rows}, reverse=True)}
        names = {row[1]: row[2] for row in rows}
        self.fields["year"].choices = [("", "Every year"), *((key, names[day]) for key, day in self.years.items())]
        providers = sorted({(str(row[3]), row[4]) for row in rows}, key=lambda provider: provider[1].casefold())
        self.fields["provider"].choices = [("", "Every provider"), *providers]
        there = {SCHOOL_LABELS[ClaimStatus(row[0])].text for row in rows}
        asked = self.data.getlist("status")
        drawn = [(key, words) for key, words in statuses_by_label() if words in there or key in asked]
        self.fields["status"].widget.choices = drawn

    def claims(self):
        """The school's claims that meet every condition."""
        found = Claim.objects.of_school(self.organisation)
        if self.asked("year"):
            found = found.filter(year__starts_on=self.years[self.asked("year")])
        if self.asked("status"):
            found = found.filter(status__in=alike(self.asked("status")))
        if self.asked("provider"):
            found = found.filter(provider=self.asked("provider"))
        if self.asked("mentor"):
            found = found.filter(pk__in=self.lines_of_mentor().values("claim"))
        return found

    def lines_of_mentor(self):
        """Lines whose mentor's TRN is, or a name begins with, what was typed."""
        lines, typed = ClaimLine.objects.filter(school=self.organisation), self.asked("mentor")
        digits = "".join(typed.split())
        if digits.isdecimal():
            return lines.filter(mentor__trn=digits)
        for word in searching.words(typed)[:6]:
            lines = lines.filter(Q(mentor__sort_name__startswith=word) | Q(mentor__sort_name__contains=f" {word}"))
        return lines

    def in_order(self):
        """The claims with what the sort needs, and the keys that sort them: newest year first."""
        claims = self.claims().annotate(worth=Coalesce("amount_pence", Value(0)))
        return claims, ("-year__starts_on", SORTS[self.asked("sort")][1])


def totals_of(claims):
    """What these claims come to, in one query: claimed and paid, and beside them what does not count.

    Drafts hold no hours yet, and a claim that ended unpaid holds none any more.
    """
    alike = claims.order_by().annotate(is_paid=Q(paid_on__isnull=False)).values_list("status", "holds_hours", "is_paid")
    found = alike.annotate(Count("pk", distinct=True), Sum("lines__hours"), Sum("lines__amount_pence"))
    totals: Counter = Counter()
    for status, holds_hours, is_paid, count, hours, pence in found:
        kinds = {
            "claimed": holds_hours,
            "paid": holds_hours and is_paid,
            "drafted": status == ClaimStatus.DRAFT,
            "ended": status in ENDED_UNPAID,
        }
        totals["count"] += count
        for kind in (kind for kind, is_so in kinds.items() if is_so):
            totals.update({f"{kind}_count": count, f"{kind}_hours": hours or 0, f"{kind}_pence": pence or 0})
    return totals


SHOWN = (
    *("reference", "school", "provider__name", "year__name", "year__starts_on", "status", "reason_category"),
    *("amount_pence", "created_at", "created_by", "submitted_at", "return_by", "paid_on"),
)


def with_what_is_shown(claims):
    """The claims with all that a line of the list says, and no more."""
    lines = Prefetch("lines", ClaimLine.objects.only("claim", "hours"))
    return claims.select_related("provider", "year").only(*SHOWN).prefetch_related(lines)


def record_of(claim, asked=""):
    """Reference, what it is about, its tag, and the date that matters or how far a draft has come.

    Needs what `with_what_is_shown` reads. `asked` is the query of the list, for the way back from the claim.
    """
    address = reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])
    return {
        "title": claim.reference,
        "href": f"{address}?{urlencode({'list': asked})}" if asked else address,
        "hint": hint_of(claim),
        "tag": claim.label("school"),
        "note": note_of(claim),
    }


def hint_of(claim):
    lines = claim.lines.all()
    mentors = f"{len(lines)} mentor{'' if len(lines) == 1 else 's'}" if lines else "no mentors yet"
    worth = f" {pounds(claim.amount_pence)}." if claim.amount_pence is not None else ""
    return f"{claim.provider}, {mentors}.{worth} {next_words(claim)}".strip()


def next_words(claim):
    """What happens next, in one sentence; nothing where the tag says it all."""
    if claim.status == ClaimStatus.RETURNED:
        return "Change it and submit it again by its deadline, or it ends."
    return "" if claim.status in {ClaimStatus.PAID, ClaimStatus.WITHDRAWN} else claim.label("school").next


def note_of(claim):
    if claim.status == ClaimStatus.DRAFT:
        return progress_of(claim)
    if claim.status == ClaimStatus.RETURNED and claim.return_by:
        return f"By {claim.return_by:%-d %B %Y}"
    if claim.status == ClaimStatus.PAID and claim.paid_on:
        return f"Paid {claim.paid_on:%-d %B %Y}"
    return f"Submitted {clock.day_of(claim.submitted_at):%-d %B %Y}"


def progress_of(claim):
    """How far a draft has come: what is given, or what comes next."""
    lines = claim.lines.all()
    given = sum(1 for line in lines if line.hours)
    if not lines:
        return f"Mentors not chosen yet. Started {clock.day_of(claim.created_at):%-d %B %Y}"
    if given < len(lines):
        return f"Hours given for {given} of {len(lines)}"
    return (
        "Made from the provider’s records. Check it and submit" if claim.is_ready_made else "Ready to check and submit"
    )


def by_year(claims, asked=""):
    """Pairs of a year and its records, in the order given."""
    years = groupby(claims, key=lambda claim: claim.year)
    return [(year, [record_of(claim, asked) for claim in group]) for year, group in years]
