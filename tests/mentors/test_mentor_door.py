"""The mentor's own door: a date of birth shows who they are once; then they see their own hours and nobody else's."""

import pytest
from django.urls import reverse

from apps.mentors.models import Mentor, Place
from apps.mentors.services.binding import NotYourRecord, bind_mentor, note_try
from tests.factories import MentorFactory, UserFactory, open_window, school_that_can_claim, submitted_claim
from tests.mentors.test_add_mentor import ADA, STANDING, teaching_record

pytestmark = pytest.mark.django_db

BORN = {"date_of_birth-day": "27", "date_of_birth-month": "3", "date_of_birth-year": "1985"}


@pytest.fixture
def school():
    open_window()
    return school_that_can_claim()


@pytest.fixture
def place(school):
    place = MentorFactory(trn="1234567", at=school, first_name="Ada", last_name="Byron").places.get()
    place.email = "ada@school.example"
    place.save()
    return place


@pytest.fixture
def mo(client, place):
    user = UserFactory(email="ada@school.example", is_mentor=True)
    client.force_login(user)
    client.user = user
    return client


def home():
    return reverse("doors:mentor-home")


def text(response):
    return response.content.decode()


def test_the_right_date_of_birth_binds_the_address_and_opens_the_record(mo, place, settings):
    assert "What is your date of birth?" in text(mo.get(home()))
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        answer = mo.post(home(), BORN)

    assert answer.url == home()
    assert Mentor.objects.get().user == mo.user
    assert "Ada Byron, TRN 1234567" in text(mo.get(home()))


def test_five_wrong_dates_and_no_more_and_the_right_one_comes_too_late(mo, place, settings):
    with teaching_record(settings, {}):
        said = [text(mo.post(home(), BORN)) for _ in range(5)]
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        late = text(mo.post(home(), BORN))

    assert "Date of birth does not match: 4 tries left" in said[0]
    assert "Date of birth does not match: 1 try left" in said[3]
    assert "We cannot match you to a mentor" in said[4]
    assert "We cannot match you to a mentor" in late
    assert Mentor.objects.get().user is None


def test_a_teaching_record_that_does_not_answer_costs_no_try(mo, place, settings):
    settings.TRS_BASE_URL = "http://127.0.0.1:9"

    assert "We cannot check teaching records just now" in text(mo.post(home(), BORN))

    place.refresh_from_db()
    assert place.tries == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (dict.fromkeys(BORN, ""), "Enter your date of birth"),
        ({"date_of_birth-day": "31", "date_of_birth-month": "2"}, "Date of birth must be a real date"),
        ({"date_of_birth-year": "2050"}, "Date of birth must be in the past"),
    ],
)
def test_a_date_that_is_none_costs_no_try(mo, place, settings, changes, said):
    assert said in text(mo.post(home(), BORN | changes))

    place.refresh_from_db()
    assert place.tries == 0


def test_an_address_that_no_school_gave_matches_nobody(client):
    client.force_login(UserFactory(is_mentor=True))

    assert "We cannot match you to a mentor" in text(client.get(home()))
    assert "We cannot match you to a mentor" in text(client.post(home(), BORN))


def test_a_mentor_another_address_has_is_not_taken_over(mo, place, settings):
    Mentor.objects.update(user=UserFactory(is_mentor=True))

    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        assert "We cannot match you to a mentor" in text(mo.post(home(), BORN))


def test_who_is_bound_a_moment_earlier_stays_bound(mo, place):
    first = UserFactory(is_mentor=True)
    bind_mentor(place, first, by=first)

    with pytest.raises(NotYourRecord, match="Another address already belongs to this mentor"):
        bind_mentor(place, mo.user, by=mo.user)

    assert Mentor.objects.get().user == first


def test_of_tries_at_the_same_moment_only_five_are_tried(place):
    assert [note_try(place) for _ in range(7)] == [5, 4, 3, 2, 1, 0, 0]

    place.refresh_from_db()
    assert place.tries == 5


def test_an_address_given_for_two_mentors_is_the_one_whose_date_of_birth_is_given(mo, place, school, settings):
    other = MentorFactory(trn="7654321", at=school, first_name="Mary", last_name="Somerville").places.get()
    other.email = place.email
    other.save()

    with teaching_record(settings, {"7654321": (200, {}, ADA | STANDING | {"trn": "7654321"})}):
        assert mo.post(home(), BORN).url == home()

    assert Mentor.objects.get(user=mo.user) == other.mentor
    assert place.mentor.user is None


def test_a_school_that_takes_the_address_away_before_it_was_shown_whose_it_is_ends_it(mo, place):
    Place.objects.update(email="")

    assert "Ask your school which email address it gave us for you" in text(mo.get(home()))


def test_an_address_shown_to_be_a_mentors_stays_theirs_whatever_a_school_writes(mo, place):
    Mentor.objects.update(user=mo.user)
    Place.objects.update(email="another@school.example")

    assert "Your training" in text(mo.get(home()))


def test_a_mentor_sees_hours_left_and_claims_of_their_own_only(mo, place, school):
    Mentor.objects.filter(pk=place.mentor_id).update(user=mo.user)
    submitted_claim((10,), school=school, mentors=[place.mentor])
    other = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    submitted_claim((3,), school=school, mentors=[other])

    shown = text(mo.get(home()))

    assert "6 hours left of 16" in shown
    assert "Initial: no earlier claim" in shown
    assert "Mary" not in shown
    assert "£" not in shown


def test_nobody_but_a_mentor_finds_this_door(client, school):
    client.force_login(school.member)

    assert client.get(home()).status_code == 404
