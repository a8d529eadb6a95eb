"""A worker is killed at any statement of its work: nothing is lost, nothing happens twice."""

import os
import signal

import pytest
from django.db import connection, connections

from apps.assurance.models import RuleResult
from apps.assurance.rules import RULES
from apps.assurance.services.checking import check_due
from apps.assurance.tasks import check_claims
from apps.claims.enums import ClaimStatus
from tests.assurance.test_checking import outbox, status_of
from tests.assurance.world import CHECKS, check, confirmed_claim, later, provider_with_people
from tests.factories import submitted_claim

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def killed_at(statement, work):
    """Do some work in a process of its own and kill it before its n-th statement. True when it was killed, not done."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        count = 0

        def die_in_time(execute, sql, params, many, context):
            nonlocal count
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(die_in_time):
            work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def statements_of(work):
    """How many statements the whole work takes."""
    count = 0

    def counting(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        work()
    return count


def test_a_worker_killed_at_any_statement_of_clearing_a_claim_loses_nothing():
    cleared = confirmed_claim()
    with later(hours=1):
        most = statements_of(check_claims)
        assert status_of(cleared) == ClaimStatus.APPROVED

        for statement in range(1, most + 1, 3):
            with later(hours=-1):
                claim = confirmed_claim()
            emails = outbox("ClaimApprovedForSchool").count()

            killed_at(statement, check_claims)
            check()

            assert status_of(claim) == ClaimStatus.APPROVED
            assert outbox("ClaimApprovedForSchool").count() == emails + 1
            assert RuleResult.objects.filter(claim=claim, code="AR01").count() == 1


def test_a_worker_killed_in_the_middle_of_a_batch_keeps_what_it_finished():
    provider = provider_with_people()
    claims = [submitted_claim(hours=(1,), provider=provider) for _ in range(4)]
    one = statements_of(lambda: check_due(by=CHECKS, most=1))

    assert killed_at(one * 2, lambda: check_due(by=CHECKS))

    assert RuleResult.objects.values("claim").distinct().count() >= 2
    check()
    assert RuleResult.objects.count() == len(claims) * len(RULES)
    assert outbox("HoursToConfirmForProvider").count() == len(claims)
