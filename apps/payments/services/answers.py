"""What the payer answers, on the page, by file, or through a payments officer: the same service for all three."""

from django.db import transaction
from django.db.models import F

from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import ASKED_SCHOOL, REMEDIES, ClaimStatus, Move
from apps.claims.models import Claim, ClaimLine
from apps.claims.moves import MOVES
from apps.claims.notifications import tell_school
from apps.core import clock
from apps.notifications.queue import queue_many
from apps.payments.enums import Outcome, PayerSays
from apps.payments.files.payer_answers import Answer
from apps.payments.models import PayerAnswer, PaymentLine
from apps.payments.notifications import (
    ClaimPaidForSchool,
    InformationSentForPayer,
    PaymentHeldForSchool,
    PaymentRejectedForSchool,
    addresses_of,
    tell_payer,
)
from apps.payments.refusals import AnswerRefused
from apps.training.models import Allowance

EFFECTS = {
    PayerSays.PAID: (Move.MARK_PAID, Outcome.PAID),
    PayerSays.NOT_PAID: (Move.REJECT_PAYMENT, Outcome.REJECTED),
    PayerSays.NEEDS_INFORMATION: (Move.ASK_FOR_INFORMATION, Outcome.HELD),
    PayerSays.CAME_BACK: (Move.PAYMENT_CAME_BACK, Outcome.HELD),
}
EMAILS = {
    PayerSays.PAID: ClaimPaidForSchool,
    PayerSays.NOT_PAID: PaymentRejectedForSchool,
    PayerSays.NEEDS_INFORMATION: PaymentHeldForSchool,
    PayerSays.CAME_BACK: PaymentHeldForSchool,
}
HOLDS = (PayerSays.NEEDS_INFORMATION, PayerSays.CAME_BACK)
AS_IN_FILE = {PayerSays.CAME_BACK: PayerSays.NEEDS_INFORMATION}
UNCHANGED = "unchanged"


def current_lines(found):
    """The line that speaks for each claim, by reference: of the last run that was sent with it."""
    lines = PaymentLine.objects.sent().filter(claim__reference__in=found)
    lines = lines.select_related("run", "claim__school", "claim__provider", "claim__submitted_by")
    return {line.claim.reference: line for line in lines.order_by("run__number")}


def effects_of(answers):
    """For each answer its line and what stands against it: nothing, UNCHANGED, or words. Asks a constant number of queries."""
    lines = current_lines({answer.reference for answer in answers})
    said = {}
    for row in PayerAnswer.objects.filter(line__in=[line.pk for line in lines.values()]).order_by("answered_at"):
        said[row.line_id] = row
    found = []
    for answer in answers:
        line = lines.get(answer.reference)
        found.append((answer, line, what_stands_against(answer, line, said.get(line.pk) if line else None)))
    return found


def what_stands_against(answer, line, last):
    """Why an answer cannot be applied to its line now; "" when it can."""
    reference = answer.reference
    if line is None:
        return f"Claim {reference} is in no payment run that was sent to you. Check the reference."
    if last and answer.said == (AS_IN_FILE.get(last.says, last.says), last.paid_on, last.reason):
        return UNCHANGED
    claim = line.claim
    if claim.status == ClaimStatus.PAYMENT_INFORMATION_SENT:
        if claim.is_in_run:
            return f"Claim {reference} goes into the next payment run. Answer it there."
        if answer.says == PayerSays.NEEDS_INFORMATION:
            return f"We answered your question about claim {reference}. Read our answer, then say paid or not_paid."
    if claim.status in MOVES[EFFECTS[answer.says][0]].sources:
        return ""
    if claim.status == ClaimStatus.PAYMENT_INFORMATION_REQUESTED:
        return f"We are finding the information you asked for about claim {reference}. Wait for it before you answer."
    label = claim.label("payer")
    now = label.text.lower() if label else "no longer with you"
    return f"Claim {reference} is already answered: {now}. Ask DfE if that is wrong."


