"""Integrity that raw SQL cannot break: the app's own role tries, with an actor set, and the database refuses each time."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Copy:
    """An INSERT of a row like another one, but for some columns: it stays an attack when a table gains columns."""

    table: str
    like: str
    columns: dict

    def sql(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
                " AND is_generated = 'NEVER'",
                [self.table],
            )
            names = [name for (name,) in cursor.fetchall()]
        values = [self.columns.get(name, f'"{name}"') for name in names]
        listed = ", ".join(f'"{name}"' for name in names)
        return f"INSERT INTO {self.table} ({listed}) SELECT {', '.join(values)} FROM {self.table} WHERE {self.like} LIMIT 1"


def copy(table, like="true", **columns):
    """A new row of its own, copied from one that is there. Values are SQL."""
    return Copy(table, like, {"id": "gen_random_uuid()", **columns})


def new_claim(**columns):
    return copy("claims_claim", "id = {draft}", **{"reference": "'222-222-2'", **columns})


def new_line(**columns):
    return copy("claims_claimline", "claim_id = {draft}", **columns)


def new_payment_line(**columns):
    return copy("payments_paymentline", **columns)


# name: statement. Names are sentences of what must not be possible.
ATTACKS = {
    # Status
    "a claim is born submitted": new_claim(status="'submitted'"),
    "a claim is born paid": new_claim(status="'paid'"),
    "a claim is born with an unknown status": new_claim(status="'nonsense'"),
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
    "two claims share a reference": new_claim(reference="'{used_reference}'"),
    "a reference has look-alike letters": new_claim(reference="'OIL-501-A'"),
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
    "a line is added after submission": copy("claims_claimline", "claim_id = {submitted}", mentor_id="{colleague}"),
    "a mentor stands on a claim twice": new_line(),
    "a stranger to the school stands on its claim": new_line(mentor_id="{stranger}"),
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
    "an allowance is born used": copy("training_allowance", mentor_id="{stranger}", used="5"),
    "an allowance has a cap of its own": copy("training_allowance", mentor_id="{stranger}", used="0", cap="40"),
    # The year's rules
    "a rate is edited": "UPDATE policy_fundingrate SET pence = 9999",
    "a rate is deleted": "DELETE FROM policy_fundingrate",
    "a cap is edited": "UPDATE policy_allowancecap SET hours = 99",
    "a window overlaps another": copy("policy_claimwindow", opens_on="'2026-03-01'", closes_on="'2026-05-01'"),
    "a window closes before it opens": copy("policy_claimwindow", opens_on="'2026-08-02'", closes_on="'2026-08-01'"),
    "a window with claims changes its year": "UPDATE policy_claimwindow SET year_id = {other_year} WHERE id = {window}",
    "a window with claims is deleted": "DELETE FROM policy_claimwindow WHERE id = {window}",
    # Payment
    "a claim stands in two live runs": copy("payments_paymentline", "claim_id = {in_run}", run_id="{other_run}"),
    "a payment line pays another amount": new_payment_line(claim_id="{approved}", amount_pence="1"),
    "a payment line pays a claim that is not approved": new_payment_line(
        claim_id="{submitted}", amount_pence="{submitted_amount}"
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
    "a provider answers twice about the same hours": copy("assurance_confirmation"),
    "different hours come without a number": "UPDATE assurance_confirmation SET answer = 'other_hours'",
    "a submission is asked about twice": copy("assurance_confirmationrequest"),
    # People and organisations
    "two people share an email in another case": copy("users_user", email="upper(email)"),
    "a TRN has six digits": "UPDATE mentors_mentor SET trn = '123456'",
    "two mentors share a TRN": "UPDATE mentors_mentor SET trn = '3999999'",
    "a URN has letters": "UPDATE schools_school SET urn = '12345A'",
    "two schools share a URN": "UPDATE schools_school SET urn = '199998'",
    # Told once, and written once
    "an email is queued twice": copy("notifications_outboundemail"),
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


@pytest.fixture(scope="module")
def world(once):
    return once(one_of_each)


def one_of_each():
    """One row of each kind, made by the services, and the ids that the attacks name."""
    caseworker, officer = support_person("caseworker"), support_person("payments_officer")
    school, provider = school_that_can_claim(), ProviderFactory()
    draft = draft_claim(school=school, provider=provider)
    submitted, approved, withdrawn, in_run, in_other_run = (submitted_claim(hours=(n,)) for n in (3, 4, 5, 7, 8))
    with transaction.atomic():
        lifecycle.move(withdrawn, Move.WITHDRAW, by=caseworker)
        for claim in (approved, in_run, in_other_run):
            lifecycle.move(claim, Move.REFER, by=caseworker)
            lifecycle.move(claim, Move.APPROVE, by=caseworker)
        other_run, _ = prepared_run(2, in_other_run, officer)
        _, line = prepared_run(1, in_run, officer)
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
        "window": open_window().pk,
        "other_school": approved.school_id,
        "other_provider": ProviderFactory().pk,
        "other_year": AcademicYear.objects.get(name="2024 to 2025").pk,
        "stranger": MentorFactory().pk,
        "colleague": MentorFactory(at=submitted.school).pk,
        "other_run": other_run.pk,
    }
    return {name: f"'{value}'" for name, value in uses.items()} | {
        "used_reference": submitted.reference,
        "submitted_amount": submitted.amount_pence,
    }


def prepared_run(number, claim, officer):
    """A run of one claim, and its line."""
    run = PaymentRun.objects.create(
        number=number, window=claim.window, prepared_by=officer, total_pence=claim.amount_pence, claims_count=1
    )
    return run, PaymentLine.objects.create(
        run=run,
        claim=claim,
        amount_pence=claim.amount_pence,
        school_name="x",
        provider_name="x",
        payee="x",
        submitted_on=clock.today(),
    )


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

    attack = ATTACKS[name]
    statement = attack.sql() if isinstance(attack, Copy) else attack
    for _ in range(2):
        for word, value in world.items():
            statement = statement.replace("{" + word + "}", str(value))

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
