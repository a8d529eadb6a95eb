"""Many people at once. The control runs the same racers where nothing forbids what must not happen, and must see it."""

import random
from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.claims.enums import ClaimStatus
from apps.claims.journeys.add_claim.journey import answers_from_lines
from apps.claims.lifecycle import MoveNotAllowed
from apps.claims.models import Claim, ClaimLine
from apps.claims.refusals import HoursExhausted, WindowClosed
from apps.claims.services.drafts import discard_draft, keep_answers
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.models import Place
from apps.notifications.models import OutboundEmail
from apps.policy.figures import conditions_in_force
from apps.training.models import Allowance
from tests import database
from tests.claims.pages import last_answer, ready
from tests.claims.race import race
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    statements,
    year_2025,
)

pytestmark = pytest.mark.django_db(transaction=True)

CAP = 16


@pytest.fixture(autouse=True)
def window(db):
    return open_window()


def submitting(claim, **kwargs):
    """A racer that submits its own copy of the claim."""
    declared, by = statements(claim), claim.created_by
    own = Claim.objects.get(pk=claim.pk)
    return lambda: submit_claim(own, by=by, declared=declared, is_mentor=False, **kwargs)


def succeeded(outcomes):
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def test_fifty_clicks_on_one_draft_are_one_submission_and_all_land_on_its_confirmation():
    claim = draft_claim((5, 4))
    claim.answers = {**answers_from_lines(claim), "agreed": "agreed=on"}
    claim.save(update_fields=["answers"])
    address = reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, "check-your-answers"])
    ticked = [str(row.pk) for row in conditions_in_force(claim.year).declarations.all()]

    def click():
        browser = Client(raise_request_exception=False)
        browser.force_login(claim.created_by)
        return lambda: browser.post(address, {"declared": ticked, "is_mentor": "no"})

    outcomes = race([click() for _ in range(50)])

    confirmation = reverse("claims:school-claim-submitted", args=[claim.school_id, claim.pk])
    assert {(answer.status_code, answer.get("Location")) for answer in outcomes} == {(302, confirmation)}
    claim.refresh_from_db()
    assert (claim.status, claim.submission_number) == (ClaimStatus.SUBMITTED, 1)
    assert AuditEvent.objects.filter(event="claim.submit", subject_id=claim.pk).count() == 1
    assert OutboundEmail.objects.filter(message="ClaimSubmittedForSchool").count() == 1


def test_of_sixteen_submissions_of_one_draft_fifteen_are_told_it_has_moved():
    claim = draft_claim((5,))

    outcomes = race([submitting(claim) for _ in range(16)])

    assert len(succeeded(outcomes)) == 1
    assert sum(isinstance(outcome, MoveNotAllowed) for outcome in outcomes) == 15


@pytest.mark.parametrize("rounds", [50, pytest.param(500, marks=pytest.mark.slow)])
def test_schools_racing_for_one_allowance_never_go_over_it_and_leave_nothing_that_would_have_fitted(rounds):
    chance = random.Random(20260210)
    schools, provider = [school_that_can_claim() for _ in range(4)], ProviderFactory()
    for _ in range(rounds):
        hours = [chance.randint(3, 12) for _ in schools]
        with transaction.atomic():
            mentor = MentorFactory()
            for school in schools:
                Place.objects.create(mentor=mentor, school=school)
            claims = [
                draft_claim((count,), school=school, provider=provider, mentors=[mentor])
                for school, count in zip(schools, hours, strict=True)
            ]

        outcomes = race([submitting(claim) for claim in claims])

        allowance = Allowance.objects.get(mentor=mentor, provider=provider)
        won = [count for count, outcome in zip(hours, outcomes, strict=True) if not isinstance(outcome, Exception)]
        lost = [count for count, outcome in zip(hours, outcomes, strict=True) if isinstance(outcome, Exception)]
        assert allowance.used == sum(won) <= CAP
        assert all(isinstance(outcome, HoursExhausted) for outcome in outcomes if isinstance(outcome, Exception))
        assert all(count > allowance.left for count in lost)


