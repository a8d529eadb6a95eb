"""The payer's file, byte for byte. Its columns and forms are a contract with another organisation: change them with it."""

from pathlib import Path

import pytest

from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.services.drafts import start_claim, write_lines
from apps.claims.services.submission import submit_claim
from apps.core.files.writing import csv_text
from apps.payments.files import payer_answers, payment_file
from apps.payments.files.payer_answers import Answer
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.users.models import SupportRole
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    open_window,
    payer_person,
    school_that_can_claim,
    statements,
    support_person,
    year_2025,
)

KEPT = Path(__file__).with_name("payment-run.csv")


def a_claim(reference, hours, **school):
    """A claim with a reference that stays the same from run to run."""
    school = school_that_can_claim(**school)
    claim = start_claim(school, ProviderFactory(name="Thames Teacher Training, London"), year_2025(), by=school.member)
    type(claim).objects.filter(pk=claim.pk).delete()
    claim.reference, claim._state.adding = reference, True
    claim.save(force_insert=True)
    write_lines(claim, {MentorFactory(at=school): hours})
    open_window()
    submit_claim(claim, by=school.member, declared=statements(claim), is_mentor=False)
    lifecycle.move(claim, Move.CLEAR, by=school.member)
    return claim


@pytest.fixture
def run():
    claims = [
        a_claim("222-222-2", 16, urn="100001", name="Hollins Primary School"),
        a_claim("333-333-V", 3, urn=None, vendor_number="V0042", name="=Ysgol “Zoë” O’Neill", group_code="10",
                group_name="Academies", type_name="Academy converter"),
        a_claim("444-444-P", 1, urn="100003", name="St Mary’s, Kelder"),
    ]  # fmt: skip
    run = prepare_run(claims[0].window, by=support_person(SupportRole.PAYMENTS_OFFICER))
    return release_run(run, by=support_person(SupportRole.PAYMENTS_OFFICER))


@pytest.mark.django_db
def test_the_payment_file_is_the_one_agreed_byte_for_byte(run):
    fin = payer_person()
    answer_lines([Answer("333-333-V", "not_paid", reason="No such account")], by=fin)

    made = csv_text(payment_file.COLUMNS, payment_file.rows_of(run)).encode()

    assert made == KEPT.read_bytes()


def test_the_columns_out_are_those_of_the_contract():
    header = KEPT.read_text("utf-8-sig").splitlines()[0]

    assert ",".join(payment_file.COLUMNS) == header


def test_the_columns_in_are_among_the_columns_out():
    assert set(payer_answers.COLUMNS) <= set(payment_file.COLUMNS)
    assert payer_answers.REQUIRED == ["claim_reference", "claim_status"]
