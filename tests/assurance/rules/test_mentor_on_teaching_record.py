"""AR07. Each mentor was verified when added, and is active in the nightly refresh."""

from datetime import datetime

from apps.assurance.rules.mentors import MentorOnTeachingRecord
from apps.core import clock
from tests.assurance.facts import claim, moment, training


def test_mentors_verified_and_active_pass():
    assert MentorOnTeachingRecord().check(claim()).passed


def test_a_mentor_who_was_never_verified_is_referred_by_name():
    facts = claim(training(mentor="Ada Byron", trn="1234567", verified_at=None))

    assert MentorOnTeachingRecord().check(facts).problems == (
        "Ada Byron (1234567) was not verified with the teaching record when added.",
    )


def test_a_mentor_who_is_not_active_any_more_is_referred():
    facts = claim(training(), training(mentor="Ada Byron", trn="1234567", is_active=False))

    assert MentorOnTeachingRecord().check(facts).problems == (
        "Ada Byron (1234567) is not active on the teaching record.",
    )


def test_a_mentor_not_refreshed_yet_is_not_yet_known():
    finding = MentorOnTeachingRecord().check(claim(training(refreshed_at=None)))

    assert finding.outcome == "not_yet_known"


def test_what_is_not_yet_known_is_referred_once_the_deadline_has_passed():
    with clock.moved_to(datetime(2026, 3, 4, 0, 0, tzinfo=clock.LONDON)):
        finding = MentorOnTeachingRecord().check(claim(training(refreshed_at=None)))

    assert finding.outcome == "referred"


def test_one_problem_refers_whatever_is_not_yet_known_beside_it():
    facts = claim(training(refreshed_at=None), training(verified_at=None, refreshed_at=moment(2, 9)))

    assert MentorOnTeachingRecord().check(facts).outcome == "referred"
