"""Integrity that raw SQL cannot break: the app's own role tries, with an actor set, and the database refuses each time."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from apps.assurance.models import Confirmation, ConfirmationRequest, RuleResult
from apps.audit.record import record
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.core import clock
from apps.notifications.models import OutboundEmail
from apps.payments.models import PayerAnswer, PaymentLine, PaymentRun
from apps.policy.models import AcademicYear
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    submitted_claim,
    support_person,
)

pytestmark = pytest.mark.django_db

AMOUNTS = "UPDATE claims_claim SET amount_pence = {value} WHERE id = {submitted}"
NEW_CLAIM = """
    INSERT INTO claims_claim (id, created_at, updated_at, version, reference, school_id, provider_id, year_id, status,
        answers, submission_number, declared, funding_area, return_words, reason_category, reason_words, payer_reason,
        information_sent)
    VALUES (gen_random_uuid(), now(), now(), 1, '{reference}', {school}, {provider}, {year}, '{status}',
        '{{}}', 0, '[]', '', '', '', '', '', '')
"""
NEW_LINE = """
    INSERT INTO claims_claimline (id, created_at, updated_at, version, claim_id, school_id, provider_id, year_id,
        mentor_id, hours, agreed, training_type, recovered_hours)
    VALUES (gen_random_uuid(), now(), now(), 1, {claim}, {school}, {provider}, {year}, {mentor}, {hours}, true, '', 0)
"""
NEW_PAYMENT_LINE = """
    INSERT INTO payments_paymentline (id, created_at, updated_at, version, run_id, claim_id, amount_pence, is_live,
        school_urn, vendor_number, school_name, school_local_authority, school_type, school_group, provider_name,
        payee, submitted_on)
    VALUES (gen_random_uuid(), now(), now(), 1, {run}, {claim}, {amount}, true, '', '', 'x', '', '', '', 'x', 'x', now())
