"""Ticks on an attendance are hours in the ledger, and unticked hours go again."""

from datetime import date, time

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.training.models import LedgerEntry, LedgerItem
from apps.training.refusals import StillToBeHeld
from apps.training.services import programme
from apps.training.services.attendance import take_attendance, take_back_items
from apps.training.services.disputing import dispute_hours
from apps.training.services.recording import Said, record_hours
from tests.factories import MentorFactory, member_of, open_window, school_that_can_claim, submitted_claim, year_2025
from tests.training.programme_world import module_of, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(provider):
    return session_of(module_of(provider))


@pytest.fixture
def address(provider, session):
    return reverse("doors:provider-take-attendance", args=[provider.pk, session.pk])


def words(answer):
    return " ".join(answer.content.decode().split())


def pair(mentor):
    return mentor.trn, mentor.school.urn


def key(mentor):
    return "-".join(pair(mentor))


def record(provider, mentor, minutes=60, day=date(2026, 1, 12)):
    said = [Said(1, *pair(mentor), year_2025(), minutes, day, "Induction" if day else "")]
    record_hours(provider, said, by=provider.person, how="page")


def test_nobody_is_expected_before_hours_or_claims(bilal, address):
    assert "nobody is expected yet" in words(bilal.get(address))


def test_mentors_with_hours_or_a_claim_are_expected_and_only_a_claim_gives_the_name(bilal, provider, mentor, address):
    record(provider, mentor)
    open_window()
    school = school_that_can_claim()
    claimed = MentorFactory(at=school)
    submitted_claim((5,), school=school, provider=provider, mentors=[claimed])

    shown = words(bilal.get(address))

    assert f"TRN {mentor.trn}" in shown
    assert mentor.full_name not in shown
    assert f"{claimed.full_name}, TRN {claimed.trn}" in shown


def test_who_came_has_the_sessions_minutes_of_its_module_on_its_day(bilal, provider, mentor, session, address):
    record(provider, mentor)

    answer = bilal.post(address, {"came": [key(mentor)]}, follow=True)

    assert "1 hour 30 minutes recorded for 1 mentor." in words(answer)
    item = LedgerItem.objects.get(what="Coaching")
    assert (item.trained_on, item.minutes, item.entry.trn) == (date(2026, 2, 9), 90, mentor.trn)
    session.refresh_from_db()
    assert session.attendance_taken_at
    assert "checked" in words(answer)


def test_somebody_who_was_not_expected_is_added_by_trn_and_urn(bilal, mentor, address):
    bilal.post(address, {"trn": f" {mentor.trn[:2]} {mentor.trn[2:]}", "urn": mentor.school.urn})

    assert LedgerEntry.objects.get().trn == mentor.trn


@pytest.mark.parametrize(
    ("posted", "problem"),
    [
        ({"trn": "123", "urn": "100001"}, "TRN must be 7 digits"),
        ({"trn": "1234567"}, "Enter the school's URN"),
        ({"urn": "100001"}, "Enter the mentor's TRN"),
        ({"trn": "1234567", "urn": "1"}, "URN must be 6 digits"),
        ({"came": ["anything"]}, "Select mentors from the list"),
        ({}, "Select who came, or that nobody came"),
        ({"trn": "1234567", "urn": "100001", "nobody": "on"}, "Select who came, or that nobody came, but not both"),
    ],
)
def test_the_page_says_what_is_wrong(bilal, provider, mentor, address, posted, problem):
    record(provider, mentor)

    answer = bilal.post(address, posted)

    assert problem in words(answer).replace("&#39;", "'")
    assert not LedgerItem.objects.filter(what="Coaching").exists()


def test_a_school_that_nobody_knows_is_said_and_the_others_stand(bilal, mentor, address):
    answer = bilal.post(address, {"came": [key(mentor)], "trn": "7654321", "urn": "999999"}, follow=True)

    assert "recorded for 1 mentor" in words(answer)
    assert "TRN 7654321: No open school has this URN" in words(answer)


def test_hours_that_wait_or_go_too_far_are_recorded_and_said(bilal, provider, mentor, address):
    for day in (12, 13):
        record(provider, mentor, minutes=24 * 60, day=date(2026, 1, day))

    answer = bilal.post(address, {"came": [key(mentor)], "trn": "7654321", "urn": mentor.school.urn}, follow=True)

    shown = words(answer)
    assert "recorded for 2 mentors" in shown
    assert "TRN 7654321: the hours wait for the school to add this mentor" in shown
    assert f"TRN {mentor.trn}: 33 hours of this mentor’s year go beyond what can be claimed" in shown


def test_unticking_takes_the_hours_back_with_a_line_of_history(bilal, mentor, session, address):
    bilal.post(address, {"came": [key(mentor)]})

    answer = bilal.post(address, {"was": [key(mentor)]}, follow=True)

    assert "Hours taken back from 1 mentor" in words(answer)
    entry = LedgerEntry.objects.get()
    assert entry.minutes == 0
    assert history_of(entry)[-1][1] == "1 hour 30 minutes taken back for Coaching on 9 February 2026"
    session.refresh_from_db()
    assert session.attendance_taken_at is None


def test_a_session_to_which_nobody_came_is_taken_and_can_be_taken_back(bilal, session, address):
    taken = bilal.post(address, {"nobody": "on"}, follow=True)

    session.refresh_from_db()
    assert session.attendance_taken_at
    assert "Attendance taken: nobody came." in words(taken)
    assert 'name="nobody" type="checkbox" value="on" checked' in words(taken)
    assert history_of(session.module)[-1][1] == "Nobody came to the session on 9 February 2026"

    bilal.post(address, {})

    session.refresh_from_db()
    assert session.attendance_taken_at is None
    assert history_of(session.module)[-1][1] == "Attendance taken back of the session on 9 February 2026"


