"""What the database itself forbids, whoever asks: raw SQL, as the app's own role."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from apps.payments.files.payer_answers import Answer
from apps.payments.services.answers import answer_lines
from tests.factories import approved_claim

pytestmark = pytest.mark.django_db

NEW_LINE = """
    INSERT INTO payments_paymentline (id, created_at, updated_at, version, run_id, claim_id, amount_pence, is_live, outcome,
        school_urn, vendor_number, school_name, school_local_authority, school_type, school_group, provider_name, payee,
        submitted_on)
    SELECT gen_random_uuid(), now(), now(), 1, %(run)s, %(claim)s, %(amount)s, true, 'outstanding', '', '', 'S', '', '', '',
        'P', 'S', now()::date
"""


def refused(sql, **values):
    """Whether the database refuses a statement, at once or when the transaction would end."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError:
        return True
    return False


ATTACKS = {
    "release by the preparer": "UPDATE payments_paymentrun SET status = 'released', released_by_id = prepared_by_id, released_at = now()",
    "release by nobody": "UPDATE payments_paymentrun SET status = 'released'",
    "skip to recalled": "UPDATE payments_paymentrun SET status = 'recalled'",
    "an unknown status": "UPDATE payments_paymentrun SET status = 'paid'",
    "another total": "UPDATE payments_paymentrun SET total_pence = total_pence + 1",
    "another count": "UPDATE payments_paymentrun SET claims_count = claims_count + 1",
    "delete a run": "DELETE FROM payments_paymentrun",
    "another amount": "UPDATE payments_paymentline SET amount_pence = amount_pence + 1",
    "another claim": "UPDATE payments_paymentline SET claim_id = gen_random_uuid()",
    "delete a line": "DELETE FROM payments_paymentline",
    "an unknown outcome": "UPDATE payments_paymentline SET outcome = 'lost'",
    "paid but not live": "UPDATE payments_paymentline SET outcome = 'paid', is_live = false",
    "rejected but live": "UPDATE payments_paymentline SET outcome = 'rejected'",
    "empty the lines": "TRUNCATE payments_paymentline CASCADE",
    "empty the runs": "TRUNCATE payments_paymentrun CASCADE",
    "rewrite what the machine noted": "UPDATE payments_paymentlineevent SET amount_pence = 1",
    "forget what the machine noted": "DELETE FROM payments_paymentrunevent",
    "drop a trigger": "DROP TRIGGER lines_call_their_run_to_account ON payments_paymentline",
    "switch a trigger off": "ALTER TABLE payments_paymentline DISABLE TRIGGER ALL",
    "a run born released": """
        INSERT INTO payments_paymentrun (id, created_at, updated_at, version, number, window_id, status, total_pence,
            claims_count, prepared_by_id, prepared_at, released_by_id, released_at, end_reason)
        SELECT gen_random_uuid(), now(), now(), 1, 99, window_id, 'released', 1, 1, prepared_by_id, now(),
            (SELECT id FROM users_user WHERE id <> prepared_by_id LIMIT 1), now(), '' FROM payments_paymentrun
    """,
    "a run without claims": """
        INSERT INTO payments_paymentrun (id, created_at, updated_at, version, number, window_id, status, total_pence,
            claims_count, prepared_by_id, prepared_at, end_reason)
        SELECT gen_random_uuid(), now(), now(), 1, 99, window_id, 'prepared', 0, 0, prepared_by_id, now(), ''
        FROM payments_paymentrun
    """,
    "the same number twice": """
        INSERT INTO payments_paymentrun (id, created_at, updated_at, version, number, window_id, status, total_pence,
            claims_count, prepared_by_id, prepared_at, end_reason)
        SELECT gen_random_uuid(), now(), now(), 1, number, window_id, 'prepared', total_pence, claims_count,
            prepared_by_id, now(), '' FROM payments_paymentrun
    """,
}


@pytest.mark.parametrize("sql", ATTACKS.values(), ids=ATTACKS)
def test_the_database_refuses(sql, prepared, pete):
    assert refused(sql)


def test_a_second_live_line_for_one_claim_is_refused(prepared, claim):
    assert refused(NEW_LINE, run=prepared.pk, claim=claim.pk, amount=claim.amount_pence)


def test_a_line_beside_the_total_of_its_run_is_refused(prepared):
    other = approved_claim()

    assert refused(NEW_LINE, run=prepared.pk, claim=other.pk, amount=other.amount_pence)


def test_a_line_of_another_amount_than_the_claims_is_refused(prepared):
    other = approved_claim()

    assert refused(NEW_LINE, run=prepared.pk, claim=other.pk, amount=other.amount_pence - 1)


def test_a_line_in_a_released_run_is_refused(released):
    other = approved_claim()

    assert refused(NEW_LINE, run=released.pk, claim=other.pk, amount=other.amount_pence)


def test_a_line_of_no_claim_is_refused(prepared):
    assert refused(NEW_LINE, run=prepared.pk, claim=uuid.uuid4(), amount=1)


def test_a_downloaded_run_is_not_recalled_and_a_run_not_by_its_releaser(released, priya):
    recall = "UPDATE payments_paymentrun SET status = 'recalled', ended_by_id = %(who)s, ended_at = now()"

    assert refused(recall, who=released.released_by_id)
    assert refused(recall + ", first_downloaded_at = now()", who=priya.pk)


def test_an_answer_is_written_once(line, fin):
    answer_lines([Answer(line.claim.reference, "not_paid", reason="Closed")], by=fin)

    assert refused("UPDATE payments_payeranswer SET reason = 'Open'")
    assert refused("DELETE FROM payments_payeranswer")


def test_paid_without_a_date_and_not_paid_without_a_reason_are_refused(line, fin):
    insert = """
        INSERT INTO payments_payeranswer (id, line_id, says, reason, category, answered_by_id, answered_at)
        VALUES (gen_random_uuid(), %(line)s, %(says)s, '', '', %(by)s, now())
    """

    assert refused(insert, line=line.pk, says="paid", by=fin.pk)
    assert refused(insert, line=line.pk, says="not_paid", by=fin.pk)


def test_a_write_for_which_nobody_acts_is_refused(prepared):
    assert refused("SET LOCAL pghistory.context_metadata = ''; UPDATE payments_paymentrun SET version = version + 1")


def test_an_honest_statement_is_not_refused(prepared):
    assert not refused("UPDATE payments_paymentrun SET version = version + 1")
