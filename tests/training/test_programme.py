"""A provider plans its modules and sessions."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.policy.models import AcademicYear
from apps.training.enums import CurriculumArea, Format
from apps.training.models import Module, Session
from apps.training.refusals import AttendanceTaken, ChangedMeanwhile, NothingToCopy, StillToBeHeld
from apps.training.services import programme
from apps.training.services.attendance import take_attendance
from tests.factories import ProviderFactory, member_of, year_2025
from tests.training.programme_world import module_of, session_of

pytestmark = pytest.mark.django_db

MODULE = {
    "title": "Coaching  trainees",
    "areas": ["mentoring", "behaviour"],
    "format": "online_any_time",
    "minutes": "90",
    "link": "https://example.org/coaching",
}
SESSION = {
    "held_on-day": "3",
    "held_on-month": "3",
    "held_on-year": "2026",
    "starts_at": "9:30am",
    "ends_at": "14.00",
    "where": "place",
    "place": "Thames House",
    "capacity": "",
}


def words(answer):
    return " ".join(answer.content.decode().split())


def address(provider, name, *args):
    return reverse(f"training:provider-{name}", args=[provider.pk, *args])


def last_year():
    return AcademicYear.objects.get(name="2024 to 2025")


def test_an_empty_programme_says_what_modules_are_for(bilal, provider):
    assert "has no modules" in words(bilal.get(address(provider, "list-modules")))


def test_a_module_is_added_and_listed_with_its_length_and_areas(bilal, provider):
    answer = bilal.post(address(provider, "add-module"), MODULE, follow=True)

    shown = words(answer)
    assert "Coaching trainees is in your programme for 2025 to 2026" in shown
    assert "Online, at any time, 1 hour 30 minutes. Mentoring and coaching, Behaviour management" in shown
    assert Module.objects.get().link == "https://example.org/coaching"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("title", "", "Enter a title"),
        ("title", "x" * 101, "Title must be 100 characters or fewer"),
        ("format", "", "Select a format"),
        ("minutes", "", "Enter the minutes"),
        ("minutes", "1.5", "Minutes must be a whole number"),
        ("minutes", "0", "Minutes must be between 1 and 1,440"),
        ("minutes", "1441", "Minutes must be between 1 and 1,440"),
        ("link", "http://example.org", "Link must start with https://"),
        ("link", "https://", "Link must start with https://"),
        ("areas", ["dancing"], "Curriculum areas must be from the list"),
    ],
)
def test_a_module_says_what_is_wrong_with_it(bilal, provider, field, value, problem):
    answer = bilal.post(address(provider, "add-module"), {**MODULE, field: value})

    assert problem in words(answer)
    assert not Module.objects.exists()


def test_a_year_has_one_module_of_a_title(bilal, provider):
    module_of(provider, "Coaching trainees")

    assert "You have a module with this title" in words(bilal.post(address(provider, "add-module"), MODULE))
    with pytest.raises(ChangedMeanwhile, match="of that title"):
        module_of(provider, "Coaching trainees")


def test_another_year_may_have_the_same_title(bilal, provider):
    module_of(provider, "Coaching trainees")

    bilal.post(f"{address(provider, 'add-module')}?year=2024-to-2025", MODULE)

    assert Module.objects.get(year=last_year()).title == "Coaching trainees"


def test_a_module_is_changed_and_its_page_says_who_did_it(bilal, provider):
    module = module_of(provider)

    posted = {**MODULE, "minutes": "45", "version": module.version}
    answer = bilal.post(address(provider, "change-module", module.pk), posted, follow=True)

    assert "Coaching trainees changed" in words(answer)
    assert "45 minutes" in words(answer)
    assert [event.event for event, _ in history_of(module)] == ["module.add", "module.change"]


def test_a_change_of_a_module_that_changed_meanwhile_is_refused(bilal, provider):
    module = module_of(provider)

    answer = bilal.post(address(provider, "change-module", module.pk), {**MODULE, "version": module.version - 1})

    assert answer.status_code == 409
    assert "This changed while you were here" in words(answer)


def test_a_title_stays_once_hours_are_recorded_under_it(provider, mentor):
    module = module_of(provider)
    take_attendance(session_of(module), came={(mentor.trn, mentor.school.urn)}, gone=set(), by=provider.person)
    said = {"areas": [], "format": Format.IN_PERSON, "minutes": 60, "link": ""}

    with pytest.raises(AttendanceTaken, match="recorded as Coaching"):
        programme.change_module(module, version=module.version, by=provider.person, title="Another", **said)
    programme.change_module(module, version=module.version, by=provider.person, title="Coaching", **said)

    module.refresh_from_db()
    assert module.minutes == 60


def test_a_module_is_retired_after_asking_and_its_title_is_free_again(bilal, provider):
    module = module_of(provider)
    assert "Recorded hours stay" in words(bilal.get(address(provider, "retire-module", module.pk)))

    answer = bilal.post(address(provider, "retire-module", module.pk), follow=True)

    assert "Retired" in words(answer)
    assert "retired already" in words(bilal.get(address(provider, "retire-module", module.pk)))
    assert module_of(provider).retired_at is None


def test_a_module_with_a_session_to_come_is_not_retired(provider):
    module = module_of(provider)
    session = session_of(module, held_on=date(2026, 3, 2))

    with pytest.raises(StillToBeHeld):
        programme.retire_module(module, by=provider.person)
    programme.cancel_session(session, by=provider.person)
    programme.retire_module(module, by=provider.person)

    module.refresh_from_db()
    assert module.retired_at


def test_a_retired_module_takes_no_session(bilal, provider):
    module = module_of(provider)
    programme.retire_module(module, by=provider.person)

    assert "takes no more sessions" in words(bilal.get(address(provider, "add-session", module.pk)))
    assert bilal.post(address(provider, "add-session", module.pk), SESSION).status_code == 409
    assert not Session.objects.exists()


def test_last_years_modules_are_copied_once(bilal, provider):
    module_of(provider, "Coaching", year=last_year(), areas=[CurriculumArea.PEDAGOGY], link="https://example.org")
    module_of(provider, "Modelling", year=last_year())
    module_of(provider, "Modelling")
    programme.retire_module(module_of(provider, "Old", year=last_year()), by=provider.person)
    assert "1 module of the year before is not in" in words(bilal.get(address(provider, "list-modules")))

    answer = bilal.post(f"{address(provider, 'copy-modules')}?year=2025-to-2026", follow=True)

    assert "1 module copied to 2025 to 2026" in words(answer)
    copied = Module.objects.get(year=year_2025(), title="Coaching")
    assert (copied.areas, copied.link) == (["pedagogy"], "https://example.org")
    with pytest.raises(NothingToCopy):
        programme.copy_modules(provider, year_2025(), by=provider.person)


def test_a_session_is_added_and_listed_by_its_week(bilal, provider):
    module = module_of(provider)

    answer = bilal.post(address(provider, "add-session", module.pk), SESSION, follow=True)

    shown = words(answer)
    assert "Week of 2 March 2026" in shown
    assert "Tuesday 3 March 2026, 9:30am to 2pm. Thames House" in shown
    assert Session.objects.get().minutes == 270


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"held_on-day": ""}, "The date of the session must include a day"),
        ({"held_on-day": "31", "held_on-month": "2"}, "The date of the session must be a real date"),
        ({"held_on-year": "2031"}, "Date must be in the training period of 2025 to 2026"),
        ({"starts_at": ""}, "Enter a start time, like 9:30am"),
        ({"starts_at": "9"}, "Start time must be a time, like 9:30am"),
        ({"starts_at": "13pm"}, "Start time must be a time, like 9:30am"),
        ({"starts_at": "25:00"}, "Start time must be a time, like 9:30am"),
        ({"ends_at": "9am"}, "End time must be after 9:30am"),
        ({"ends_at": "noon"}, "End time must be a time, like 9:30am"),
        ({"where": ""}, "Enter a place, or select Online"),
        ({"place": ""}, "Enter a place, or select Online"),
        ({"capacity": "many"}, "Capacity must be a whole number"),
    ],
)
def test_a_session_says_what_is_wrong_with_it(bilal, provider, changes, problem):
    answer = bilal.post(address(provider, "add-session", module_of(provider).pk), {**SESSION, **changes})

    assert problem in words(answer)
    assert not Session.objects.exists()


def test_a_session_moves_online_and_says_so_in_the_history_of_its_module(bilal, provider):
    session = session_of(module_of(provider), held_on=date(2026, 3, 2))

    posted = {**SESSION, "where": "online", "version": session.version}
    bilal.post(address(provider, "change-session", session.pk), posted)

    session.refresh_from_db()
    assert (session.where, session.starts_at, session.held_on) == ("Online", time(9, 30), date(2026, 3, 3))
    _, moved = history_of(session.module)[-1]
    assert "before, 2 March 2026, 9:30am to 11am, Thames House" in moved


def test_a_session_that_changed_meanwhile_is_not_changed(bilal, provider):
    session = session_of(module_of(provider), held_on=date(2026, 3, 2))

    answer = bilal.post(address(provider, "change-session", session.pk), {**SESSION, "version": ""})

    assert answer.status_code == 409


def test_a_session_is_cancelled_after_asking(bilal, provider):
    session = session_of(module_of(provider), held_on=date(2026, 3, 2))
    assert "sends no email about it" in words(bilal.get(address(provider, "cancel-session", session.pk)))

    answer = bilal.post(address(provider, "cancel-session", session.pk), follow=True)

    assert "Cancelled" in words(answer)
    assert "This session is cancelled" in words(bilal.get(address(provider, "change-session", session.pk)))


def test_a_session_with_attendance_neither_moves_nor_goes(bilal, provider, mentor):
    session = session_of(module_of(provider))
    take_attendance(session, came={(mentor.trn, mentor.school.urn)}, gone=set(), by=provider.person)

    for name in ("change-session", "cancel-session"):
        session.refresh_from_db()
        answer = bilal.post(address(provider, name, session.pk), {**SESSION, "version": session.version})
        assert answer.status_code == 409
        assert "Take everybody off its attendance first" in words(answer)
    assert "cannot change" in words(bilal.get(address(provider, "change-session", session.pk)))


def test_past_sessions_are_listed_apart_latest_first(bilal, provider):
    module = module_of(provider)
    for days in (1, 8):
        session_of(module, held_on=date(2026, 2, 10) - timedelta(days=days))

    assert "No sessions are planned" in words(bilal.get(address(provider, "list-sessions")))
    shown = words(bilal.get(f"{address(provider, 'list-sessions')}?past"))
    assert shown.index("Monday 9 February 2026") < shown.index("Monday 2 February 2026")
    assert "Attendance to take" in shown


def test_another_providers_modules_and_sessions_do_not_exist(bilal, provider):
    other = ProviderFactory()
    other.person = member_of(other)
    module = module_of(other)
    session = session_of(module)

    for name in ("show-module", "change-module", "retire-module", "add-session"):
        assert bilal.get(address(provider, name, module.pk)).status_code == 404
    for name in ("change-session", "cancel-session"):
        assert bilal.get(address(provider, name, session.pk)).status_code == 404
    taken = reverse("doors:provider-take-attendance", args=[provider.pk, session.pk])
    assert bilal.post(taken, {}).status_code == 404