"""

# name: statement. Names are sentences of what must not be possible.
ATTACKS = {
    # Status
    "a claim is born submitted": NEW_CLAIM.replace("{status}", "submitted"),
    "a claim is born paid": NEW_CLAIM.replace("{status}", "paid"),
    "a claim is born with an unknown status": NEW_CLAIM.replace("{status}", "nonsense"),
    "a claim has no status": "UPDATE claims_claim SET status = NULL WHERE id = {draft}",
    "a claim takes an unknown status": "UPDATE claims_claim SET status = 'nonsense' WHERE id = {submitted}",
    "a draft is paid": "UPDATE claims_claim SET status = 'paid' WHERE id = {draft}",
    "a draft is approved": "UPDATE claims_claim SET status = 'approved' WHERE id = {draft}",
    "a draft is submitted without money": (
        "UPDATE claims_claim SET status = 'submitted', submission_number = 1 WHERE id = {draft}"
    ),
    "a submitted claim is paid": "UPDATE claims_claim SET status = 'paid' WHERE id = {submitted}",
    "a submitted claim is a draft again": "UPDATE claims_claim SET status = 'draft' WHERE id = {submitted}",
    "an approved claim is paid without a run": "UPDATE claims_claim SET status = 'paid' WHERE id = {approved}",
    "a withdrawn claim comes back": "UPDATE claims_claim SET status = 'submitted' WHERE id = {withdrawn}",
    "a claim in a run is withdrawn": "UPDATE claims_claim SET status = 'withdrawn' WHERE id = {in_run}",
    # Existence and reference
    "a submitted claim is deleted": "DELETE FROM claims_claim WHERE id = {submitted}",
    "claims are truncated": "TRUNCATE claims_claim CASCADE",
    "a reference changes": "UPDATE claims_claim SET reference = '222-222-2' WHERE id = {submitted}",
    "two claims share a reference": NEW_CLAIM.replace("{reference}", "{used_reference}").replace("{status}", "draft"),
    "a reference has look-alike letters": NEW_CLAIM.replace("{reference}", "OIL-501-A").replace("{status}", "draft"),
    # Money
    "an amount is raised after submission": AMOUNTS.replace("{value}", "999999"),
    "an amount is removed after submission": AMOUNTS.replace("{value}", "NULL"),
    "an amount goes below nothing": AMOUNTS.replace("{value}", "-1"),
    "a rate changes after submission": "UPDATE claims_claim SET rate_pence = 5000 WHERE id = {submitted}",
    "an area changes after submission": "UPDATE claims_claim SET funding_area = 'inner_london' WHERE id = {submitted}",
    "an approved amount changes": "UPDATE claims_claim SET amount_pence = 1 WHERE id = {approved}",
    "a claim moves to another school": "UPDATE claims_claim SET school_id = {other_school} WHERE id = {submitted}",
    "a claim moves to another provider": "UPDATE claims_claim SET provider_id = {other_provider} WHERE id = {submitted}",
    "a claim moves to another year": "UPDATE claims_claim SET year_id = {other_year} WHERE id = {submitted}",
    "a window is taken away": "UPDATE claims_claim SET window_id = NULL WHERE id = {submitted}",
    "a draft has a window": "UPDATE claims_claim SET window_id = {window} WHERE id = {draft}",
    "a submission number jumps": "UPDATE claims_claim SET submission_number = 7 WHERE id = {submitted}",
    "a claim is submitted before it was first submitted": (
        "UPDATE claims_claim SET submitted_at = first_submitted_at - interval '1 day' WHERE id = {submitted}"
    ),
    # Lines
    "hours are added after submission": "UPDATE claims_claimline SET hours = hours + 1 WHERE claim_id = {submitted}",
    "hours go to nothing": "UPDATE claims_claimline SET hours = 0 WHERE claim_id = {draft}",
    "hours go below nothing": "UPDATE claims_claimline SET hours = -3 WHERE claim_id = {draft}",
    "a line's rate changes after submission": "UPDATE claims_claimline SET rate_pence = 9 WHERE claim_id = {submitted}",
    "a line's amount is written by hand": "UPDATE claims_claimline SET amount_pence = 9 WHERE claim_id = {draft}",
    "a line is deleted after submission": "DELETE FROM claims_claimline WHERE claim_id = {submitted}",
    "a line is added after submission": NEW_LINE.replace("{claim}", "{submitted}").replace("{hours}", "1"),
    "a mentor stands on a claim twice": NEW_LINE.replace("{claim}", "{draft}")
    .replace("{mentor}", "{draft_mentor}")
    .replace("{hours}", "1"),
    "a stranger to the school stands on its claim": NEW_LINE.replace("{claim}", "{draft}")
    .replace("{mentor}", "{stranger}")
    .replace("{hours}", "1"),
    "a line is about another provider than its claim": (
        "UPDATE claims_claimline SET provider_id = {other_provider} WHERE claim_id = {draft}"
    ),
    "a line moves to another mentor after submission": (
        "UPDATE claims_claimline SET mentor_id = {stranger} WHERE claim_id = {submitted}"
    ),
    "more hours are recovered than were claimed": (
        "UPDATE claims_claimline SET recovered_hours = hours + 1 WHERE claim_id = {submitted}"
    ),
    "a training type changes after submission": (
        "UPDATE claims_claimline SET training_type = 'refresher' WHERE claim_id = {submitted}"
    ),
    # Allowance
    "hours used are reset": "UPDATE training_allowance SET used = 0",
    "hours used go over the cap": "UPDATE training_allowance SET used = cap + 1",
    "a cap is raised over its year's": "UPDATE training_allowance SET cap = 99",
    "a cap falls below the hours used": "UPDATE training_allowance SET training_type = 'refresher', cap = 6",
    "an allowance is deleted": "DELETE FROM training_allowance",
    "an allowance is born used": """
        INSERT INTO training_allowance (id, created_at, updated_at, version, mentor_id, provider_id, year_id,
            training_type, type_reason, cap, used)
        VALUES (gen_random_uuid(), now(), now(), 1, {stranger}, {provider}, {year}, 'initial', '', 16, 5)""",
    "an allowance has a cap of its own": """
        INSERT INTO training_allowance (id, created_at, updated_at, version, mentor_id, provider_id, year_id,
            training_type, type_reason, cap)
        VALUES (gen_random_uuid(), now(), now(), 1, {stranger}, {provider}, {year}, 'initial', '', 40)""",
    # The year's rules
    "a rate is edited": "UPDATE policy_fundingrate SET pence = 9999",
    "a rate is deleted": "DELETE FROM policy_fundingrate",
    "a cap is edited": "UPDATE policy_allowancecap SET hours = 99",
    "a window overlaps another": """
        INSERT INTO policy_claimwindow (id, created_at, updated_at, version, year_id, opens_on, closes_on)
        VALUES (gen_random_uuid(), now(), now(), 1, {year}, '2026-03-01', '2026-05-01')""",
    "a window closes before it opens": """
        INSERT INTO policy_claimwindow (id, created_at, updated_at, version, year_id, opens_on, closes_on)
        VALUES (gen_random_uuid(), now(), now(), 1, {year}, '2026-08-02', '2026-08-01')""",
    "a window with claims changes its year": "UPDATE policy_claimwindow SET year_id = {other_year} WHERE id = {window}",
    "a window with claims is deleted": "DELETE FROM policy_claimwindow WHERE id = {window}",
    # Payment
    "a claim stands in two live runs": NEW_PAYMENT_LINE.replace("{claim}", "{in_run}").replace("{amount}", "{in_run_amount}"),
    "a payment line pays another amount": NEW_PAYMENT_LINE.replace("{claim}", "{approved}").replace("{amount}", "1"),
    "a payment line pays a claim that is not approved": NEW_PAYMENT_LINE.replace("{claim}", "{submitted}").replace(
        "{amount}", "{submitted_amount}"
    ),
    "a payment line changes its amount": "UPDATE payments_paymentline SET amount_pence = 1",
    "a payment line is deleted": "DELETE FROM payments_paymentline",
    "a run's total is not its lines'": "UPDATE payments_paymentrun SET total_pence = total_pence + 1",
    "a run is released by its preparer": (
        "UPDATE payments_paymentrun SET status = 'released', released_by_id = prepared_by_id, released_at = now()"
    ),
    "a run is released by nobody": "UPDATE payments_paymentrun SET status = 'released'",
    "a run is deleted": "DELETE FROM payments_paymentrun",
    "a payer's answer changes": "UPDATE payments_payeranswer SET reason = 'other'",
    "a payer's answer is deleted": "DELETE FROM payments_payeranswer",
    # Checks and answers
    "a result of a check changes": "UPDATE assurance_ruleresult SET outcome = 'passed'",
    "a result of a check is deleted": "DELETE FROM assurance_ruleresult",
    "a provider answers twice about the same hours": """
        INSERT INTO assurance_confirmation (id, created_at, updated_at, version, claim_id, mentor_id, hours_asked,
            answer, reason, words, answered_by_id, answered_at)
        SELECT gen_random_uuid(), now(), now(), 1, claim_id, mentor_id, hours_asked, 'confirmed', '', '',
            answered_by_id, now() FROM assurance_confirmation""",
    "different hours come without a number": "UPDATE assurance_confirmation SET answer = 'other_hours'",
    "a submission is asked about twice": """
        INSERT INTO assurance_confirmationrequest (id, created_at, updated_at, version, claim_id, submission_number,
            asked_at, due_on, reminded_days)
        SELECT gen_random_uuid(), now(), now(), 1, claim_id, submission_number, now(), now(), '[]'
        FROM assurance_confirmationrequest""",
    # People and organisations
    "two people share an email in another case": """
        INSERT INTO users_user (id, created_at, updated_at, version, password, email, first_name, last_name,
            is_active, is_mentor, dsi_user_id)
        SELECT gen_random_uuid(), now(), now(), 1, '', upper(email), '', '', true, false, '' FROM users_user LIMIT 1""",
    "a TRN has six digits": "UPDATE mentors_mentor SET trn = '123456'",
    "two mentors share a TRN": "UPDATE mentors_mentor SET trn = '3999999'",
    "a URN has letters": "UPDATE schools_school SET urn = '12345A'",
    "two schools share a URN": "UPDATE schools_school SET urn = '199998'",
    # Told once, and written once
    "an email is queued twice": """
        INSERT INTO notifications_outboundemail (id, created_at, updated_at, version, "to", message, subject, body,
            dedupe_key, state, due_at, tries, notify_id, problem)
        SELECT gen_random_uuid(), now(), now(), 1, "to", message, subject, body, dedupe_key, state, now(), 0, '', ''
        FROM notifications_outboundemail LIMIT 1""",
    "history is rewritten": "UPDATE audit_auditevent SET actor_name = 'Nobody'",
    "history is deleted": "DELETE FROM audit_auditevent",
    "history is truncated": "TRUNCATE audit_auditevent",
    "the record beneath history is rewritten": "UPDATE claims_claimevent SET amount_pence = 1",
    "the record beneath history is deleted": "DELETE FROM claims_claimevent",
    "a tick of the schedule happens twice": """
        INSERT INTO core_tick (job, due_at, started_at, problem)
        VALUES ('x', '2026-01-01', now(), ''), ('x', '2026-01-01', now(), '')""",
    # The floor itself
    "a trigger is switched off": "ALTER TABLE claims_claim DISABLE TRIGGER ALL",
    "a table is dropped": "DROP TABLE claims_claim CASCADE",
    "replication mode silences triggers": "SET LOCAL session_replication_role = replica",
    "a function of the floor is replaced": """
        CREATE OR REPLACE FUNCTION claims_hours_held(status text, hours integer, recovered integer) RETURNS integer
        LANGUAGE sql IMMUTABLE AS $$ SELECT 0 $$""",
    "triggers are told to ignore": """
        SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), true);
        UPDATE claims_claim SET status = 'paid' WHERE id = {submitted}""",
}


@pytest.fixture
def world():
    """One row of each kind, made by the services, and the ids that the attacks name."""
    caseworker, officer = support_person("caseworker"), support_person("payments_officer")
    school, provider = school_that_can_claim(), ProviderFactory()
    draft = draft_claim(school=school, provider=provider)
    submitted, approved, withdrawn, in_run = (submitted_claim(hours=(n,)) for n in (3, 4, 5, 7))
    with transaction.atomic():
        lifecycle.move(withdrawn, Move.WITHDRAW, by=caseworker)
        for claim in (approved, in_run):
            lifecycle.move(claim, Move.REFER, by=caseworker)
            lifecycle.move(claim, Move.APPROVE, by=caseworker)
        run = PaymentRun.objects.create(
            number=1, window=in_run.window, prepared_by=officer, total_pence=in_run.amount_pence, claims_count=1
        )
        line = PaymentLine.objects.create(
            run=run,
            claim=in_run,
            amount_pence=in_run.amount_pence,
            school_name="x",
            provider_name="x",
            payee="x",
            submitted_on=clock.today(),
        )
        PayerAnswer.objects.create(line=line, says="needs_information", reason="Which account?", answered_by=officer)
        mentor = submitted.lines.get().mentor
        ConfirmationRequest.objects.create(claim=submitted, submission_number=1, due_on=date(2026, 3, 3))
        Confirmation.objects.create(
            claim=submitted, mentor=mentor, hours_asked=3, answer="confirmed", answered_by=officer
        )
        RuleResult.objects.create(
            claim=submitted, submission_number=1, run=1, code="AR01", rule_version=1, outcome="referred"
        )
        record("claim.note", submitted, by=caseworker)
    connection.check_constraints()
    assert OutboundEmail.objects.exists()
    uses = {
        "draft": draft.pk,
        "submitted": submitted.pk,
        "approved": approved.pk,
        "withdrawn": withdrawn.pk,
        "in_run": in_run.pk,
        "run": run.pk,
        "school": school.pk,
        "provider": provider.pk,
        "year": draft.year_id,
        "window": open_window().pk,
        "other_school": approved.school_id,
        "other_provider": ProviderFactory().pk,
        "other_year": AcademicYear.objects.get(name="2024 to 2025").pk,
        "draft_mentor": draft.lines.get().mentor_id,
        "stranger": MentorFactory().pk,
        "mentor": MentorFactory(at=school).pk,
    }
    return {name: f"'{value}'" for name, value in uses.items()} | {
        "reference": "222-222-2",
        "used_reference": submitted.reference,
        "submitted_amount": submitted.amount_pence,
        "in_run_amount": in_run.amount_pence,
    }


def attempt(statement):
    """Run raw SQL as the app's role with an actor set, deferred constraints included."""
    with transaction.atomic(), connection.connection.cursor() as cursor:
        cursor.execute("""SELECT set_config('pghistory.context_metadata', '{"actor": "Mallory"}', true)""")
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_there_are_at_least_sixty_attacks():
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses_that(name, world):
    import psycopg

    statement = ATTACKS[name]
    for _ in range(2):
        for word, value in world.items():
            statement = statement.replace("{" + word + "}", str(value))
    statement = statement.replace("{{}}", "{}")

    with pytest.raises((DatabaseError, psycopg.Error)) as refused:
        attempt(statement)

    # A misspelt attack would be refused too, and prove nothing.
    state = getattr(refused.value, "sqlstate", None) or getattr(refused.value.__cause__, "sqlstate", None)
    assert state not in {"42601", "42703", "42P01", "42883", "22P02", "23502"} or name in {
        "a claim has no status",
        "an amount is removed after submission",
    }, refused.value


@pytest.mark.parametrize(
    "table", ["claims_claim", "claims_claimline", "policy_fundingrate", "payments_paymentrun", "assurance_confirmation"]
)
def test_a_write_for_which_nobody_acts_is_refused(table, world):
    import psycopg

    with pytest.raises((DatabaseError, psycopg.Error), match="nobody acts"):
        with transaction.atomic(), connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
            cursor.execute(f"UPDATE {table} SET updated_at = now()")
