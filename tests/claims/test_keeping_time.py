"""What happens because days pass: warnings, lapses, and the end of drafts that no window is left for."""

from datetime import date, datetime, timedelta

import pytest

from apps.audit.actors import Actor
from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus, Move
from apps.claims.lifecycle import move
from apps.claims.models import Claim
from apps.claims.services.keeping_time import delete_stale_drafts, warn_of_deadlines
from apps.claims.tasks import lapse
from apps.core import clock
from apps.notifications.models import OutboundEmail
from apps.policy.models import ClaimWindow
from tests.factories import draft_claim, open_window, submitted_claim, year_2025

pytestmark = pytest.mark.django_db

BY = Actor.job("deadlines")


@pytest.fixture
def returned():
    claim = submitted_claim()
    move(claim, Move.RETURN, by=BY, note={"words": "x"}, return_words="Change it.", return_by=date(2026, 2, 24))
    return claim


def on(year, month, day):
    return clock.moved_to(datetime(year, month, day, 9, 0, tzinfo=clock.LONDON))


def mails(name):
    return OutboundEmail.objects.filter(message=name).count()


def test_a_returned_claim_is_warned_about_5_and_1_working_days_before_and_at_no_other_time(returned):
    told = []
    for day in range(10, 25):
        with on(2026, 2, day):
            told += [day] * warn_of_deadlines(by=BY)

    assert told == [17, 23]
    assert mails("ReturnDeadlineNearForSchool") == 2


def test_a_warning_is_given_once_however_often_the_job_runs(returned):
    with on(2026, 2, 17):
        assert warn_of_deadlines(by=BY) == 1
        assert warn_of_deadlines(by=BY) == 0

    email = OutboundEmail.objects.get(message="ReturnDeadlineNearForSchool")
    assert email.subject == f"Action needed by 24 February 2026: change claim {returned.reference}"
    assert "Change it." in email.body
    assert "Warned that the deadline to change it is 24 February 2026" in [words for _, words in history_of(returned)]


def test_after_its_deadline_the_claim_ends_and_frees_its_hours(returned):
    with on(2026, 2, 24):
        lapse()
        returned.refresh_from_db()
        assert returned.status == ClaimStatus.RETURNED
    with on(2026, 2, 25):
        lapse()
        lapse()

    returned.refresh_from_db()
    assert returned.status == ClaimStatus.WITHDRAWN
    assert returned.lines.get().allowance.used == 0
    assert mails("ClaimLapsedForSchool") == 1


def test_a_draft_is_deleted_60_days_after_the_years_last_window_a_fortnight_after_a_warning():
    window = open_window()
    claim = draft_claim()
    last_day = window.closes_on + timedelta(days=60)

    with clock.moved_to(clock.start_of(last_day - timedelta(days=15))):
        delete_stale_drafts(by=BY)
        assert mails("DraftWillBeDeletedForSchool") == 0
    with clock.moved_to(clock.start_of(last_day - timedelta(days=14))):
        delete_stale_drafts(by=BY)
        delete_stale_drafts(by=BY)
        assert mails("DraftWillBeDeletedForSchool") == 1
    with clock.moved_to(clock.start_of(last_day)):
        assert delete_stale_drafts(by=BY) == 0
    with clock.moved_to(clock.start_of(last_day + timedelta(days=1))):
        assert delete_stale_drafts(by=BY) == 1

    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_nobody_loses_a_draft_without_a_fortnights_warning_however_late_the_job_first_runs():
    window = open_window()
    claim = draft_claim()
    late = window.closes_on + timedelta(days=200)

    with clock.moved_to(clock.start_of(late)):
        assert delete_stale_drafts(by=BY) == 0
    with clock.moved_to(clock.start_of(late + timedelta(days=14))):
        assert delete_stale_drafts(by=BY) == 0
    with clock.moved_to(clock.start_of(late + timedelta(days=15))):
        assert delete_stale_drafts(by=BY) == 1
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_a_later_window_of_the_year_keeps_its_drafts_and_a_new_warning_is_due_after_it():
    window = open_window()
    claim = draft_claim()
    last_day = window.closes_on + timedelta(days=60)
    with clock.moved_to(clock.start_of(last_day - timedelta(days=3))):
        delete_stale_drafts(by=BY)
    autumn = ClaimWindow.objects.create(year=year_2025(), opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 16))

    with clock.moved_to(clock.start_of(last_day + timedelta(days=30))):
        assert delete_stale_drafts(by=BY) == 0
    with clock.moved_to(clock.start_of(autumn.closes_on + timedelta(days=61))):
        assert delete_stale_drafts(by=BY) == 0

    assert Claim.objects.filter(pk=claim.pk).exists()
    assert mails("DraftWillBeDeletedForSchool") == 2


def test_submitted_claims_and_drafts_with_a_window_to_come_are_left_alone():
    window = open_window()
    submitted_claim()
    draft_claim()

    with clock.moved_to(clock.start_of(window.closes_on)):
        assert delete_stale_drafts(by=BY) == 0
    assert Claim.objects.count() == 2
