"""A mentor sees the sessions and modules of the providers that train them, and takes the sessions to a calendar."""

from datetime import date

import pytest
from django.urls import reverse

from apps.training.calendar import calendar_of
from apps.training.services import programme
from apps.training.services.attendance import take_attendance
from tests.factories import UserFactory, open_window, school_that_can_claim, submitted_claim
from tests.training.programme_world import module_of, session_of
from tests.training.world import provider_with_people

pytestmark = pytest.mark.django_db

SESSIONS, MODULES, CALENDAR = (
    f"training:mentor-{name}" for name in ("list-sessions", "list-modules", "download-calendar")
)


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def mo(client, mentor):
    mentor.user = UserFactory(is_mentor=True)
    mentor.save()
    client.force_login(mentor.user)
    return client


@pytest.fixture
def trained(provider, mentor):
    module = module_of(provider, link="https://example.org/coaching")
    take_attendance(session_of(module), came={(mentor.trn, mentor.school.urn)}, gone=set(), by=provider.person)
    return module


def test_a_mentor_whom_nobody_has_trained_is_told_when_pages_fill(mo):
    assert "No sessions are shown here yet" in words(mo.get(reverse(SESSIONS)))
    assert "No modules are shown here yet" in words(mo.get(reverse(MODULES)))


def test_the_next_sessions_of_their_provider_are_shown_and_nobody_elses(mo, trained):
    session_of(trained, held_on=date(2026, 3, 2), place="")
    session_of(module_of(provider_with_people(), "Elsewhere"), held_on=date(2026, 3, 2))

    shown = words(mo.get(reverse(SESSIONS)))

    assert "Monday 2 March 2026, 9:30am to 11am. Online" in shown
    assert "9 February" not in shown
    assert "Elsewhere" not in shown


def test_a_cancelled_session_is_not_shown(mo, provider, trained):
    programme.cancel_session(session_of(trained, held_on=date(2026, 3, 2)), by=provider.person)

    assert "2 March" not in words(mo.get(reverse(SESSIONS)))


def test_modules_are_shown_with_their_link_and_the_hours_done(mo, provider, trained):
    module_of(provider, "Modelling")
    programme.retire_module(module_of(provider, "Old"), by=provider.person)

    shown = words(mo.get(reverse(MODULES)))

    assert 'href="https://example.org/coaching"' in shown
    assert "1 hour 30 minutes" in shown
    assert "None recorded yet" in shown
    assert ">Old<" not in shown


def test_a_claim_is_enough_to_see_a_providers_programme(mo, mentor, provider):
    open_window()
    school = school_that_can_claim()
    mentor.places.create(school=school)
    submitted_claim((3,), school=school, provider=provider, mentors=[mentor])
    module_of(provider, "Modelling")

    assert "Modelling" in words(mo.get(reverse(MODULES)))


def test_who_has_not_shown_who_they_are_is_asked_first(client):
    client.force_login(UserFactory(is_mentor=True))

    for name in (SESSIONS, MODULES, CALENDAR):
        assert client.get(reverse(name)).url == reverse("doors:mentor-home")


def test_the_mentors_calendar_holds_their_next_sessions(mo, trained):
    session_of(trained, held_on=date(2026, 4, 20))

    answer = mo.get(reverse(CALENDAR))

    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().split("\r\n")
    assert "DTSTART:20260420T083000Z" in lines
    assert lines.count("BEGIN:VEVENT") == 1


def test_the_providers_calendar_says_what_is_cancelled(bilal, provider):
    session = session_of(module_of(provider), held_on=date(2026, 3, 2))
    programme.cancel_session(session, by=provider.person)

    answer = bilal.get(reverse("training:provider-download-calendar", args=[provider.pk]))

    lines = answer.content.decode().split("\r\n")
    assert "STATUS:CANCELLED" in lines
    assert "DTSTART:20260302T093000Z" in lines
    assert answer["Content-Disposition"] == f'attachment; filename="sessions-{provider.code}.ics"'


def test_a_calendar_escapes_and_folds(provider):
    session = session_of(module_of(provider, "Talk; listen, then \\ act" + "é" * 60), place="Room 1,\nThames House")

    text = calendar_of("Mentor training", [session])

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:Talk\\; listen\\, then \\\\ act{'é' * 60}\r\n" in unfolded
    assert "LOCATION:Room 1\\,\\nThames House\r\n" in unfolded
    assert text.endswith("END:VCALENDAR\r\n")
