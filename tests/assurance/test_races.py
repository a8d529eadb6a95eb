"""Two at once: people answering the same lines, workers checking the same claims. One effect, and nobody waits for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apps.assurance.models import Confirmation, ConfirmationRequest, RuleResult
from apps.assurance.rules import RULES
from apps.assurance.services import answer_files
from apps.assurance.services.checking import check_due
from apps.assurance.services.confirming import answer_hours, undo_answer
from apps.audit.actors import Actor, acting
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.core import clock
from tests.assurance.world import (
    CHECKS,
    asked_claim,
    check,
    confirm,
    confirmed_claim,
    member_at,
    not_ours,
    other_hours,
    provider_with_people,
    waiting,
)
from tests.factories import member_of, submitted_claim

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do all of these at the same moment, each on a connection of its own. Returns what each gave or raised."""
    barrier, moment = threading.Barrier(len(works)), clock.now()

    def run(work):
        try:
            with clock.moved_to(moment), acting(Actor.job("A racer")):
                barrier.wait(timeout=10)
                return work()
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.parametrize("round_", range(3))
def test_two_people_answering_the_same_line_leave_one_answer(round_):
    provider = provider_with_people()
    one, other = member_at(provider), member_of(provider)
    claim = asked_claim(provider=provider)
    line = claim.lines.get()

    outcomes = at_once(
        lambda: answer_hours(provider, [confirm(line)], by=one),
        lambda: answer_hours(provider, [not_ours(line)], by=other),
    )

    assert sorted(len(outcome.kept) for outcome in outcomes) == [0, 1]
    assert Confirmation.objects.count() == 1


def test_batches_in_opposite_orders_never_wait_for_each_other():
    provider = provider_with_people()
    by = member_at(provider)
    for _ in range(6):
        asked_claim(provider=provider)
    lines = waiting(provider)
    answers = [confirm(line) for line in lines]

    outcomes = at_once(
        lambda: answer_hours(provider, answers, by=by),
        lambda: answer_hours(provider, answers[::-1], by=by),
    )

    assert sum(len(outcome.kept) for outcome in outcomes) == 6
    assert Confirmation.objects.count() == 6


def test_fewer_hours_given_twice_at_once_return_the_claim_once():
    provider = provider_with_people()
    by = member_at(provider)
    claim = asked_claim(provider=provider)
    line = claim.lines.get()

    at_once(*[lambda: answer_hours(provider, [other_hours(line, 6)], by=by)] * 4)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.RETURNED
    assert Claim.pgh_event_model.objects.filter(pgh_obj=claim, status="returned").count() == 1


def test_undoing_twice_at_once_undoes_once():
    claim = confirmed_claim()
    by, pk = member_at(claim.provider), Confirmation.objects.get().pk

    outcomes = at_once(*[lambda: undo_answer(Confirmation.objects.get(pk=pk), by=by)] * 4)

    assert outcomes == [None] * 4
    assert Confirmation.pgh_event_model.objects.filter(pgh_obj=pk, undone_at__isnull=False).count() == 1


def test_several_workers_share_the_claims_and_check_each_once():
    provider = provider_with_people()
    claims = [submitted_claim(hours=(1,), provider=provider) for _ in range(8)]

    looked = at_once(*[lambda: check_due(by=CHECKS)] * 4)

    assert sum(looked) >= 8
    assert RuleResult.objects.count() == 8 * len(RULES)
    assert ConfirmationRequest.objects.filter(claim__in=claims).count() == 8
    assert check() == 0


def test_a_claim_answered_while_it_is_checked_is_looked_at_again():
    provider = provider_with_people()
    by = member_at(provider)
    claim = asked_claim(provider=provider)
    line = claim.lines.get()

    at_once(lambda: answer_hours(provider, [not_ours(line)], by=by), lambda: check_due(by=CHECKS))
    check()

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.NEEDS_REVIEW


def test_a_file_of_answers_sent_twice_at_once_and_its_double_leave_one_answer_a_line():
    provider = provider_with_people()
    one, other = member_at(provider), member_of(provider)
    lines = list(asked_claim(hours=(16, 5), provider=provider).lines.select_related("mentor"))
    rows = [f"{line.pk},{line.mentor.trn},{line.hours},confirmed" for line in lines]
    data = "\r\n".join(["claim_line_id,mentor_trn,hours_claimed,answer", *rows]).encode()
    file, double = [answer_files.keep_file(provider, "a.csv", data, by=one) for _ in range(2)]

    def send(kept, person):
        return answer_files.apply_file(provider, type(kept).objects.get(pk=kept.pk), by=person)

    outcomes = at_once(
        lambda: send(file, one), lambda: send(file, other), lambda: send(double, one), lambda: send(double, other)
    )

    assert sum(outcome is None for outcome in outcomes) == 2
    assert sorted(len(outcome.kept) for outcome in outcomes if outcome) == [0, 2]
    assert Confirmation.objects.count() == 2
