"""F6. Two clocks, or none for two hours: one effect for each due moment, and a moment that was missed is caught up once."""

from datetime import timedelta

import pytest
from celery import current_app

from apps.assurance.models import ConfirmationRequest
from apps.core import clock
from apps.core.models import Tick
from apps.core.ticks import run_once
from apps.notifications.models import OutboundEmail
from claims_service.schedule import SCHEDULE, Job
from tests.assurance.world import asked_claim
from tests.claims.race import race
from tests.conftest import clock_at_rest as clock_at_rest
from tests.factories import open_window

pytestmark = pytest.mark.django_db(transaction=True)

JOB = Job("tests.something", timedelta(seconds=10), "Something is due")
OUTSIDE = {"core.refresh_bank_holidays", "mentors.refresh", "notifications.deliver"}


def test_eight_clocks_make_one_effect_at_each_due_moment():
    began, effects = clock.now(), []
    for tick in range(10):
        with clock.moved_to(began + timedelta(seconds=10 * tick)):
            outcomes = race([lambda: run_once(JOB, lambda: effects.append(clock.now()))] * 8)
        assert sorted(outcomes) == [False] * 7 + [True]

    assert effects == [began + timedelta(seconds=10 * tick) for tick in range(10)]
    assert Tick.objects.filter(job=JOB.task).count() == 10


def test_after_two_hours_without_any_clock_what_was_missed_is_caught_up_once():
    effects = []
    run_once(JOB, lambda: effects.append("before"))
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        race([lambda: run_once(JOB, lambda: effects.append("after"))] * 8)

    assert effects == ["before", "after"]


def test_a_job_that_fails_runs_again_at_the_next_due_moment_and_says_why():
    def breaks():
        raise ValueError("No such thing")

    assert run_once(JOB, breaks)
    with clock.moved_to(clock.now() + timedelta(seconds=10)):
        assert run_once(JOB, lambda: None)

    assert list(Tick.objects.order_by("due_at").values_list("problem", flat=True)) == ["ValueError: No such thing", ""]


@pytest.mark.parametrize(
    ("minutes", "runs"), [(9, 0), (11, 1)], ids=["it may still be at work", "it will not come back"]
)
def test_a_daily_job_whose_process_was_killed_does_not_wait_for_tomorrow(minutes, runs):
    daily, effects = Job("tests.daily", timedelta(days=1), "Something is due"), []
    Tick.objects.create(job=daily.task, due_at=daily.due_at(clock.now()))

    with clock.moved_to(clock.now() + timedelta(minutes=minutes)):
        race([lambda: run_once(daily, lambda: effects.append("done"))] * 8)

    assert len(effects) == runs


@pytest.mark.parametrize("task", sorted(SCHEDULE.keys() - OUTSIDE))
def test_a_task_that_beat_and_run_due_work_offer_at_the_same_moment_tells_nobody_twice(task):
    """Beat asks no tick: each task must do no harm when it runs beside itself."""
    current_app.loader.import_default_modules()
    open_window()
    claim = asked_claim()
    request = ConfirmationRequest.objects.get(claim=claim)
    with clock.moved_to(clock.start_of(request.due_on) - timedelta(hours=12)):
        outcomes = race([current_app.tasks[task].run] * 4)
        assert outcomes == [None] * 4
        before = OutboundEmail.objects.count()
        race([current_app.tasks[task].run] * 4)

    assert OutboundEmail.objects.count() == before
    keys = list(OutboundEmail.objects.values_list("message", "to", "subject"))
    assert len(keys) == len(set(keys))
