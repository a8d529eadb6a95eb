"""Adding a mentor: what is asked, what the teaching record may answer, and what is kept."""

import json
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from apps.core import clock
from apps.core.models import JourneyAnswers
from apps.mentors.models import Mentor, Place
from apps.mentors.services import AlreadyHere, add_mentor
from apps.mentors.teaching_record.client import Found
from apps.users.models import User
from tests.factories import MentorFactory, SchoolFactory, member_of

pytestmark = pytest.mark.django_db

ADA = {"trn": "1234567", "firstName": "Ada", "lastName": "Byron", "dateOfBirth": "1985-03-27"}
STANDING = {"induction": {"status": "Passed"}, "alerts": [], "qts": {"holdsFrom": "2010-09-01"}}
ASKED = {
    "trn": "1234567",
    "date_of_birth-day": "27",
    "date_of_birth-month": "3",
    "date_of_birth-year": "1985",
    "statements": ["told", "general"],
}


@contextmanager
def teaching_record(settings, answers):
    """A teaching record on this machine: (status, headers, body) by TRN."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            trn = self.path.partition("/v3/persons/")[2].partition("?")[0]
            status, headers, body = answers.get(trn, (404, {}, {"title": "Not found"}))
            text = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(text)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.TRS_BASE_URL = f"http://127.0.0.1:{server.server_port}"
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def school():
    school = SchoolFactory(name="Hollins Primary School")
    school.member = member_of(school)
    return school


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


@pytest.fixture
def first_page(anne, school):
    return anne.get(reverse("mentors:school-start-mentor", args=[school.pk])).url


def text(response):
    return response.content.decode()


def test_a_mentor_is_added_by_trn_and_date_of_birth_under_the_name_of_the_teaching_record(
    anne, school, first_page, settings
):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        confirm = anne.post(first_page, {**ASKED, "trn": " 123 45 67 "})
    assert "Ada Byron" in text(anne.get(confirm.url))

    done = anne.post(confirm.url, {"email": "Ada@Hollins.example"})

    assert done.url == reverse("claims:school-list-mentors", args=[school.pk])
    assert "Ada Byron added. You can now claim for them." in text(anne.get(done.url))
    place = Place.objects.get(school=school)
    assert (place.mentor.full_name, place.mentor.is_active, place.email) == ("Ada Byron", True, "ada@hollins.example")
    assert place.mentor.verified_at is not None
    assert User.objects.get(email="ada@hollins.example").is_mentor


def test_the_date_of_birth_is_kept_nowhere(anne, first_page, settings):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        confirm = anne.post(first_page, ASKED)

    kept = json.dumps(JourneyAnswers.objects.get().answers)
    assert "1985" not in kept
    assert "1985" not in text(anne.get(confirm.url))
    assert 'value="1985"' not in text(anne.get(first_page))


def test_a_double_click_adds_once_and_lands_in_the_same_place(anne, school, first_page, settings):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        confirm = anne.post(first_page, ASKED)

    first, second = anne.post(confirm.url, {}), anne.post(confirm.url, {})

    assert first.url == second.url
    assert Place.objects.count() == 1


def test_add_and_enter_another_begins_a_fresh_one(anne, school, first_page, settings):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        confirm = anne.post(first_page, ASKED)

    done = anne.post(confirm.url, {"then": "another"})

    assert done.url == reverse("mentors:school-start-mentor", args=[school.pk])
    fresh = anne.get(done.url).url
    assert fresh != first_page
    assert 'value="1234567"' not in text(anne.get(fresh))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}, {"title": "Person not found"}), "We cannot find a teacher with this TRN and date of birth"),
        ((200, {}, ADA | STANDING | {"trn": "7654321"}), "We cannot find a teacher with this TRN and date of birth"),
        ((429, {"Retry-After": "90"}, {}), "try again in 2 minutes"),
        ((503, {}, {}), "We cannot check teaching records just now"),
        ((401, {}, {}), "We cannot check teaching records just now"),
        ((200, {}, {"nonsense": True}), "We cannot check teaching records just now"),
    ],
)
def test_when_the_teaching_record_does_not_confirm_what_was_typed_stays_and_can_be_tried_again(
    anne, first_page, settings, answer, said
):
    with teaching_record(settings, {"1234567": answer}):
        page = text(anne.post(first_page, ASKED))

    assert said in page
    assert 'value="1234567"' in page
    assert 'value="1985"' in page
    assert not Mentor.objects.exists()
    assert not JourneyAnswers.objects.exists()

    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        assert anne.post(first_page, ASKED).url.endswith("/check-your-answers/")


def test_nobody_to_ask_is_said_in_words(anne, first_page, settings):
    settings.TRS_BASE_URL = "http://127.0.0.1:9"

    assert "We cannot check teaching records just now" in text(anne.post(first_page, ASKED))


def test_a_trn_that_was_merged_is_followed_once_and_shown(anne, first_page, settings):
    answers = {
        "1234567": (308, {"Location": "/v3/persons/7654321"}, {}),
        "7654321": (200, {}, ADA | STANDING | {"trn": "7654321"}),
    }
    with teaching_record(settings, answers):
        confirm = anne.post(first_page, ASKED)
    assert "The TRN you typed, 1234567, now belongs to this record" in text(anne.get(confirm.url))

    anne.post(confirm.url, {})

    assert Mentor.objects.values_list("trn", "former_trn").get() == ("7654321", "1234567")


def test_a_trn_that_was_merged_into_one_that_is_not_there_is_not_found(anne, first_page, settings):
    with teaching_record(settings, {"1234567": (308, {"Location": "/v3/persons/7654321"}, {})}):
        assert "We cannot find a teacher with this TRN and date of birth" in text(anne.post(first_page, ASKED))


def test_a_record_that_moves_for_ever_is_not_followed(anne, first_page, settings):
    answers = {
        "1234567": (308, {"Location": "/v3/persons/7654321"}, {}),
        "7654321": (308, {"Location": "/v3/persons/1234567"}, {}),
    }
    with teaching_record(settings, answers):
        assert "We cannot check teaching records just now" in text(anne.post(first_page, ASKED))


def test_a_teacher_who_may_not_teach_can_be_added_and_the_school_is_told(anne, first_page, settings):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING | {"qts": None})}):
        confirm = anne.post(first_page, ASKED)

    assert "does not show this teacher as qualified and free to teach" in text(anne.get(confirm.url))
    anne.post(confirm.url, {})
    assert Mentor.objects.get().is_active is False


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trn": ""}, "Enter the mentor’s TRN"),
        ({"trn": "12345"}, "TRN must be 7 digits"),
        ({"trn": "12345678"}, "TRN must be 7 digits"),
        ({"trn": "ABCDEFG"}, "TRN must be 7 digits"),
        ({"trn": "١٢٣٤٥٦٧"}, "TRN must be 7 digits"),
        ({"trn": "1" * 500}, "TRN must be 7 digits"),
        (
            {"date_of_birth-day": "", "date_of_birth-month": "", "date_of_birth-year": ""},
            "Enter the mentor’s date of birth",
        ),
        ({"date_of_birth-month": ""}, "Date of birth must include a month"),
        ({"date_of_birth-day": "31", "date_of_birth-month": "2"}, "Date of birth must be a real date"),
        ({"date_of_birth-day": "x"}, "Date of birth must be a real date"),
        ({"date_of_birth-year": "85"}, "Year must include 4 numbers"),
        ({"date_of_birth-year": "2050"}, "Date of birth must be in the past"),
        ({"statements": ["told"]}, "Tick both statements to add this mentor"),
        ({"statements": []}, "Tick both statements to add this mentor"),
        ({"statements": ["told", "general", "x"]}, "Tick both statements to add this mentor"),
    ],
)
def test_what_is_wrong_is_said_before_anybody_is_asked(anne, first_page, settings, changes, said):
    settings.TRS_BASE_URL = "http://127.0.0.1:9"

    page = text(anne.post(first_page, ASKED | changes))

    assert said in page
    assert "teaching records just now" not in page


def test_a_mentor_who_is_here_already_is_named(anne, school, first_page):
    MentorFactory(trn="1234567", at=school, first_name="Ada", last_name="Byron")

    assert "Ada Byron is already at your school" in text(anne.post(first_page, ASKED))


def test_a_forged_answer_of_the_teaching_record_is_asked_anew(anne, first_page, settings):
    settings.TRS_BASE_URL = "http://127.0.0.1:9"

    page = text(anne.post(first_page, {"checked": '[{}, ""]:forged', "trn": "1234567"}))

    assert "Enter the mentor’s date of birth" in page


def test_an_email_that_is_none_is_refused(anne, first_page, settings):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        confirm = anne.post(first_page, ASKED)

    assert "Email address must look like name@example.com" in text(anne.post(confirm.url, {"email": "ada"}))
    assert not Place.objects.exists()


def test_another_schools_journey_does_not_exist(anne, school, first_page, settings, client):
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        anne.post(first_page, ASKED)
    other = SchoolFactory()
    client.force_login(member_of(other))

    assert client.get(first_page).status_code == 404
    assert client.get(first_page.replace(str(school.pk), str(other.pk))).status_code == 404


class TestService:
    FOUND = Found("1234567", "Ada", "Byron", True, "Passed")

    def test_a_place_that_ended_begins_again(self, school):
        place = add_mentor(school, self.FOUND, by=school.member)
        Place.objects.filter(pk=place.pk).update(ended_at="2026-01-01T00:00Z")

        again = add_mentor(school, self.FOUND, by=school.member)

        assert again.pk == place.pk
        assert again.ended_at is None

    def test_a_second_place_at_the_same_school_is_refused(self, school):
        add_mentor(school, self.FOUND, by=school.member)

        with pytest.raises(AlreadyHere):
            add_mentor(school, self.FOUND, by=school.member)

    def test_one_mentor_at_two_schools_is_one_mentor(self, school):
        add_mentor(school, self.FOUND, by=school.member)
        add_mentor(SchoolFactory(), self.FOUND, by=school.member)

        assert Mentor.objects.count() == 1
        assert Place.objects.count() == 2

    def test_an_address_of_somebody_with_other_doors_is_no_way_round_their_sign_in(self, school):
        bilal = member_of(SchoolFactory(), email="bilal@school.example")

        add_mentor(school, self.FOUND, by=school.member, email="bilal@school.example")

        bilal.refresh_from_db()
        assert not bilal.is_mentor


def test_a_born_today_is_not_in_the_past(anne, first_page):
    today = date(2026, 2, 10)
    parts = {"date_of_birth-day": today.day, "date_of_birth-month": today.month, "date_of_birth-year": today.year}

    assert "Date of birth must be in the past" in text(anne.post(first_page, ASKED | parts))


class TestSeveral:
    def add(self, anne, school, settings, trn, then=""):
        first = anne.get(reverse("mentors:school-start-mentor", args=[school.pk])).url
        with teaching_record(settings, {trn: (200, {}, ADA | STANDING | {"trn": trn, "lastName": f"Byron {trn}"})}):
            confirm = anne.post(first, {**ASKED, "trn": trn}).url
        return anne.post(confirm, {"then": then}).url

    def test_each_is_named_before_the_next_and_all_at_the_end(self, anne, school, settings):
        onward = anne.get(self.add(anne, school, settings, "1111111", "another")).url
        page = text(anne.get(onward))
        assert "Ada Byron 1111111 added" in page
        assert "Added by you today" in page
        assert reverse("mentors:school-mentors-added", args=[school.pk]) in page

        with clock.moved_to(clock.now() + timedelta(minutes=1)):
            done = self.add(anne, school, settings, "2222222")

        assert done == reverse("mentors:school-mentors-added", args=[school.pk])
        summary = text(anne.get(done))
        assert "You added 2 mentors today" in summary
        assert summary.index("Ada Byron 1111111") < summary.index("Ada Byron 2222222")

    def test_what_a_colleague_or_another_day_added_is_not_in_it(self, anne, school, settings):
        self.add(anne, school, settings, "1111111")
        Place.objects.update(started_by=member_of(school))

        assert self.add(anne, school, settings, "2222222") == reverse("claims:school-list-mentors", args=[school.pk])
        assert "You added 1 mentor today" in text(anne.get(reverse("mentors:school-mentors-added", args=[school.pk])))

    def test_nobody_added_says_what_will_be_there(self, anne, school):
        assert "You added nobody today" in text(anne.get(reverse("mentors:school-mentors-added", args=[school.pk])))


class TestGuessing:
    """A TRN and one date of birth after another would find the right one out."""

    def test_twenty_that_nobody_has_in_an_hour_and_no_more(self, anne, first_page, settings):
        with teaching_record(settings, {}):
            answers = [anne.post(first_page, ASKED) for _ in range(21)]
        with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
            late = anne.post(first_page, ASKED)

        assert [answer.status_code for answer in answers] == [200] * 20 + [429]
        assert late.status_code == 429
        assert "Too many tries" in text(late)
        assert "Wait 60 minutes" in text(late)
        assert not JourneyAnswers.objects.exists()

    def test_an_hour_later_it_goes_on_and_a_school_has_sixty_a_day(self, anne, school, first_page, settings):
        with teaching_record(settings, {}):
            for hour in range(3):
                with clock.moved_to(clock.now() + timedelta(hours=hour)):
                    anne.force_login(member_of(school))
                    assert {anne.post(first_page, ASKED).status_code for _ in range(20)} == {200}
            anne.force_login(member_of(school))
            assert anne.post(first_page, ASKED).status_code == 429

    def test_what_was_found_or_not_answered_does_not_count(self, anne, school, first_page, settings):
        with teaching_record(settings, {"1234567": (503, {}, {}), "7654321": (429, {"Retry-After": "1"}, {})}):
            for _ in range(15):
                anne.post(first_page, ASKED)
                anne.post(first_page, {**ASKED, "trn": "7654321"})
        with teaching_record(settings, {}):
            assert anne.post(first_page, ASKED).status_code == 200