@transaction.atomic
def answer_lines(answers, *, by, source=None):
    """Apply what the payer says of claims, all or none, and tell the schools. Returns how many claims moved.

    `source` is the file that said it, if any did. Raises AnswerRefused when one of them can no longer be applied.
    """
    answers = list(answers)
    hold_claims({answer.reference for answer in answers})
    found = effects_of(answers)
    for _, _, against in found:
        if against and against != UNCHANGED:
            raise AnswerRefused(against)
    found = [(answer, line) for answer, line, against in found if not against]
    hold_hours_of([line for answer, line in found if answer.says == PayerSays.NOT_PAID])
    alike = {}
    for answer, line in found:
        alike.setdefault((answer.says, answer.paid_on, answer.reason, answer.category), []).append(line)
    emails = []
    for (says, paid_on, reason, category), lines in alike.items():
        events = move_lines(lines, says, paid_on, reason, category, by=by)
        PayerAnswer.objects.bulk_create(
            PayerAnswer(
                line=line,
                says=says,
                paid_on=paid_on,
                reason=reason,
                category=category,
                answered_by=by,
                answered_at=clock.now(),
                file=source,
            )
            for line in lines
        )
        emails += emails_about(lines, says, events, paid_on=paid_on, reason=reason, category=category)
    queue_many(emails)
    return len(found)


def move_lines(lines, says, paid_on, reason, category, *, by):
    """Move the claims of these lines, and the lines with them. Returns the lines of history by claim id."""
    move, outcome = EFFECTS[says]
    events = lifecycle.move_many(
        Claim.objects.filter(pk__in=[line.claim_id for line in lines]),
        move,
        by=by,
        note={"reason": reason, "paid_on": paid_on and f"{paid_on:%-d %B %Y}"},
        paid_on=paid_on,
        payer_reason=reason,
        reason_category=category,
    )
    PaymentLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        outcome=outcome, is_live=outcome == Outcome.PAID, updated_at=clock.now(), version=F("version") + 1
    )
    return events


def emails_about(lines, says, events, *, paid_on, reason, category):
    """What the schools are told. Of a question that DfE answers itself they are told nothing: it is not theirs."""
    if says in HOLDS and category not in REMEDIES:
        return
    addresses = addresses_of([line.claim for line in lines], finance=says == PayerSays.PAID)
    context = {"paid_on": paid_on, "reason": reason, "remedy": REMEDIES.get(category, ""), "who": "The payer"}
    for line in lines:
        for address in addresses[line.claim_id]:
            yield EMAILS[says](
                to=address, event=events[line.claim_id], about=line.claim, context={"line": line, **context}
            )


def hold_claims(found):
    """Lock claims in the order in which everybody locks claims."""
    claims = Claim.objects.filter(reference__in=found).order_by("pk")
    list(claims.select_for_update(of=("self",), no_key=True).values_list("pk"))


def hold_hours_of(lines):
    """Hours of rejected claims become free: lock their allowances in order before the first of them changes."""
    if lines:
        of_claims = ClaimLine.objects.filter(claim__in=[line.claim_id for line in lines], allowance__isnull=False)
        list(Allowance.objects.filter(pk__in=of_claims.values("allowance")).hold().values_list("pk"))


@transaction.atomic
def send_information(claim, *, by, words):
    """Answer the payer's question: the claim may be paid as it stands, or goes into the next run."""
    event = lifecycle.move(claim, Move.SEND_INFORMATION, by=by, note={"words": words}, information_sent=words)
    tell_payer(InformationSentForPayer, claim, event)
    return event


@transaction.atomic
def ask_school(claim, *, by, words):
    """Tell the school of a question that only it can mend. The claim stays held until DfE answers the payer."""
    lifecycle.hold(claim)
    if claim.status != ClaimStatus.PAYMENT_INFORMATION_REQUESTED:
        raise AnswerRefused(lifecycle.now_words(claim))
    if claim.reason_category not in REMEDIES:
        claim.reason_category = ASKED_SCHOOL
        claim.save(update_fields=["reason_category"])
    event = record("claim.ask_school", claim, by=by, words=words)
    context = {"reason": words, "remedy": REMEDIES[claim.reason_category], "who": "The Department for Education (DfE)"}
    tell_school(PaymentHeldForSchool, claim, event, **context)
    return event


def payment_came_back(claim, *, by, reason, category=""):
    """The bank returned a payment: the claim is held until its cause is mended."""
    return answer_lines([Answer(claim.reference, PayerSays.CAME_BACK, reason=reason, category=category)], by=by)
