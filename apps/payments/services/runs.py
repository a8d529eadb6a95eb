"""Payment runs: prepared by one payments officer, released by another, taken back while nobody has the file."""

from django.db import connection, transaction
from django.db.models import F, Max

from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.models import Claim
from apps.core import clock
from apps.notifications.queue import queue
from apps.payments import downloads
from apps.payments.enums import Outcome, RunStatus
from apps.payments.models import PaymentLine, PaymentRun
from apps.payments.notifications import PaymentRunForPayer, PaymentRunRecalledForPayer, payer_people, tell_payer
from apps.payments.refusals import AlreadyDownloaded, NothingToPay, RunMovedOn, SecondPersonNeeded

MOST_AT_ONCE = 5000


def ready_claims(window):
    """Claims of a window that can be paid and stand in no run."""
    return Claim.objects.ready_to_pay().filter(window=window, is_in_run=False)


@transaction.atomic
def prepare_run(window, *, by):
    """Put every claim of a window that is ready to pay into a new run, at its frozen amount. Raises NothingToPay."""
    prepare_one_at_a_time()
    ready = ready_claims(window).select_related("school", "provider").defer("answers")
    claims = list(ready.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not claims:
        raise NothingToPay("Every approved claim of this window is in a payment run already, or none is approved yet.")
    run = PaymentRun.objects.create(
        number=(PaymentRun.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        window=window,
        total_pence=sum(claim.amount_pence for claim in claims),
        claims_count=len(claims),
        prepared_by=by,
    )
    PaymentLine.objects.bulk_create([line_for(run, claim) for claim in claims], batch_size=MOST_AT_ONCE)
    record("payment_run.prepare", run, by=by, number=run.number, claims=run.claims_count, total_pence=run.total_pence)
    return run


def prepare_one_at_a_time():
    """Wait for whoever prepares a run now: each run has the next number, and no claim is in two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('payment runs'))")


def line_for(run, claim):
    """What a run says of a claim, copied: later changes of school or provider change no run."""
    school = claim.school
    return PaymentLine(
        run=run,
        claim=claim,
        amount_pence=claim.amount_pence,
        school_urn=school.urn or "",
        vendor_number=school.vendor_number or "",
        school_name=school.name,
        school_local_authority=school.authority_name,
        school_type=school.type_name,
        school_group=school.group_name,
        provider_name=claim.provider.name,
        payee=school.payee,
        submitted_on=clock.day_of(claim.submitted_at),
    )


@transaction.atomic
def release_run(run, *, by):
    """Send a run to the payer: every claim moves on, and the payer's people get a link to the file.

    Raises RunMovedOn, SecondPersonNeeded, or MoveNotAllowed when a claim of it is no longer ready.
    """
    hold_run(run, RunStatus.PREPARED)
    if run.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this run. Another payments officer must release it.")
    lifecycle.move_many(claims_of(run), Move.SEND_TO_PAYER, by=by, note={"run": run.number})
    earlier = PaymentLine.objects.exclude(run=run).filter(outcome=Outcome.HELD, claim__in=run.lines.values("claim"))
    earlier.update(outcome=Outcome.SENT_AGAIN, updated_at=clock.now(), version=F("version") + 1)
    run.status, run.released_by, run.released_at = RunStatus.RELEASED, by, clock.now()
    run.save(update_fields=["status", "released_by", "released_at"])
    event = record(
        "payment_run.release", run, by=by, number=run.number, claims=run.claims_count, total_pence=run.total_pence
    )
    send_links(run, event)
    return run


@transaction.atomic
def send_new_links(run, *, by):
    """Email the payer's people a fresh link to the file of a released run."""
    hold_run(run, RunStatus.RELEASED)
    send_links(run, record("payment_run.send_link", run, by=by, number=run.number))


def send_links(run, event):
    """A link of their own for each person at the payer."""
    for person in payer_people():
        context = {"person": person, "token": downloads.new_link(run, person.email)}
        queue(PaymentRunForPayer(to=person.email, event=event, about=run, context=context))


@transaction.atomic
def cancel_run(run, *, by, reason=""):
    """Give up a run that was prepared: its claims are ready to pay again."""
    hold_run(run, RunStatus.PREPARED)
    hold_claims(run)
    end_run(run, RunStatus.CANCELLED, by=by, reason=reason)
    record("payment_run.cancel", run, by=by, number=run.number, reason=reason)


@transaction.atomic
def recall_run(run, *, by, reason):
    """Take a released run back while nobody has downloaded its file: its claims are approved again, the payer is told.

    Raises RunMovedOn, AlreadyDownloaded, SecondPersonNeeded, or MoveNotAllowed when the payer has answered.
    """
    hold_run(run, RunStatus.RELEASED)
    if run.first_downloaded_at:
        raise AlreadyDownloaded(
            f"The file was first downloaded on {clock.day_of(run.first_downloaded_at):%-d %B %Y}. "
            "Ask the payer to answer “not paid” for claims that must not be paid."
        )
    if run.released_by_id == by.pk:
        raise SecondPersonNeeded("You released this run. Another payments officer must recall it.")
    lifecycle.move_many(claims_of(run), Move.RECALL, by=by, note={"run": run.number, "reason": reason})
    end_run(run, RunStatus.RECALLED, by=by, reason=reason)
    event = record("payment_run.recall", run, by=by, number=run.number, reason=reason)
    tell_payer(PaymentRunRecalledForPayer, run, event)


def end_run(run, status, *, by, reason):
    """Cancelled or recalled: its lines pay nobody."""
    run.status, run.ended_by, run.ended_at, run.end_reason = status, by, clock.now(), reason
    run.save(update_fields=["status", "ended_by", "ended_at", "end_reason"])
    run.lines.update(is_live=False, updated_at=clock.now(), version=F("version") + 1)


def hold_run(run, status):
    """Lock a run and read it afresh. Raises RunMovedOn unless it still has this status."""
    run.refresh_from_db(from_queryset=PaymentRun.objects.hold())
    if run.status != status:
        who = run.ended_by or run.released_by or run.prepared_by
        raise RunMovedOn(f"{run} is now {run.get_status_display().lower()}, by {who}. Look at it again.")


def claims_of(run):
    return Claim.objects.filter(payment_lines__run=run)


def hold_claims(run):
    """Lock a run's claims in the order in which everybody locks claims."""
    claims = Claim.objects.filter(pk__in=run.lines.values("claim")).order_by("pk")
    list(claims.select_for_update(of=("self",), no_key=True).values_list("pk"))
