"""The schedule: every job is a task that exists, says why it runs, and is offered to beat as well."""

import pytest
from celery import current_app
from django.conf import settings

from apps.audit.models import AuditEvent
from apps.core import clock
from claims_service.schedule import SCHEDULE


@pytest.fixture
def tasks():
    """Every task of ours by name."""
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if task.__module__.startswith("apps.")}


@pytest.mark.parametrize("name", SCHEDULE)
def test_every_job_is_a_task_that_exists(name, tasks):
    assert SCHEDULE[name].task == name
    assert name in tasks


@pytest.mark.parametrize("job", SCHEDULE.values(), ids=SCHEDULE)
def test_every_job_says_why_it_runs(job):
    assert job.because
    assert job.because[0].isupper()
    assert not job.because.endswith(".")


def test_every_task_is_on_the_schedule(tasks):
    assert set(tasks) == set(SCHEDULE)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SCHEDULE)
def test_a_job_that_finds_nothing_to_do_does_nothing(name, tasks, settings):
    settings.BANK_HOLIDAYS_URL = ""

    assert tasks[name]() is None
    assert not AuditEvent.objects.exists()


def test_beat_offers_what_the_schedule_says():
    offered = {name: entry["schedule"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}

    assert offered == {name: job.every for name, job in SCHEDULE.items()}


@pytest.mark.parametrize("job", SCHEDULE.values(), ids=SCHEDULE)
def test_a_due_moment_is_the_same_for_all_who_ask_within_an_interval(job):
    due = job.due_at(clock.now())

    assert due <= clock.now() < due + job.every
    assert job.due_at(due) == due
    assert job.due_at(due + job.every / 2) == due
    assert job.due_at(due + job.every) == due + job.every
