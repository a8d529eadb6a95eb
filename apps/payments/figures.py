"""Sums of money as pages show them: by run, by year, and what is about to be prepared. Read only."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from apps.claims.models import Claim
from apps.payments.enums import Outcome, RunStatus
from apps.payments.models import PaymentLine, PaymentRun
from apps.payments.services.runs import ready_claims

MOST_NAMED = 25


@dataclass(frozen=True)
class Sums:
    """Claims and pence of each outcome. They add up to what was sent."""

    counts: dict
    pence: dict

    def __getitem__(self, outcome):
        return self.pence.get(outcome, 0)

    def count(self, outcome):
        return self.counts.get(outcome, 0)

    @property
    def sent(self):
        return sum(self.pence.values())

    @property
    def sent_count(self):
        return sum(self.counts.values())

    @property
    def rows(self):
        """Label, claims and pence, in the order of a reconciliation; "sent again" only where it happened."""
        order = [Outcome.PAID, Outcome.HELD, Outcome.REJECTED, Outcome.SENT_AGAIN, Outcome.OUTSTANDING]
        return [
            (outcome.label, self.count(outcome), self[outcome])
            for outcome in order
            if outcome != Outcome.SENT_AGAIN or self.count(outcome)
        ]


def sums_of(lines):
    """The sums of one set of lines."""
    found = lines.order_by().values_list("outcome").annotate(Count("id"), Sum("amount_pence"))
    found = [(Outcome(outcome), count, pence) for outcome, count, pence in found]
    return Sums({outcome: count for outcome, count, _ in found}, {outcome: pence for outcome, _, pence in found})


def sums_by_run(runs):
    """The sums of each of these runs, by run id, in one query."""
    rows = (
        PaymentLine.objects.filter(run__in=[run.pk for run in runs])
        .order_by()
        .values_list("run_id", "outcome")
        .annotate(Count("id"), Sum("amount_pence"))
    )
    counts, pence = {}, {}
    for run_id, outcome, count, total in rows:
        counts.setdefault(run_id, {})[Outcome(outcome)] = count
        pence.setdefault(run_id, {})[Outcome(outcome)] = total
    return {run.pk: Sums(counts.get(run.pk, {}), pence.get(run.pk, {})) for run in runs}


@dataclass(frozen=True)
class RunOfYear:
    """A run and what became of its money."""

    run: PaymentRun
    sums: Sums


def year_reconciliation(year):
    """The released runs of a year, in order, and the sums of all of them."""
    runs = list(
        PaymentRun.objects.sent().filter(window__year=year).select_related("window", "released_by").order_by("number")
    )
    sums = sums_by_run(runs)
    total = sums_of(PaymentLine.objects.sent().filter(run__window__year=year))
    return [RunOfYear(run, sums[run.pk]) for run in runs], total


def waiting_for_payer():
    """Runs that wait for the payer, oldest first, each with `waiting` claims and their pence."""
    return (
        PaymentRun.objects.sent()
        .filter(lines__in=PaymentLine.objects.waiting())
        .annotate(waiting=Count("lines"), waiting_pence=Sum("lines__amount_pence"))
        .order_by("number")
    )


def waiting_by_run(runs):
    """How many claims of each of these runs wait for the payer, and their pence, by run id. What is held waits too, once we answered."""
    waiting = PaymentLine.objects.sent().waiting().filter(run__in=[run.pk for run in runs]).order_by()
    rows = waiting.values_list("run_id").annotate(Count("id"), Sum("amount_pence"))
    return {run_id: (count, pence) for run_id, count, pence in rows}


@dataclass(frozen=True)
class Ready:
    """What preparing a run of a window would put in it."""

    window: object
    count: int
    pence: int
    added: int
    removed: int
    last: PaymentRun | None


def windows_with_ready_claims():
    """Windows in which claims wait to be paid: window id, claims and pence."""
    ready = Claim.objects.ready_to_pay().filter(is_in_run=False, window__isnull=False)
    return ready.order_by("window__opens_on").values("window").annotate(count=Count("id"), pence=Sum("amount_pence"))


def ready_to_prepare(window):
    """Who would be in a run now, and what changed since the last one of this window was given up."""
    claims = ready_claims(window)
    total = claims.aggregate(count=Count("id"), pence=Sum("amount_pence"))
    last = PaymentRun.objects.filter(window=window).order_by("-number").first()
    given_up = last if last and last.status in (RunStatus.CANCELLED, RunStatus.RECALLED) else None
    added = removed = 0
    if given_up:
        before = PaymentLine.objects.filter(run=given_up)
        added = claims.exclude(pk__in=before.values("claim")).count()
        removed = before.exclude(claim__in=claims.values("pk")).count()
    return Ready(window, total["count"], total["pence"] or 0, added, removed, given_up)


def needs_a_look(claims, year):
    """What a person should see before money goes: schools that closed, and schools over the year's threshold.

    Claims by reason, `MOST_NAMED` named for each, with how many there are.
    """
    threshold = year.school_total_threshold_pence
    closed = claims.filter(school__is_open=False).select_related("school").order_by("school__sort_name", "id")
    totals = (
        Claim.objects.filter(year=year, holds_hours=True, school__in=claims.values("school"))
        .order_by()
        .values("school", "school__name")
        .annotate(pence=Sum("amount_pence"))
        .filter(pence__gt=threshold)
        .order_by("-pence", "school")
    )
    closed, closed_count = first_few(closed)
    over, over_count = first_few(totals)
    return {
        "closed": closed,
        "closed_count": closed_count,
        "over": over,
        "over_count": over_count,
        "threshold_pence": threshold,
    }


def first_few(rows):
    """The first rows, and how many there are: counted only where not all are shown."""
    found = list(rows[: MOST_NAMED + 1])
    return found[:MOST_NAMED], rows.count() if len(found) > MOST_NAMED else len(found)
