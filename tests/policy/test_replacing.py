"""Figures are replaced, never edited, and by two administrators; the database keeps that by itself."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.audit.history import history_of
from apps.policy import figures
from apps.policy.models import AcademicYear, AllowanceCap, FundingArea, FundingRate, RulePolicy, TrainingType
from apps.policy.permissions import can_change_policy
from apps.policy.services import replacing
from apps.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return AcademicYear.objects.get(name="2025 to 2026")


@pytest.fixture
def ada():
    return User.objects.create_user("ada@education.gov.uk", first_name="Ada", last_name="Osei")


@pytest.fixture
def ayo():
    return User.objects.create_user("ayo@education.gov.uk", first_name="Ayo", last_name="Bakare")


@pytest.fixture
def proposal(year, ada):
    return replacing.propose_rate(year, FundingArea.FRINGE, 4610, reason="Annex A was wrong", by=ada)


def test_a_proposal_changes_nothing(proposal, year):
    assert figures.rate_pence(year, FundingArea.FRINGE) == 4510


def test_a_second_administrator_brings_it_into_force_and_the_old_figure_stays(proposal, year, ayo):
    replacing.approve_rate(proposal, by=ayo)

    assert figures.rate_pence(year, FundingArea.FRINGE) == 4610
    old = FundingRate.objects.get(year=year, area=FundingArea.FRINGE, pence=4510)
    assert old.replaced_at is not None


def test_history_says_both_figures_and_who(proposal, ayo):
    replacing.approve_rate(proposal, by=ayo)

    (first, proposed), (second, approved) = history_of(proposal)
    assert (first.actor_name, second.actor_name) == ("Ada Osei", "Ayo Bakare")
    assert proposed == (
        "Proposed: Hourly rate for Fringe, 2025 to 2026, £46.10, in place of £45.10. Reason: Annex A was wrong"
    )
    assert approved == "Approved: Hourly rate for Fringe, 2025 to 2026, £46.10, in place of £45.10."


def test_nobody_approves_their_own(proposal, ada):
    with pytest.raises(replacing.SecondPersonNeeded, match="Ask another administrator"):
        replacing.approve_rate(proposal, by=ada)


def test_a_refused_proposal_is_over(proposal, year, ayo):
    replacing.refuse(proposal, reason="Annex A stands", by=ayo)

    assert figures.rate_pence(year, FundingArea.FRINGE) == 4510
    with pytest.raises(replacing.AlreadyAnswered):
        replacing.approve_rate(proposal, by=ayo)


def test_two_proposals_for_one_figure_are_refused(proposal, year, ayo):
    with pytest.raises(replacing.NothingToReplace, match="waits for an answer"):
        replacing.propose_rate(year, FundingArea.FRINGE, 4700, reason="", by=ayo)


def test_the_figure_in_force_cannot_be_proposed(year, ada):
    with pytest.raises(replacing.NothingToReplace, match=r"is £45\.10 already"):
        replacing.propose_rate(year, FundingArea.FRINGE, 4510, reason="", by=ada)


def test_caps_thresholds_and_rule_policies_are_replaced_alike(year, ada, ayo):
    replacing.approve_cap(replacing.propose_cap(year, TrainingType.REFRESHER, 8, reason="", by=ada), by=ayo)
    replacing.approve_threshold(replacing.propose_threshold(year, 600_000, reason="", by=ada), by=ayo)
    replacing.approve_rule_policy(replacing.propose_rule_policy(year, "AR11", "refers", reason="", by=ada), by=ayo)

    assert figures.cap_hours(year, TrainingType.REFRESHER) == 8
    assert year.school_total_threshold_pence == 600_000
    assert figures.rule_effects(year)["AR11"] == "refers"


@pytest.mark.parametrize(
    "statement",
    [
        "update policy_fundingrate set pence = 1",
        "update policy_fundingrate set approved_at = now() + interval '1 day'",
        "update policy_fundingrate set area = 'fringe' where area = 'inner_london'",
        "delete from policy_fundingrate",
        "delete from policy_academicyear",
        "update policy_allowancecap set hours = 40",
        "delete from policy_allowancecap",
        "update policy_schoolthreshold set pence = 1",
        "update policy_rulepolicy set effect = 'notes'",
        "update policy_grantconditions set summary = '[]'",
        "delete from policy_declaration",
        "insert into policy_fundingrate (id, created_at, updated_at, version, year_id, area, pence, reason, approved_at) "
        "select gen_random_uuid(), now(), now(), 1, id, 'fringe', 1, '', now() from policy_academicyear limit 1",
    ],
)
def test_raw_sql_of_the_app_cannot_edit_a_rule(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_raw_sql_cannot_approve_for_the_proposer(proposal, ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingRate.objects.filter(pk=proposal.pk).update(approved_by=ada, approved_at=proposal.created_at)


def test_raw_sql_cannot_approve_without_anybody(proposal):
    with pytest.raises(DatabaseError), transaction.atomic():
        FundingRate.objects.filter(pk=proposal.pk).update(approved_at=proposal.created_at)


def test_a_replaced_figure_cannot_come_back(proposal, year, ayo):
    replacing.approve_rate(proposal, by=ayo)
    with pytest.raises(DatabaseError), transaction.atomic():
        FundingRate.objects.filter(year=year, area=FundingArea.FRINGE, pence=4510).update(replaced_at=None)


def test_two_figures_are_never_in_force_together(year, ada, ayo):
    first = replacing.propose_cap(year, TrainingType.INITIAL, 18, reason="", by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceCap.objects.filter(pk=first.pk).update(approved_by=ayo, approved_at=first.created_at)


def test_only_administrators_may(ada):
    assert can_change_policy(ada, frozenset({"administrator"}))
    assert not can_change_policy(ada, frozenset({"caseworker", "payments_officer", "auditor"}))


def test_every_rule_of_a_year_has_one_effect_in_force(year):
    codes = list(RulePolicy.objects.in_force().filter(year=year).values_list("code", flat=True))
    assert len(codes) == len(set(codes)) == 17
