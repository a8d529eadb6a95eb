"""Mentors answer three questions; their provider reads totals and nobody's answers."""

from datetime import date

import pytest
from django.urls import reverse

from apps.training.models import Pulse
from apps.training.services.pulse import answer_pulse, totals_of
from apps.training.services.recording import Said, record_hours
from tests.factories import MentorFactory, UserFactory, year_2025
from tests.training.world import provider_with_people

pytestmark = pytest.mark.django_db

ANSWERS = {"worth_the_time": 5, "of_use": 4, "released": 1}
MODULES = "training:mentor-list-modules"


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def mo(client, provider, mentor):
    said = [Said(1, mentor.trn, mentor.school.urn, year_2025(), 60, date(2026, 1, 12), "Induction")]
    record_hours(provider, said, by=provider.person, how="page")
    mentor.user = UserFactory(is_mentor=True)
    mentor.save()
    client.force_login(mentor.user)
    return client


def address(provider):
    return reverse("training:mentor-give-feedback", args=[provider.pk])


def test_a_mentor_answers_and_may_answer_anew(mo, provider):
    assert "Answer three questions" in words(mo.get(reverse(MODULES)))

    answer = mo.post(address(provider), ANSWERS, follow=True)
    assert f"Your answers about {provider} are kept" in words(answer)
    assert "Change your answers" in words(answer)
    mo.post(address(provider), {**ANSWERS, "released": 3})

    pulse = Pulse.objects.get()
    assert (pulse.worth_the_time, pulse.of_use, pulse.released) == (5, 4, 3)


@pytest.mark.parametrize("value", ["", "6", "yes"])
def test_every_question_is_asked_for(mo, provider, value):
    shown = words(mo.post(address(provider), {**ANSWERS, "of_use": value}))

    assert "Select how far you agree: I use what I learned with trainees" in shown
    assert not Pulse.objects.exists()


def test_nobody_answers_about_a_provider_that_did_not_train_them(mo):
    assert mo.get(address(provider_with_people())).status_code == 404


def test_who_has_not_shown_who_they_are_is_asked_first(client, provider):
    client.force_login(UserFactory(is_mentor=True))

    assert client.get(address(provider)).url == reverse("doors:mentor-home")


def test_totals_are_shown_once_five_have_answered(bilal, provider, acting):
    page = reverse("training:provider-show-feedback", args=[provider.pk])
    for mentor in MentorFactory.create_batch(4):
        answer_pulse(mentor, provider, year_2025(), by=acting, **ANSWERS)
    assert totals_of(provider, year_2025()) == (4, [])
    assert "Totals are shown once 5 mentors have answered" in words(bilal.get(page))

    last = MentorFactory()
    answer_pulse(last, provider, year_2025(), by=acting, **{**ANSWERS, "of_use": 3})

    shown = words(bilal.get(page))
    assert "5 mentors have answered" in shown
    assert last.full_name not in shown
    _, totals = totals_of(provider, year_2025())
    assert dict(totals[1][1]) == {
        "Strongly agree": 0,
        "Agree": 4,
        "Neither agree nor disagree": 1,
        "Disagree": 0,
        "Strongly disagree": 0,
    }
