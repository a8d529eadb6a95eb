"""The habits of browsers on every journey of a provider."""

from datetime import date, time
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from apps.assurance.forms import field_name
from apps.assurance.journeys.confirm_hours import ConfirmHours
from apps.assurance.services import answer_files
from apps.mentors.services.board import put_on_board
from apps.policy.models import AcademicYear
from apps.providers.models import Purpose
from apps.providers.services.contacts import name_contact
from apps.schools.services.hosting import ask_to_host
from apps.training.models import LedgerEntry
from apps.training.services import files
from apps.training.services.disputing import dispute_hours
from apps.training.services.recording import Said, record_hours
from apps.training.services.tokens import make_token as make
from apps.users.services.people import invite_person
from tests.assurance.test_answer_files import row_of, saved
from tests.assurance.world import answer, asked_claim
from tests.factories import MentorFactory, open_window, school_that_can_claim, year_2025
from tests.habits.habits import NEW, LastPage, address, stranger, try_habits
from tests.training import world
from tests.training.programme_world import module_of, session_of

pytestmark = pytest.mark.django_db
TO_COME = date(2026, 3, 2)


def a_provider():
    open_window()
    return world.provider_with_people()


@pytest.fixture
def provider():
    return a_provider()


def page_of(provider, name, *args, **kwargs):
    return LastPage(provider.person, address(name, provider, *args), **kwargs)


def line_asked_about(provider):
    return asked_claim(provider=provider).lines.get()


def answered(provider):
    """An answer given a moment ago."""
    claim = asked_claim(provider=provider)
    answer(claim)
    return claim.confirmations.get()


def recorded(provider):
    """Hours recorded for a mentor of a school with people."""
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    said = Said(1, mentor.trn, school.urn, year_2025(), 960)
    record_hours(provider, [said], by=provider.person, how="page")
    return LedgerEntry.objects.get(provider=provider)


def confirm_many(provider):
    line = line_asked_about(provider)
    said = {field_name(line): "confirmed"}
    return page_of(provider, "assurance:provider-list-confirmations", says=said)


def explaining(provider):
    """The journey of a provider that gives fewer hours, at its check."""
    line = line_asked_about(provider)
    journey = ConfirmHours.resume(uuid4(), user=provider.person, provider=provider)
    journey.keep("answers", urlencode({field_name(line): "other_hours"}))
    said = {f"hours-{line.pk}": "6", f"reason-{line.pk}": "attended_fewer", f"words-{line.pk}": ""}
    journey.keep("explain", urlencode(said))
    return journey


def give_fewer_hours(provider):
    journey = explaining(provider)
    before = [journey.url_of(name) for name in ("answers", "explain")]
    return LastPage(provider.person, journey.url_of("check-your-answers"), before=before)


def undo(provider):
    answered(provider)
    return page_of(provider, "assurance:provider-list-confirmations", posts_to="assurance:provider-undo-answer")


def say_that_an_answer_was_wrong(provider):
    return page_of(provider, "assurance:provider-report-wrong", answered(provider))


def upload_answers(provider):
    row = row_of(line_asked_about(provider))
    return page_of(
        provider, "assurance:provider-upload-answers", files={"file": ("answers.csv", saved([row]))}, is_preview=True
    )


def send_answers(provider):
    row = row_of(line_asked_about(provider))
    file = answer_files.keep_file(provider, "answers.csv", saved([row]), by=provider.person)
    return page_of(
        provider, "assurance:provider-show-answers-file", file, posts_to="assurance:provider-send-answers-file"
    )


def record_on_the_page(provider):
    mentor = world.mentor_at_a_school()
    said = {"trn": mentor.trn, "urn": mentor.school.urn, "year": str(year_2025().pk), "hours": "6"}
    said |= {"trained_on-day": "", "trained_on-month": "", "trained_on-year": "", "what": "", "replaces": ""}
    return page_of(provider, "training:provider-record-hours", says=said)


def record_in_the_grid(provider):
    entry = recorded(provider)
    return page_of(
        provider,
        "doors:provider-record-school-hours",
        entry.school,
        says={f"hours-{entry.trn}": "7"},
        other={f"hours-{entry.trn}": "8"},
        stale="while you were here",
    )


def upload_hours(provider):
    data = world.csv_of(world.row_of(world.mentor_at_a_school()))
    return page_of(provider, "training:provider-upload-hours", files={"file": ("hours.csv", data)}, is_preview=True)


def record_a_file(provider):
    data = world.csv_of(world.row_of(world.mentor_at_a_school()))
    file = files.keep_file(provider, "hours.csv", data, by=provider.person)
    return page_of(provider, "training:provider-show-file", file, posts_to="training:provider-apply-file")


def answer_a_dispute(provider):
    entry = recorded(provider)
    dispute = dispute_hours(entry, hours=10, words="Ten", by=entry.school.schoolmembership_set.first().user)
    said, again = {"choice": "stand", "hours": ""}, "has answered the school already"
    return page_of(provider, "training:provider-answer-dispute", dispute, says=said, again=again)


def remind(provider):
    entry = recorded(provider)
    return page_of(provider, "doors:provider-remind-school", entry.school, again="was reminded less than a week ago")


MODULE = {"title": "Coaching", "format": "in_person", "minutes": "120", "link": "", "areas": "mentoring"}


