"""F1. Whoever is killed, and wherever, nothing is lost, nothing happens twice, and run_due_work puts it right in 45 seconds."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import requests

from apps.assurance.models import RuleResult
from apps.assurance.rules import RULES
from apps.audit.models import AuditEvent
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.notifications.models import EmailState, OutboundEmail
from tests.factories import MentorFactory, draft_claim, school_that_can_claim, submitted_claim
from tests.faults.service import RECOVERED_WITHIN, Service, children_of, gate, kill, ready_to_submit, wait_until
from tests.notifications.conftest import an_email

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored"),
]


def kill_child(worker):
    """The process that does the work; its parent lives and starts another."""
    (child,) = children_of(worker)
    os.kill(child, signal.SIGKILL)


def kill_parent(worker):
    """The worker with all of its processes, as when a machine goes."""
    kill(worker)


VICTIMS = pytest.mark.parametrize("killing", [kill_child, kill_parent], ids=["child", "parent"])


def all_sent():
    return not OutboundEmail.objects.exclude(state=EmailState.SENT).exists()


def each_arrived_once(notify, emails):
    return sorted(taken["reference"] for taken in notify.emails) == sorted(str(email.id) for email in emails)


@VICTIMS
def test_an_email_being_leased_when_the_worker_dies(service, notify, killing):
    emails = [an_email(f"person{number}@schools.example") for number in range(3)]
    worker = service.start_worker()

    with gate("notifications_outboundemail", "update", "new.state = 'sending' and new.\"to\" like 'person1%'") as held:
        service.send("notifications.deliver")
        wait_until(held, why=service.words_of("worker"))
        killing(worker)
    service.start_due_work()

    assert wait_until(all_sent, within=RECOVERED_WITHIN) < RECOVERED_WITHIN
    assert each_arrived_once(notify, emails)


@VICTIMS
def test_an_email_that_notify_took_when_the_worker_died_before_noting_it(service, notify, killing):
    emails = [an_email(f"person{number}@schools.example") for number in range(3)]
    notify.fault({"delay_after": 8}, method="POST", body="person1@")
    worker = service.start_worker()

    service.send("notifications.deliver")
    wait_until(lambda: len(notify.emails) == 2)
    killing(worker)
    assert OutboundEmail.objects.get(to="person1@schools.example").state == EmailState.SENDING
    service.start_due_work()

    assert wait_until(all_sent, within=RECOVERED_WITHIN) < RECOVERED_WITHIN
    assert each_arrived_once(notify, emails)


def referred_soon():
    """A claim that the checks will refer: its mentor is no longer active on the teaching record."""
    school = school_that_can_claim()
    return submitted_claim((4,), school=school, mentors=[MentorFactory(at=school, is_active=False)])


def checked_once(claims):
    """Each claim was referred once, by one run of every rule, and its school was told once of each thing."""
    return all(
        Claim.objects.get(pk=claim.pk).status == ClaimStatus.NEEDS_REVIEW
        and AuditEvent.objects.filter(event="claim.refer", subject_id=claim.pk).count() == 1
        and RuleResult.objects.filter(claim=claim).count() == len(RULES)
        for claim in claims
    )


def all_checked():
    return not Claim.objects.filter(status=ClaimStatus.SUBMITTED).exists()


@VICTIMS
@pytest.mark.parametrize(
    ("table", "event", "when"),
    [
        pytest.param("assurance_ruleresult", "insert", "new.code = 'AR07'", id="with half of the findings written"),
        pytest.param("claims_claim", "update", "new.status = 'needs_review'", id="while the claim moves"),
        pytest.param("assurance_claimcheck", "insert", "true", id="just before the commit"),
    ],
)
def test_a_claim_being_checked_when_the_worker_dies(service, window, killing, table, event, when):
    claims = [referred_soon() for _ in range(3)]
    worker = service.start_worker()

    with gate(table, event, when) as held:
        service.send("assurance.check_claims")
        wait_until(held, why=service.words_of("worker"))
        killing(worker)
        assert not Claim.objects.filter(status=ClaimStatus.NEEDS_REVIEW).exists()
    service.start_due_work()

    assert wait_until(all_checked, within=RECOVERED_WITHIN) < RECOVERED_WITHIN
    assert checked_once(claims)


@VICTIMS
def test_a_worker_that_dies_between_two_claims_keeps_the_first_and_loses_not_the_second(service, window, killing):
    first, second = referred_soon(), referred_soon()
    worker = service.start_worker()

    with gate("claims_claim", "update", f"new.id = '{second.pk}'") as held:
        service.send("assurance.check_claims")
        wait_until(held, why=service.words_of("worker"))
        killing(worker)
        assert checked_once([first])
    service.start_due_work()

    assert wait_until(all_checked, within=RECOVERED_WITHIN) < RECOVERED_WITHIN
    assert checked_once([first, second])


@pytest.mark.parametrize("victim", ["worker", "master"])
def test_a_web_process_that_dies_after_the_commit_and_before_it_told_the_broker(tmp_path, notify, window, victim):
    """The broker takes the line and says nothing, so that the process can be killed while it waits."""
    claim = ready_to_submit(draft_claim((4,)))
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as person, ExitStack() as stack:
        silent.settimeout(30)
        service = Service(tmp_path, notify, f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        stack.callback(service.stop)
        web = service.start_web()
        pressed = person.submit(service.submit, service.browser_of(claim.created_by), claim)
        silent.accept()
        if victim == "master":
            kill(web)
        else:
            for worker in children_of(web):
                os.kill(worker, signal.SIGKILL)

        assert isinstance(pressed.exception(timeout=30), requests.ConnectionError)
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.SUBMITTED
        assert [email.state for email in OutboundEmail.objects.all()] == [EmailState.WAITING]
        service.start_due_work()

        took = wait_until(lambda: RuleResult.objects.exists() and all_sent(), within=RECOVERED_WITHIN)
        assert took < RECOVERED_WITHIN
        assert [taken["email_address"] for taken in notify.emails].count(claim.created_by.email) == 1
