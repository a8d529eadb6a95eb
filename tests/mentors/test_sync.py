"""The nightly refresh: names and standing follow the teaching record, and a party in trouble is left alone."""

from datetime import timedelta

import pytest

from apps.audit.actors import Actor
from apps.audit.history import history_of
from apps.audit.models import AuditEvent
from apps.core import clock
from apps.mentors.models import Mentor
from apps.mentors.services.places import keep_teacher
from apps.mentors.tasks import refresh
from apps.mentors.teaching_record import sync
from apps.mentors.teaching_record.client import Busy, Found, Mismatch, Moved, NotFound, Unavailable
from apps.notifications.models import OutboundEmail
from tests.factories import MentorFactory, SchoolFactory, member_of
from tests.mentors.test_add_mentor import ADA, STANDING, teaching_record

pytestmark = pytest.mark.django_db

BY = Actor.job("teaching record")


@pytest.fixture
def mentor():
    long_ago = clock.now() - timedelta(days=2)
    return MentorFactory(trn="1234567", at=SchoolFactory(), first_name="Ada", last_name="Byron", refreshed_at=long_ago)


def refresh_due(**options):
    """A turn of the refresh that does not wait between its questions."""
    return sync.refresh_due(by=BY, rest=options.pop("rest", lambda seconds: None), **options)


def tomorrow():
    return clock.moved_to(clock.now() + timedelta(days=1))


def asking(answers, asked=None):
    """A teaching record that gives these answers by TRN."""

    def ask(trn):
        if asked is not None:
            asked.append(trn)
        return answers[trn]

    return ask


def test_a_new_name_is_kept_with_one_line_of_history(mentor):
    found = Found("1234567", "Ada", "Lovelace", True, "Passed")

    assert refresh_due(ask=asking({"1234567": found})) == 1

    mentor.refresh_from_db()
    assert (mentor.full_name, mentor.sort_name, mentor.refreshed_at) == ("Ada Lovelace", "lovelace ada", clock.now())
    assert AuditEvent.objects.get(event="mentor.refresh").details["changed"]["last_name"] == ["Byron", "Lovelace"]


def test_nothing_new_leaves_no_line_and_is_not_asked_again_that_night(mentor):
    asked, found = [], Found("1234567", "Ada", "Byron", True, "")
    ask = asking({"1234567": found}, asked)

    refresh_due(ask=ask)
    refresh_due(ask=ask)

    assert asked == ["1234567"]
    assert not AuditEvent.objects.filter(event="mentor.refresh").exists()


def test_a_record_that_is_gone_makes_the_mentor_inactive_and_each_of_their_schools_is_told_once(mentor):
    first, other = mentor.places.get().school, mentor.places.create(school=SchoolFactory()).school
    left = mentor.places.create(school=SchoolFactory(), ended_at=clock.now()).school
    told = [member_of(first), member_of(other)]
    member_of(left)
    gone_at = clock.now()

    refresh_due(ask=asking({"1234567": NotFound()}))
    with tomorrow():
        refresh_due(ask=asking({"1234567": NotFound()}))

    mentor.refresh_from_db()
    assert (mentor.is_active, mentor.missing_since, mentor.full_name) == (False, gone_at, "Ada Byron")
    emails = OutboundEmail.objects.filter(message="MentorNotFoundForSchool")
    assert sorted(email.to for email in emails) == sorted(person.email for person in told)
    assert all("Ada Byron" in email.body and "1234567" not in email.body for email in emails)
    assert history_of(mentor)[0][1].startswith("The teaching record no longer knows this TRN")


def test_a_record_that_is_there_again_is_no_longer_missing(mentor):
    refresh_due(ask=asking({"1234567": NotFound()}))
    with tomorrow():
        refresh_due(ask=asking({"1234567": Found("1234567", "Ada", "Byron", True, "")}))

    mentor.refresh_from_db()
    assert (mentor.is_active, mentor.missing_since) == (True, None)
    assert history_of(mentor)[1][1].startswith("The teaching record knows this TRN again")


def test_what_changed_is_told_in_words(mentor):
    refresh_due(ask=asking({"1234567": Found("1234567", "Ada", "Lovelace", False, "")}))

    words = history_of(mentor)[0][1]
    assert "Last name changed from Byron to Lovelace." in words
    assert "No longer shown as qualified and free to teach." in words


def test_a_merged_record_is_followed(mentor):
    answers = {"1234567": Moved("7654321"), "7654321": Found("7654321", "Ada", "Byron", True, "")}

    refresh_due(ask=asking(answers))

    mentor.refresh_from_db()
    assert (mentor.trn, mentor.former_trn, mentor.trn_changed_at) == ("7654321", "1234567", clock.now())
    assert history_of(mentor)[0][1] == "TRN changed from 1234567 to 7654321"


