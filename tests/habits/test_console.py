"""The habits of browsers on what DfE and the payer do with a claim."""

import pytest

from apps.audit.actors import Actor
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.payments.models import PaymentLine
from apps.payments.services.runs import prepare_run
from tests.factories import (
    approved_claim,
    paid_claim,
    payer_person,
    sent_claim,
    submitted_claim,
    support_person,
)
from tests.habits.habits import LastPage, address, try_habits

pytestmark = pytest.mark.django_db
PAID_ON = {"paid_on-day": "9", "paid_on-month": "2", "paid_on-year": "2026"}
RETURN_BY = {"return_by-day": "3", "return_by-month": "3", "return_by-year": "2026"}
CHANGED = {"again": "This changed while you were here"}


def caseworker():
    return support_person("caseworker")


def officer():
    return support_person("payments_officer")


def referred():
    claim = submitted_claim()
    lifecycle.move(claim, Move.REFER, by=Actor.job("checks"))
    return claim


def decide(name, **says):
    return LastPage(caseworker(), address(f"support:{name}", referred()), says, **CHANGED)


def approve():
    return decide("approve-claim")


def send_back():
    return decide("return-claim", **RETURN_BY)


def reject():
    return decide("reject-claim", category="not_trained")


def withdraw_for_the_school():
    return decide("withdraw-claim")


def reopen():
    return LastPage(caseworker(), address("support:reopen-claim", approved_claim()), **CHANGED)


def assign():
    person = caseworker()
    return LastPage(person, address("support:assign-claim", referred()), {"to": str(person.pk)})


def prepare():
    return LastPage(
        officer(), address("support:prepare-run", approved_claim().window), again="in a payment run already"
    )


def prepared():
    return prepare_run(approved_claim().window, by=officer())


def release():
    return LastPage(officer(), address("support:release-run", prepared()), **CHANGED)


def cancel():
    return LastPage(officer(), address("support:cancel-run", prepared()), **CHANGED)


def recall():
    run = PaymentLine.objects.get(claim=sent_claim()).run
    return LastPage(officer(), address("support:recall-run", run), **CHANGED)


def answer_for_the_payer():
    line = PaymentLine.objects.get(claim=sent_claim())
    return LastPage(officer(), address("support:answer-line", line), {"says": "paid"} | PAID_ON)


def note_that_a_payment_came_back():
    line = PaymentLine.objects.get(claim=paid_claim())
    return LastPage(officer(), address("support:came-back", line), **CHANGED)


def answer_as_the_payer():
    line = PaymentLine.objects.get(claim=sent_claim())
    return LastPage(payer_person(), address("payments:payer-answer-line", line), {"says": "paid"} | PAID_ON)


JOURNEYS = [
    approve,
    send_back,
    reject,
    withdraw_for_the_school,
    reopen,
    assign,
    prepare,
    release,
    cancel,
    recall,
    answer_for_the_payer,
    note_that_a_payment_came_back,
    answer_as_the_payer,
]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_no_habit_of_browsers_does_harm(client, journey):
    try_habits(client, journey())
