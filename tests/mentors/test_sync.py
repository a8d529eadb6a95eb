"""The nightly refresh: names and standing follow the teaching record, and a party in trouble is left alone."""

from datetime import timedelta

import pytest

from apps.audit.actors import Actor
from apps.audit.models import AuditEvent
from apps.core import clock
from apps.mentors.models import Mentor
from apps.mentors.teaching_record.client import Busy, Found, Moved, NotFound, Unavailable
from apps.mentors.teaching_record.sync import refresh_due
from tests.factories import MentorFactory, SchoolFactory

pytestmark = pytest.mark.django_db

BY = Actor.job("teaching record")


@pytest.fixture
def mentor():
    long_ago = clock.now() - timedelta(days=2)
    return MentorFactory(trn="1234567", at=SchoolFactory(), first_name="Ada", last_name="Byron", refreshed_at=long_ago)


def asking(answers, asked=None):
    """A teaching record that gives these answers by TRN."""

    def ask(trn):
        if asked is not None:
            asked.append(trn)
        return answers[trn]

    return ask


def test_a_new_name_is_kept_with_one_line_of_history(mentor):
    found = Found("1234567", "Ada", "Lovelace", True, "Passed")

    assert refresh_due(by=BY, ask=asking({"1234567": found})) == 1

    mentor.refresh_from_db()
    assert (mentor.full_name, mentor.sort_name, mentor.refreshed_at) == ("Ada Lovelace", "lovelace ada", clock.now())
    assert AuditEvent.objects.get(event="mentor.refresh").details["changed"]["last_name"] == ["Byron", "Lovelace"]


def test_nothing_new_leaves_no_line_and_is_not_asked_again_that_night(mentor):
    asked, found = [], Found("1234567", "Ada", "Byron", True, "")
    ask = asking({"1234567": found}, asked)

    refresh_due(by=BY, ask=ask)
    refresh_due(by=BY, ask=ask)

    assert asked == ["1234567"]
    assert not AuditEvent.objects.filter(event="mentor.refresh").exists()


def test_a_record_that_is_gone_makes_the_mentor_inactive(mentor):
    refresh_due(by=BY, ask=asking({"1234567": NotFound()}))

    mentor.refresh_from_db()
    assert not mentor.is_active
    assert mentor.full_name == "Ada Byron"


def test_a_merged_record_is_followed(mentor):
    answers = {"1234567": Moved("7654321"), "7654321": Found("7654321", "Ada", "Byron", True, "")}

    refresh_due(by=BY, ask=asking(answers))

    mentor.refresh_from_db()
    assert (mentor.trn, mentor.former_trn) == ("7654321", "1234567")


def test_a_merged_record_that_is_another_mentor_of_ours_leaves_both(mentor):
    other = MentorFactory(trn="7654321")
    answers = {"1234567": Moved("7654321"), "7654321": Found("7654321", "Ada", "Byron", True, "")}

    refresh_due(by=BY, ask=asking(answers))

    mentor.refresh_from_db()
    other.refresh_from_db()
    assert (mentor.trn, other.trn) == ("1234567", "7654321")
    assert AuditEvent.objects.filter(event="mentor.refresh", subject_id=mentor.pk).exists()


@pytest.mark.parametrize("answer", [Busy(60), Unavailable("down"), Moved("7654321")])
def test_a_party_in_trouble_is_left_alone_and_nothing_changes(mentor, answer):
    before = mentor.refreshed_at

    assert refresh_due(by=BY, ask=asking({"1234567": answer, "7654321": Moved("1234567")})) == 0

    mentor.refresh_from_db()
    assert mentor.refreshed_at == before
    assert mentor.is_active


def test_only_mentors_with_a_place_are_asked_about(mentor):
    mentor.places.update(ended_at=clock.now())

    assert refresh_due(by=BY, ask=asking({})) == 0
    assert Mentor.objects.count() == 1