def test_somebody_who_came_after_all_replaces_nobody(bilal, mentor, session, address):
    bilal.post(address, {"nobody": "on"})

    answer = bilal.post(address, {"came": [key(mentor)]}, follow=True)

    session.refresh_from_db()
    assert session.attendance_taken_at
    assert 'value="on" checked' not in words(answer)


def test_a_colleagues_ticks_stay_when_this_page_never_showed_them(bilal, mentor, address):
    other = MentorFactory(at=mentor.school)
    other.school = mentor.school
    bilal.post(address, {"came": [key(other)]})

    bilal.post(address, {"came": [key(mentor)], "was": []})

    assert LedgerItem.objects.count() == 2


def test_saving_twice_changes_nothing(bilal, mentor, address):
    bilal.post(address, {"came": [key(mentor)]})

    answer = bilal.post(address, {"came": [key(mentor)], "was": [key(mentor)]}, follow=True)

    assert "Attendance saved" in words(answer)
    assert len(history_of(LedgerEntry.objects.get())) == 1


def test_disputed_hours_are_neither_added_to_nor_taken_back(bilal, provider, mentor, session, address):
    take_attendance(session, came={pair(mentor)}, gone=set(), by=provider.person)
    dispute_hours(LedgerEntry.objects.get(), hours=1, words="She was here", by=member_of(mentor.school))

    answer = bilal.post(address, {"was": [key(mentor)]}, follow=True)

    assert f"{mentor.school} disputes these hours. Answer the school first" in words(answer)
    assert LedgerItem.objects.count() == 1
    other = session_of(module_of(provider, "Modelling"))
    taken = take_attendance(other, came={pair(mentor)}, gone=set(), by=provider.person)
    assert [row.outcome for row in taken.refused] == ["disputed"]


def test_hours_recorded_as_one_total_are_not_replaced_by_a_tick(bilal, provider, mentor, address):
    record(provider, mentor, minutes=960, day=None)

    answer = bilal.post(address, {"came": [key(mentor)]}, follow=True)

    assert "hours at this school are recorded as one total" in words(answer)
    assert "recorded as one total, not by session" in words(answer)
    assert LedgerEntry.objects.get().total_minutes == 960


def test_items_that_are_gone_already_are_not_taken_back_twice(provider, mentor, session):
    take_attendance(session, came={pair(mentor)}, gone=set(), by=provider.person)
    items = list(LedgerItem.objects.all())

    assert len(take_back_items(items, by=provider.person)[0]) == 1
    assert take_back_items(items, by=provider.person) == ([], [])


def test_a_session_to_come_or_cancelled_has_no_attendance(bilal, provider, mentor):
    coming = session_of(module_of(provider), held_on=date(2026, 3, 2))
    cancelled = session_of(module_of(provider, "Modelling"))
    programme.cancel_session(cancelled, by=provider.person)

    for session in (coming, cancelled):
        address = reverse("doors:provider-take-attendance", args=[provider.pk, session.pk])
        assert bilal.post(address, {"came": [key(mentor)]}).status_code == 302
        with pytest.raises(StillToBeHeld):
            take_attendance(session, came={pair(mentor)}, gone=set(), by=provider.person)
    assert not LedgerItem.objects.exists()


def test_attendance_finds_a_school_by_its_words_and_a_mentor_by_trn(bilal, provider, mentor, address):
    other = MentorFactory(at=school_that_can_claim(name="Zebra Primary"))
    other.school = other.places.get().school
    for one in (mentor, other):
        record(provider, one)

    by_school, by_trn = (words(bilal.get(f"{address}?q={asked}")) for asked in ("zebra", mentor.trn))

    assert (other.trn in by_school, mentor.trn in by_school) == (True, False)
    assert f"TRN {mentor.trn}" in by_trn
    assert f"TRN {other.trn}" not in by_trn


def test_a_long_list_shows_the_first_hundred_and_whoever_came(
    bilal, provider, mentor, session, address, django_assert_max_num_queries
):
    rows = [
        Said(number, str(8000000 + number), mentor.school.urn, year_2025(), 60, date(2026, 1, 12), "Induction")
        for number in range(105)
    ]
    record_hours(provider, rows, by=provider.person, how="file")
    take_attendance(session, came={("8000104", mentor.school.urn)}, gone=set(), by=provider.person)

    with django_assert_max_num_queries(18):
        shown = words(bilal.get(address))

    assert "101 mentors shown" in shown
    assert "TRN 8000104" in shown
    assert "TRN 8000103" not in shown


def test_coverage_counts_minutes_in_every_area_of_a_module(bilal, provider, mentor):
    module = module_of(provider, areas=["behaviour", "pedagogy"])
    session = session_of(module, starts_at=time(9), ends_at=time(10, 15))
    take_attendance(session, came={pair(mentor)}, gone=set(), by=provider.person)
    record(provider, mentor, minutes=120)

    shown = words(bilal.get(reverse("doors:provider-show-coverage", args=[provider.pk])))

    assert "Mentors who have done each module" in shown
    assert shown.count("1 hour 15 minutes") == 2
    assert "2 hours" in shown


def test_coverage_of_nothing_says_how_to_begin(bilal, provider):
    shown = words(bilal.get(reverse("doors:provider-show-coverage", args=[provider.pk])))

    assert "No hours are recorded for this year" in shown