def test_the_control_without_floors_goes_over_in_most_rounds():
    """Check-then-insert on a copy of the tables without their CHECK and triggers: what the floors are there to stop."""
    with psycopg.connect(database.superuser_url, autocommit=True) as owner:
        owner.execute("create schema scratch")
        try:
            owner.execute("create table scratch.allowance (like public.training_allowance)")
            owner.execute("create table scratch.line (like public.claims_claimline)")
            over = sum(one_round_of_the_control(owner) > CAP for _ in range(10))
        finally:
            owner.execute("drop schema scratch cascade")

    assert over >= 6


def one_round_of_the_control(owner):
    """Sixteen racers each want twelve of sixteen hours. Returns how many hours were given away."""
    owner.execute("delete from scratch.line")
    owner.execute("delete from scratch.allowance")
    owner.execute(
        "insert into scratch.allowance (id, created_at, updated_at, version, training_type, type_reason, cap, used,"
        " mentor_id, provider_id, year_id) values (gen_random_uuid(), now(), now(), 1, 'initial', 'control', %s, 0,"
        " gen_random_uuid(), gen_random_uuid(), gen_random_uuid())",
        [CAP],
    )
    racers = [psycopg.connect(database.superuser_url) for _ in range(16)]

    def claim_twelve(racer):
        def work():
            with racer:
                left = racer.execute(
                    "select cap - coalesce((select sum(hours) from scratch.line where allowance_id = allowance.id), 0)"
                    " from scratch.allowance"
                ).fetchone()[0]
                if left >= 12:
                    racer.execute(
                        "insert into scratch.line (id, created_at, updated_at, version, hours, agreed, training_type,"
                        " recovered_hours, claim_id, mentor_id, school_id, provider_id, year_id, allowance_id)"
                        " select gen_random_uuid(), now(), now(), 1, 12, true, 'initial', 0, gen_random_uuid(), mentor_id,"
                        " gen_random_uuid(), provider_id, year_id, id from scratch.allowance"
                    )

        return work

    outcomes = race([claim_twelve(racer) for racer in racers])
    assert outcomes == [None] * 16
    return owner.execute("select coalesce(sum(hours), 0) from scratch.line").fetchone()[0]


def test_claims_that_hold_the_same_mentors_in_opposite_order_never_wait_for_each_other():
    provider = ProviderFactory()
    schools = [school_that_can_claim() for _ in range(2)]
    before = deadlocks()
    for _ in range(15):
        with transaction.atomic():
            ada, mary = MentorFactory(), MentorFactory()
            for school in schools:
                Place.objects.create(mentor=ada, school=school)
                Place.objects.create(mentor=mary, school=school)
            first = draft_claim((4, 4), school=schools[0], provider=provider, mentors=[ada, mary])
            second = draft_claim((4, 4), school=schools[1], provider=provider, mentors=[mary, ada])

        outcomes = race([submitting(first), submitting(second, hours={mary: 4, ada: 4})])

        assert len(succeeded(outcomes)) == 2
        assert set(Allowance.objects.filter(mentor__in=[ada, mary]).values_list("used", flat=True)) == {8}
    assert deadlocks() == before


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
        return cursor.fetchone()[0]


def test_an_edit_beside_a_submission_leaves_the_claim_whole():
    for _ in range(10):
        claim = draft_claim((5,))
        mentor, by, own = claim.lines.get().mentor, claim.created_by, Claim.objects.get(pk=claim.pk)

        def edit(own=own, mentor=mentor, by=by):
            keep_answers(own, {"mentors": f"mentors={mentor.pk}"}, {mentor: 9}, by=by)

        submitted, edited = race([submitting(claim), edit])

        claim.refresh_from_db()
        hours = claim.lines.get().hours
        assert not isinstance(submitted, Exception)
        assert claim.amount_pence == hours * 4380
        assert (hours == 5) == isinstance(edited, MoveNotAllowed)


