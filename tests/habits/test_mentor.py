"""The habits of browsers on what a mentor does, and on what anybody may do."""

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from apps.assurance.services.mentor_answers import answer_as_mentor
from apps.audit.models import AuditEvent
from apps.content.models import Feedback
from apps.mentors.services import volunteers
from apps.notifications.models import OutboundEmail
from tests.factories import (
    MentorFactory,
    SchoolFactory,
    TrustFactory,
    UserFactory,
    member_of,
    open_window,
    school_that_can_claim,
    submitted_claim,
)
from tests.habits.habits import SITE, LastPage, address, effects, form_of, try_habits
from tests.mentors.test_add_mentor import ADA, STANDING, teaching_record
from tests.mentors.test_mentor_door import BORN

pytestmark = pytest.mark.django_db


def a_mentor():
    open_window()
    school, user = school_that_can_claim(), UserFactory(is_mentor=True)
    mo = MentorFactory(at=school, first_name="Mo", user=user)
    mo.line = submitted_claim((10,), school=school, mentors=[mo]).lines.get()
    return mo


@pytest.fixture
def mo():
    return a_mentor()


def confirm(mo):
    return LastPage(mo.user, address("doors:mentor-answer-hours", mo.line), {"answer": "confirmed"})


def query(mo):
    return LastPage(mo.user, address("doors:mentor-answer-hours", mo.line), {"answer": "queried"})


def take_back(mo):
    answer_as_mentor(mo.line, "confirmed", hours=10, by=mo.user)
    page = address("doors:mentor-answer-hours", mo.line)
    return LastPage(mo.user, page, posts_to="doors:mentor-take-back-answer")


def say_what_training_was_like(mo):
    return LastPage(mo.user, address("training:mentor-give-feedback", mo.line.provider))


JOURNEYS = [confirm, query, take_back, say_what_training_was_like]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_no_habit_of_browsers_does_harm(client, mo, journey):
    try_habits(client, journey(mo))


def test_nor_to_the_date_of_birth(client, settings):
    place = MentorFactory(trn="1234567", at=school_that_can_claim()).places.get()
    place.email = "ada@school.example"
    place.save()
    user = UserFactory(email="ada@school.example", is_mentor=True)
    with teaching_record(settings, {"1234567": (200, {}, ADA | STANDING)}):
        try_habits(client, LastPage(user, reverse("doors:mentor-home"), BORN, again="TRN 1234567"))


def test_a_code_sent_twice_signs_in_once(client, mo):
    client.post(reverse("account_request_login_code"), {"email": mo.user.email})
    code = re.search(r"\b[0-9]{6}\b", OutboundEmail.objects.get(to=mo.user.email).body).group()
    confirm = reverse("account_confirm_login_code")

    first, second = (client.post(confirm, {"code": code}) for _ in range(2))

    assert first.url == reverse("home")
    assert client.get(second.url, follow=True).status_code == 200
    assert client.get(confirm, follow=True).redirect_chain[-1][0] == reverse("doors:mentor-home")
    assert AuditEvent.objects.filter(event="user.sign_in").count() <= 1


def test_a_mentor_who_was_signed_out_comes_back_by_a_code_to_the_same_page(client, mo):
    page = address("doors:mentor-answer-hours", mo.line)
    asked = client.post(page, {"answer": "confirmed"}, headers={"Referer": SITE + page})
    sign_in = client.get(asked.url).content.decode()
    assert "You were signed out" in sign_in
    link = re.search(r'href="(/sign-in/code/[^"]+)"', sign_in)[1]

    sent = client.post(*form_of(client, LastPage(None, link, {"email": mo.user.email})))
    code = re.search(r"\b[0-9]{6}\b", OutboundEmail.objects.get(to=mo.user.email).body).group()

    assert client.post(*form_of(client, LastPage(None, sent.url, {"code": code}))).url == page


def offer_to_mentor():
    school = SchoolFactory()
    school.member = member_of(school)
    link = volunteers.make_link(school, by=school.member)
    page = reverse("mentors:public-offer-to-mentor", args=[volunteers.secret_of(link)])
    return LastPage(None, page, {"name": "Ada Byron", "email": "ada@hollins.example"})


def give_feedback():
    return LastPage(None, reverse("content:public-give-feedback"), {"email": ""})


def ask_for_access():
    person, school = member_of(SchoolFactory()), SchoolFactory(name="Eastmoor School")
    member_of(school)
    SocialAccount.objects.create(
        user=person, provider="dfe", uid="sam", extra_data={"issuer": "https://issuer.example"}
    )
    page = reverse("doors:ask-for-access-to", args=["school"]) + "?q=Eastmoor"
    return LastPage(person, page, {"chosen": str(school.pk)})


ANYBODY = [offer_to_mentor, give_feedback, ask_for_access]


@pytest.mark.parametrize("journey", ANYBODY, ids=lambda journey: journey.__name__)
def test_nor_on_what_anybody_may_do(client, journey):
    last = journey()
    if last.who:
        client.force_login(last.who)
    before = effects()
    action, posted = form_of(client, last)

    first, done = client.post(action, posted), effects()
    second = client.post(action, posted)

    assert first.url == second.url
    assert before != done == effects()
    assert client.get(last.page).status_code == client.get(first.url).status_code == 200


def test_feedback_of_another_page_is_another_message(client):
    for _ in range(2):
        client.post(*form_of(client, give_feedback()))

    assert Feedback.objects.count() == 2


def how_often_we_write(person):
    return LastPage(person, reverse("users:choose-emails"), {"digest": "yes"})


def test_nor_to_how_often_we_write(client):
    try_habits(client, how_often_we_write(member_of(TrustFactory())))
