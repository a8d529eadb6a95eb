"""Finding mentors among the staff: the link, what it shows, the offers it brings, and what a school makes of them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.audit.models import AuditEvent
from apps.core import clock, throttle
from apps.core.models import JourneyAnswers
from apps.mentors.models import Place, Volunteer, VolunteerLink
from apps.mentors.services import volunteers
from apps.mentors.tasks import forget_volunteers
from apps.mentors.views.offer import BY_ONE_LINK, FROM_ONE_PLACE
from apps.notifications.models import OutboundEmail
from tests.factories import SchoolFactory, TrustFactory, UserFactory, member_of
from tests.mentors.test_add_mentor import ADA, ASKED, STANDING, teaching_record
from tests.strict_client import StrictClient

pytestmark = pytest.mark.django_db

SAID = {
    "name": "Ada Byron",
    "email": "Ada@Hollins.example",
    "subjects": ["physics", "art"],
    "phases": ["secondary"],
    "words": "From September,\r\nif my timetable allows.",
}


@pytest.fixture
def school():
    school = SchoolFactory(name="Hollins Primary School", postcode="HO9 9ZZ")
    school.member = member_of(school)
    return school


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


@pytest.fixture
def visitor():
    return StrictClient()


@pytest.fixture
def link(school):
    return volunteers.make_link(school, by=school.member)


def public(link, name="mentors:public-offer-to-mentor"):
    return reverse(name, args=[volunteers.secret_of(link)])


def of_school(name, school, *args):
    return reverse(f"mentors:school-{name}", args=[school.pk, *args])


def text(response):
    return response.content.decode()


def volunteer_at(school, **fields):
    return Volunteer.objects.create(school=school, **{"name": "Ada Byron", "email": "ada@hollins.example"} | fields)


class TestLink:
    def test_it_is_made_shown_and_kept_as_a_hash(self, anne, school):
        assert "Make a link" in text(anne.get(of_school("list-volunteers", school)))

        anne.post(of_school("make-link", school))

        link = VolunteerLink.objects.get()
        secret = volunteers.secret_of(link)
        shown = text(anne.get(of_school("list-volunteers", school)))
        assert public(link) in shown
        assert "It works until 11 April 2026" in shown
        assert len(secret) * 4 >= 128
        assert secret not in str(vars(link))
        assert "Link for volunteers made" in [words for _, words in history_of(school)]

    def test_with_another_key_of_ours_it_still_works_and_cannot_be_shown_again(
        self, anne, school, link, visitor, settings
    ):
        shared = public(link)
        answer = visitor.get(shared)
        settings.SECRET_KEY = "another-" + "k" * 50
        anne.force_login(school.member)

        page = text(anne.get(of_school("list-volunteers", school)))

        assert "We cannot show this link again" in page
        assert shared not in page
        assert (answer.status_code, visitor.get(shared).status_code) == (200, 200)

    def test_a_second_live_one_is_refused(self, anne, school, link):
        answer = anne.post(of_school("make-link", school))

        assert answer.status_code == 409
        assert "Your school has a link already" in text(answer)
        assert VolunteerLink.objects.count() == 1

    def test_it_is_stopped_after_a_look_and_another_can_be_made(self, anne, school, link, visitor):
        assert "no longer works" in text(anne.get(of_school("stop-link", school)))
        anne.post(of_school("stop-link", school))
        anne.post(of_school("make-link", school))

        assert visitor.get(public(link)).status_code == 410
        assert visitor.get(public(volunteers.link_of(school))).status_code == 200
        assert anne.get(of_school("stop-link", school)).status_code == 200

    def test_stopping_what_is_stopped_goes_back(self, anne, school, link):
        volunteers.stop_link(link, by=school.member)
        volunteers.stop_link(link, by=school.member)

        assert anne.post(of_school("stop-link", school)).url == of_school("list-volunteers", school)
        assert AuditEvent.objects.filter(event="school.stop_volunteer_link").count() == 1

    def test_it_ends_by_itself_after_sixty_days_and_makes_room(self, school, link, visitor):
        with clock.moved_to(clock.now() + timedelta(days=59, hours=23)):
            assert visitor.get(public(link)).status_code == 200
        with clock.moved_to(clock.now() + timedelta(days=60)):
            ended = visitor.get(public(link))
            assert volunteers.link_of(school) is None
            assert volunteers.make_link(school, by=school.member).pk != link.pk

        assert ended.status_code == 410
        assert "This link no longer works" in text(ended)
        assert "Ask your school for a new one" in text(ended)

    def test_that_of_a_closed_school_opens_nothing(self, school, link, visitor):
        type(school).objects.filter(pk=school.pk).update(status="2")

        assert visitor.get(public(link)).status_code == 410

    def test_one_that_never_was_reads_like_one_that_ended(self, visitor):
        answer = visitor.get(reverse("mentors:public-offer-to-mentor", args=["x" * 40]))

        assert answer.status_code == 410
        assert visitor.post(reverse("mentors:public-offer-made", args=["x" * 40])).status_code == 410


class TestOffer:
    def test_the_page_leads_with_what_mentoring_involves_and_shows_nothing_of_the_school_but_its_name(
        self, school, link, visitor
    ):
        answer = visitor.get(public(link))

        page = text(answer)
        assert "Offer to mentor at Hollins Primary School" in page
        assert page.index("What mentoring involves") < page.index("Your name")
        assert page.index("We delete it after 12 months") < page.index("Your name")
        assert reverse("doors:public-mentoring") in page
        assert school.urn not in page
        assert "HO9 9ZZ" not in page
        assert school.member.last_name not in page
        assert answer["X-Robots-Tag"] == "noindex"

    def test_an_offer_is_kept_and_the_school_is_told_once(self, school, link, visitor):
        colleague = member_of(school)

        done = visitor.post(public(link), SAID)

        assert done.url == public(link, "mentors:public-offer-made")
        assert "Your offer has been sent" in text(visitor.get(done.url))
        volunteer = Volunteer.objects.get()
        assert (volunteer.school, volunteer.email) == (school, "ada@hollins.example")
        assert (volunteer.subjects, volunteer.phases) == (["art", "physics"], ["secondary"])
        assert volunteer.words == "From September,\nif my timetable allows."
        told = OutboundEmail.objects.filter(message="MentorOfferedForSchool")
        assert {email.to for email in told} == {school.member.email, colleague.email}
        assert all(str(volunteer.pk) in email.body and "Ada" not in email.body for email in told)

    def test_who_offers_twice_changes_what_they_said_and_nobody_is_told_again(self, school, link, visitor):
        visitor.post(public(link), SAID)
        visitor.post(public(link), {**SAID, "email": "ADA@hollins.example", "words": "From January"})

        assert Volunteer.objects.get().words == "From January"
        assert OutboundEmail.objects.filter(message="MentorOfferedForSchool").count() == 1
        assert [words for _, words in history_of(Volunteer.objects.get())] == [
            "Offered to mentor",
            "Changed their offer",
        ]

    def test_one_who_was_answered_may_offer_again(self, school, link, visitor):
        volunteers.decline(volunteer_at(school), by=school.member)

        visitor.post(public(link), SAID)

        assert Volunteer.objects.count() == 2

    def test_the_trust_user_who_made_the_link_is_told_where_the_school_has_nobody(self, visitor):
        trust = TrustFactory()
        tariq = member_of(trust)
        link = volunteers.make_link(SchoolFactory(trust=trust, group_code="10"), by=tariq)

        visitor.post(public(link), SAID)

        assert OutboundEmail.objects.get(message="MentorOfferedForSchool").to == tariq.email

    def test_who_made_the_link_and_has_left_is_not_told(self, school, link, visitor):
        colleague = member_of(school)
        school.member.schoolmemberships.update(ended_at=clock.now())

        visitor.post(public(link), SAID)

        assert OutboundEmail.objects.get(message="MentorOfferedForSchool").to == colleague.email

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": " "}, "Enter your name"),
            ({"name": "x" * 201}, "Name must be 200 characters or fewer"),
            ({"email": ""}, "Enter an email address"),
            ({"email": "ada"}, "Email address must look like name@example.com"),
            ({"subjects": ["alchemy"]}, "Subjects must be from the list"),
            ({"phases": ["x"]}, "Phases must be from the list"),
            ({"words": "x" * 501}, "must be 500 characters or fewer"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(self, link, visitor, changes, said):
        page = text(visitor.post(public(link), SAID | changes))

        assert said in page
        assert not Volunteer.objects.exists()

    def test_a_link_stopped_while_they_wrote_takes_nothing(self, school, link, visitor):
        volunteers.stop_link(link, by=school.member)

        assert visitor.post(public(link), SAID).status_code == 410
        assert volunteers.offer(link, **SAID) is None
        assert not Volunteer.objects.exists()

    def test_one_place_may_offer_sixty_times_an_hour(self, link, visitor):
        for _ in range(58):
            throttle.count(FROM_ONE_PLACE, "127.0.0.1")
        answers = [visitor.post(public(link), {"name": "x"}).status_code for _ in range(3)]

        assert answers == [200, 200, 429]
        assert "Too many tries" in text(visitor.post(public(link), SAID))
        assert StrictClient(REMOTE_ADDR="203.0.113.9").post(public(link), SAID).status_code == 302

    def test_one_link_takes_two_hundred_a_day(self, link):
        for _ in range(199):
            throttle.count(BY_ONE_LINK, link.pk)

        last = StrictClient(REMOTE_ADDR="203.0.113.1").post(public(link), SAID)
        answer = StrictClient(REMOTE_ADDR="198.51.100.1").post(public(link), SAID)

        assert (last.status_code, answer.status_code) == (302, 429)
        assert "Wait 720 minutes" in text(answer)
        assert answer["Retry-After"] == "43200"


class TestPool:
    def test_an_empty_pool_says_what_will_be_here(self, anne, school):
        assert "Staff who offer will be listed here" in text(anne.get(of_school("list-volunteers", school)))
        assert "will be listed here" in text(anne.get(of_school("list-volunteers", school) + "?answered"))

    def test_those_who_wait_and_those_answered_are_listed_apart(self, anne, school):
        volunteer_at(school, name="Ada Byron", subjects=["art"])
        volunteers.decline(volunteer_at(school, name="Bo Chen", email="bo@hollins.example"), by=school.member)

        waiting = text(anne.get(of_school("list-volunteers", school)))
        answered = text(anne.get(of_school("list-volunteers", school) + "?answered"))

        assert "Ada Byron" in waiting
        assert "Art and design" in waiting
        assert "Bo Chen" not in waiting
        assert "Said no, 10 February 2026" in answered
        assert "Ada Byron" not in answered
        assert "1 volunteer offered to mentor" in text(
            anne.get(reverse("claims:school-list-mentors", args=[school.pk]))
        )

    def test_one_page_shows_all_that_somebody_said(self, anne, school):
        volunteer = volunteer_at(school, words="From September\nif I can")

        page = text(anne.get(of_school("show-volunteer", school, volunteer.pk)))

        assert "ada@hollins.example" in page
        assert "From September<br>if I can" in page
        assert "we have not checked who they are" in page

    def test_saying_no_is_kept_and_can_still_become_yes(self, anne, school):
        volunteer = volunteer_at(school)

        done = anne.post(of_school("decline-volunteer", school, volunteer.pk))
        anne.post(of_school("decline-volunteer", school, volunteer.pk))

        assert "Tell them yourself" in text(anne.get(done.url))
        page = text(anne.get(of_school("show-volunteer", school, volunteer.pk)))
        assert "You said no on 10 February 2026" in page
        assert "Add as a mentor" in page
        assert "Say no" not in page
        assert AuditEvent.objects.filter(event="volunteer.decline").count() == 1
        assert not OutboundEmail.objects.exists()

    def test_taking_up_fills_in_what_they_said_and_marks_them(self, anne, school, settings):
        volunteer = volunteer_at(school, subjects=["physics"], phases=["secondary"], name="A. Byron")

        first = anne.post(of_school("take-up-volunteer", school, volunteer.pk)).url
        assert "You are adding A. Byron, who offered to mentor" in text(anne.get(first))
        with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
            confirm = anne.post(first, ASKED).url
        page = text(anne.get(confirm))
        assert 'value="ada@hollins.example"' in page
        assert "The volunteer wrote their name as A. Byron" in page
        assert page.count("checked") == 2

        anne.post(confirm, {"email": volunteer.email, "subjects": ["physics"], "phases": ["secondary"]})

        volunteer.refresh_from_db()
        place = Place.objects.get()
        assert (volunteer.answer, volunteer.place) == ("taken_up", place)
        assert (place.email, place.subjects, place.phases) == ("ada@hollins.example", ["physics"], ["secondary"])
        page = text(anne.get(of_school("show-volunteer", school, volunteer.pk)))
        assert "Added as a mentor on 10 February 2026" in page
        refused = anne.post(of_school("decline-volunteer", school, volunteer.pk))
        assert refused.status_code == 409
        assert "This volunteer is a mentor already" in text(refused)

    @pytest.mark.parametrize("name", ["show-volunteer", "take-up-volunteer", "decline-volunteer"])
    def test_another_schools_volunteer_does_not_exist(self, anne, school, name):
        theirs = volunteer_at(SchoolFactory())
        address = of_school(name, school, theirs.pk)

        assert (anne.get(address) if name == "show-volunteer" else anne.post(address)).status_code == 404
        assert not JourneyAnswers.objects.exists()

    @pytest.mark.parametrize("name", ["make-link", "take-up-volunteer", "decline-volunteer"])
    def test_looking_at_a_buttons_address_does_nothing(self, anne, school, name):
        beneath = [] if name == "make-link" else [volunteer_at(school).pk]

        assert anne.get(of_school(name, school, *beneath)).status_code == 405

    def test_a_stranger_finds_no_pool(self, client, school):
        client.force_login(UserFactory())

        assert client.get(of_school("list-volunteers", school)).status_code == 404


class TestRetention:
    def test_an_offer_not_taken_up_is_deleted_after_a_year_and_a_place_stays(self, school):
        old = {"created_at": clock.now() - timedelta(days=366)}
        waiting, declined = volunteer_at(school, **old), volunteer_at(school, answer="declined", **old)
        taken = volunteer_at(school, answer="taken_up", email="bo@hollins.example", **old)
        young = volunteer_at(school, email="cy@hollins.example", created_at=clock.now() - timedelta(days=364))

        forget_volunteers()
        forget_volunteers()

        assert set(Volunteer.objects.all()) == {taken, young}
        assert set(AuditEvent.objects.filter(event="volunteer.forget").values_list("subject_id", flat=True)) == {
            waiting.pk,
            declined.pk,
        }

    def test_history_keeps_nothing_of_who_it_was(self, school, link, visitor):
        visitor.post(public(link), SAID)

        details = str(list(AuditEvent.objects.filter(event__startswith="volunteer").values()))

        assert "ada" not in details.lower()