def add_module(provider):
    again = "You have a module with this title in this year"
    return page_of(provider, "training:provider-add-module", says=MODULE, again=again)


def change_module(provider):
    changed = MODULE | {"title": "Coaching well"}
    module = module_of(provider)
    return page_of(provider, "training:provider-change-module", module, says=changed, other={"title": "Coaching badly"})


def retire_module(provider):
    return page_of(provider, "training:provider-retire-module", module_of(provider))


def copy_modules(provider):
    module_of(provider, year=AcademicYear.objects.get(name="2024 to 2025"))
    return page_of(
        provider,
        "training:provider-list-modules",
        posts_to="training:provider-copy-modules",
        again="already has every module",
    )


SESSION = {
    "held_on-day": "2",
    "held_on-month": "3",
    "held_on-year": "2026",
    "starts_at": "9:30am",
    "ends_at": "11am",
    "where": "place",
    "place": "Thames House",
    "capacity": "20",
}


def add_session(provider):
    return page_of(provider, "training:provider-add-session", module_of(provider), says=SESSION)


def change_session(provider):
    session = session_of(module_of(provider), held_on=TO_COME)
    changed = SESSION | {"place": "Kennet House"}
    return page_of(provider, "training:provider-change-session", session, says=changed, other={"place": "Isis House"})


def cancel_session(provider):
    session = session_of(module_of(provider), held_on=TO_COME)
    return page_of(provider, "training:provider-cancel-session", session)


def take_attendance(provider):
    mentor = world.mentor_at_a_school()
    session = session_of(module_of(provider), starts_at=time(9), ends_at=time(11))
    said = {"trn": mentor.trn, "urn": mentor.school.urn, "nobody": ""}
    return page_of(provider, "doors:provider-take-attendance", session, says=said)


CONTACT = {"name": "Partnership team", "email": "team@thames.example", "telephone": ""}


def name_a_contact(provider):
    purpose = Purpose.values[0]
    page = address("providers:provider-change-contact", provider, purpose)
    return LastPage(provider.person, page, CONTACT, other={"name": "Another team"})


def remove_a_contact(provider):
    purpose = Purpose.values[0]
    name_contact(provider, Purpose(purpose), **CONTACT, version=0, by=provider.person)
    page = address("providers:provider-change-contact", provider, purpose)
    return LastPage(provider.person, page, posts_to="providers:provider-remove-contact")


def invite(provider):
    return page_of(provider, "providers:provider-invite-person", says=NEW, again="already has access")


def remove_somebody(provider):
    membership = invite_person(provider, **NEW, by=provider.person)
    return page_of(provider, "providers:provider-remove-person", membership)


def let_in(provider):
    stranger(provider)
    return page_of(
        provider,
        "providers:provider-list-people",
        posts_to="providers:provider-accept-request",
        again="has already answered this request",
    )


def limit_to_schools(provider):
    membership = invite_person(provider, **NEW, by=provider.person)
    school, other = (world.mentor_at_a_school().school for _ in range(2))
    return page_of(
        provider,
        "training:provider-limit-person",
        membership,
        says={"which": "some", "urns": school.urn},
        other={"urns": other.urn},
        stale="were not changed",
    )


def make_token(provider):
    said, again = {"name": "Our system", "days": "90"}, "A token of Our system was made already"
    return page_of(provider, "training:provider-make-token", says=said, again=again, stays=True)


def stop_token(provider):
    token, _ = make(provider, name="Our system", days=90, by=provider.person)
    return page_of(provider, "training:provider-stop-token", token)


def vouch_for_a_school(provider):
    school = school_that_can_claim()
    year = AcademicYear.objects.get(name="2026 to 2027")
    ask_to_host(school, year, provider_id=provider.pk, provider_name=str(provider), by=school.member)
    posts_to = "doors:provider-answer-hosting-request"
    return page_of(provider, "doors:provider-list-hosting-requests", posts_to=posts_to, says={"says": "yes"})


def want_mentors(provider):
    said = {"number": "3", "area": "Kelder", "phases": ["primary"]}
    return page_of(provider, "doors:provider-want-mentors", "2025-to-2026", says=said, other={"number": "4"})


def want_no_mentors(provider):
    facts = {"number": 3, "area": "Kelder", "phases": ["primary"], "subjects": [], "words": ""}
    put_on_board(provider, year_2025(), version=0, by=provider.person, **facts)
    posts_to = "doors:provider-want-no-mentors"
    return page_of(provider, "doors:provider-want-mentors", "2025-to-2026", posts_to=posts_to)


JOURNEYS = [
    confirm_many,
    give_fewer_hours,
    undo,
    say_that_an_answer_was_wrong,
    upload_answers,
    send_answers,
    record_on_the_page,
    record_in_the_grid,
    upload_hours,
    record_a_file,
    answer_a_dispute,
    remind,
    add_module,
    change_module,
    retire_module,
    copy_modules,
    add_session,
    change_session,
    cancel_session,
    take_attendance,
    name_a_contact,
    remove_a_contact,
    invite,
    remove_somebody,
    let_in,
    limit_to_schools,
    make_token,
    stop_token,
    vouch_for_a_school,
    want_mentors,
    want_no_mentors,
]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_no_habit_of_browsers_does_harm(client, provider, journey):
    try_habits(client, journey(provider))