def test_a_draft_is_either_submitted_or_deleted_never_both():
    for _ in range(10):
        claim = draft_claim((5,))
        mentor, by, own = claim.lines.get().mentor_id, claim.created_by, Claim.objects.get(pk=claim.pk)

        def discard(own=own, by=by):
            discard_draft(own, by=by)

        outcomes = race([submitting(claim), discard])

        assert [isinstance(outcome, MoveNotAllowed) for outcome in outcomes].count(True) == 1
        assert len(succeeded(outcomes)) == 1
        is_there = Claim.objects.filter(pk=claim.pk, status=ClaimStatus.SUBMITTED).exists()
        assert is_there == (not isinstance(outcomes[0], Exception))
        assert ClaimLine.objects.filter(mentor_id=mentor).exists() == is_there


def test_at_the_closing_second_each_submission_is_judged_by_its_own_moment(window):
    closing = clock.start_of(window.closes_on + timedelta(days=1))
    moments = [closing - timedelta(microseconds=1), closing, closing + timedelta(seconds=1)] * 4
    claims = [draft_claim((2,)) for _ in moments]

    def submit_at(claim, moment):
        submit = submitting(claim)

        def work():
            with clock.moved_to(moment):
                return submit()

        return work

    outcomes = race([submit_at(claim, moment) for claim, moment in zip(claims, moments, strict=True)])

    for claim, moment, outcome in zip(claims, moments, outcomes, strict=True):
        claim.refresh_from_db()
        assert (claim.status == ClaimStatus.SUBMITTED) == (moment < closing)
        assert isinstance(outcome, WindowClosed) == (moment >= closing)


def test_a_window_that_is_closed_beside_submissions_takes_each_claim_whole_or_not_at_all(window):
    claims = [draft_claim((2,)) for _ in range(8)]

    def close():
        type(window).objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))

    race([*(submitting(claim) for claim in claims), close])

    for claim in claims:
        claim.refresh_from_db()
        assert claim.status in {ClaimStatus.SUBMITTED, ClaimStatus.DRAFT}
        assert (claim.window_id == window.pk) == (claim.status == ClaimStatus.SUBMITTED)
    with pytest.raises(WindowClosed):
        submitting(draft_claim((2,)))()


def test_two_tabs_that_answer_at_once_both_keep_their_answer():
    claim = draft_claim((5, 6))
    mentors = [line.mentor for line in claim.lines.order_by("mentor__sort_name", "mentor__trn")]
    claim.answers = {**answers_from_lines(claim), "agreed": "agreed=on"}
    claim.save(update_fields=["answers"])

    def answer(mentor, hours):
        browser = Client()
        browser.force_login(claim.created_by)
        address = reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, f"hours-{mentor.pk}"])
        return lambda: browser.post(f"{address}?change", {"choice": "number", "hours": hours})

    outcomes = race([answer(mentors[0], 11), answer(mentors[1], 12)])

    assert [outcome.status_code for outcome in outcomes] == [302, 302]
    assert {line.mentor: line.hours for line in claim.lines.all()} == {mentors[0]: 11, mentors[1]: 12}


def test_clicks_on_one_declaration_at_once_submit_each_claim_once_and_land_together(window):
    school, provider = school_that_can_claim(), ProviderFactory()
    claims = [ready(draft_claim((2,), school=school, provider=provider)) for _ in range(3)]
    named = ".".join(claim.reference for claim in claims)
    address = reverse("claims:school-declare-drafts", args=[school.pk]) + f"?claims={named}"

    def click():
        browser = Client()
        browser.force_login(school.member)
        return lambda: browser.post(address, last_answer(claims[0]))

    outcomes = race([click() for _ in range(4)])

    done = reverse("claims:school-drafts-submitted", args=[school.pk]) + f"?claims={named}"
    assert {outcome.url for outcome in outcomes} == {done}
    for claim in claims:
        claim.refresh_from_db()
        assert (claim.status, claim.submission_number) == (ClaimStatus.SUBMITTED, 1)
    assert OutboundEmail.objects.filter(message="ClaimSubmittedForSchool").count() == 3


def test_the_clock_of_a_racer_is_the_clock_of_the_test():
    outcomes = race([clock.now])

    assert outcomes == [datetime(2026, 2, 10, 12, 0, tzinfo=clock.LONDON)]
    assert year_2025().name == "2025 to 2026"