def test_a_merged_record_that_is_another_mentor_of_ours_leaves_both(mentor):
    other = MentorFactory(trn="7654321")
    answers = {"1234567": Moved("7654321"), "7654321": Found("7654321", "Ada", "Byron", True, "")}

    refresh_due(ask=asking(answers))
    with tomorrow():
        refresh_due(ask=asking(answers))

    mentor.refresh_from_db()
    other.refresh_from_db()
    assert (mentor.trn, mentor.merged_into, mentor.is_active) == ("1234567", other, False)
    assert (other.trn, other.is_active) == ("7654321", True)
    assert [words for _, words in history_of(mentor)] == ["TRN changed from 1234567 to 7654321"]


@pytest.mark.parametrize("answer", [Unavailable("down"), Moved("7654321"), Mismatch()])
def test_a_record_that_cannot_be_shown_waits_for_the_next_night_and_holds_up_nobody(mentor, answer):
    before = mentor.refreshed_at
    later = MentorFactory(trn="2222222", at=SchoolFactory(), refreshed_at=before)
    Mentor.objects.filter(pk=later.pk).update(asked_at=before)
    answers = {"1234567": answer, "7654321": Moved("1234567"), "2222222": Found("2222222", "Bo", "Chen", True, "")}

    assert refresh_due(ask=asking(answers)) == 1
    assert refresh_due(ask=asking({})) == 0

    mentor.refresh_from_db()
    assert (mentor.refreshed_at, mentor.asked_at, mentor.is_active) == (before, clock.now(), True)
    with tomorrow():
        assert refresh_due(ask=asking({**answers, "1234567": Found("1234567", "Ada", "Byron", True, "")})) == 2


def test_three_silences_in_a_row_are_a_party_that_is_down(mentor):
    for _ in range(5):
        MentorFactory(at=SchoolFactory())
    asked = []

    def ask(trn):
        asked.append(trn)
        return Unavailable("down")

    assert refresh_due(ask=ask) == 0
    assert len(asked) == sync.MOST_SILENT


@pytest.mark.parametrize("answer", [Busy(60), Unavailable("answered 401", is_ours=True)])
def test_a_party_that_is_busy_or_will_not_have_us_is_left_alone_and_goes_on_there_next_time(mentor, answer):
    asked = []

    assert refresh_due(ask=asking({"1234567": answer}, asked)) == 0
    assert refresh_due(ask=asking({"1234567": Found("1234567", "Ada", "Byron", True, "")}, asked)) == 1

    assert asked == ["1234567", "1234567"]


def test_a_party_that_suddenly_knows_hardly_anybody_is_not_believed(mentor):
    for _ in range(9):
        MentorFactory(at=SchoolFactory())

    assert refresh_due(ask=lambda trn: NotFound()) == 0

    assert Mentor.objects.filter(is_active=True, asked_at=None).count() == 10


def test_many_are_asked_in_chunks_at_the_agreed_pace_and_no_further_than_allowed(mentor, settings, monkeypatch):
    settings.TRS_MOST_PER_SECOND = 4
    monkeypatch.setattr(sync, "CHUNK", 2)
    for _ in range(5):
        MentorFactory(at=SchoolFactory())
    rests = []

    def ask(trn):
        return Found(trn, "Ada", "Byron", True, "")

    assert refresh_due(ask=ask, rest=rests.append, most=5) == 5
    assert refresh_due(ask=ask, rest=rests.append) == 1
    assert rests == [0.25] * 6


def test_a_turn_ends_when_its_time_is_up_and_keeps_what_it_heard(mentor):
    assert refresh_due(ask=asking({}), seconds=-1) == 0
    assert Mentor.objects.get().asked_at is None


def test_nobody_is_in_a_transaction_while_the_party_is_asked(mentor, django_assert_num_queries):
    def ask(trn):
        with django_assert_num_queries(0):
            return Found(trn, "Ada", "Byron", True, "")

    assert refresh_due(ask=ask) == 1


def test_the_job_asks_the_party_itself(mentor, settings):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING | {"lastName": "Lovelace"})}):
        refresh()

    mentor.refresh_from_db()
    assert mentor.full_name == "Ada Lovelace"


def test_who_is_added_by_either_trn_of_two_merged_records_gets_the_one_that_counts(mentor):
    counts = MentorFactory(trn="7654321")

    assert keep_teacher(Found("7654321", "Ada", "Byron", True, ""), former_trn="1234567") == counts


def test_only_mentors_with_a_place_are_asked_about(mentor):
    mentor.places.update(ended_at=clock.now())

    assert refresh_due(ask=asking({})) == 0
    assert Mentor.objects.count() == 1


def test_who_is_added_by_a_trn_that_changed_and_is_known_by_the_old_one_stays_one_mentor(mentor):
    kept = keep_teacher(Found("7654321", "Ada", "Byron", True, ""), former_trn="1234567")

    assert (kept, kept.trn, kept.former_trn) == (mentor, "7654321", "1234567")
    assert kept.trn_changed_at == clock.now()
