"""The mentor's own pages: hours, answers to claims, a certificate to print, details. Nobody else's, and never an amount."""

import pytest
from django.urls import reverse

from apps.assurance.models import MentorAnswer
from apps.assurance.services.confirming import report_wrong
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.mentors.models import Mentor, Place
from apps.training.services.recording import Said, record_hours
from tests.assurance.world import confirmed_claim, later
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    UserFactory,
    member_of,
    school_that_can_claim,
    submitted_claim,
    support_person,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor():
    user = UserFactory(is_mentor=True, email="mo@home.example")
    return MentorFactory(at=school_that_can_claim(name="Hollins Primary School"), first_name="Mo", user=user)


@pytest.fixture
def mo(client, mentor):
    client.force_login(mentor.user)
    return client


@pytest.fixture
def claim(mentor):
    return submitted_claim((10,), school=mentor.places.get().school, mentors=[mentor])


@pytest.fixture
def line(claim):
    return claim.lines.get()


def text(response):
    return response.content.decode()


def home(mo):
    return text(mo.get(reverse("doors:mentor-home")))


def answer_page(line):
    return reverse("doors:mentor-answer-hours", args=[line.pk])


def post(mo, line, answer, words="", hours=None):
    said = {"answer": answer, "words": words, "hours": line.hours if hours is None else hours}
    return mo.post(answer_page(line), said)


def test_a_mentor_without_a_claim_reads_what_is_expected_and_what_comes(mo):
    shown = home(mo)

    assert "up to 16 hours of initial training with a provider" in shown
    assert "up to 6 hours of refresher training" in shown
    assert "No school has claimed for your training yet" in shown
    assert "No claim names you in 2025 to 2026" in shown


def test_hours_that_a_provider_recorded_are_shown_before_any_school_claims_them(mo, mentor):
    school, thames = mentor.places.get().school, ProviderFactory(name="Thames ITT")
    said = Said(1, mentor.trn, school.urn, year_2025(), 6 * 60 + 30)
    record_hours(thames, [said], by=UserFactory(), how="page")

    shown = home(mo)

    assert "Thames ITT has recorded 6 hours 30 minutes of your training in 2025 to 2026" in shown
    assert "It is initial training (no earlier claim with Thames ITT). Schools can still claim 16 hours of 16" in shown
    assert reverse("training:mentor-list-modules") in shown


def test_a_claim_asks_the_mentor_once_and_shows_no_amount(mo, mentor, claim, line):
    shown = home(mo)

    assert "Hollins Primary School claimed 10 hours for your training" in shown
    assert "Being checked" in shown
    assert "6 hours left of 16" in shown
    assert "£" not in shown
    assert claim.reference not in shown

    assert post(mo, line, "confirmed").url == reverse("doors:mentor-home")
    shown = home(mo)
    assert "Hours at Hollins Primary School confirmed." in shown
    assert "Change your answer" in shown
    assert "claimed 10 hours for your training" not in shown


def test_a_query_is_saved_with_its_words_and_can_be_taken_back(mo, line):
    post(mo, line, "queried", "I trained for 6 hours.")
    assert "Queried, 10 February 2026: I trained for 6 hours." in home(mo)
    assert "I trained for 6 hours." in text(mo.get(answer_page(line)))

    mo.post(reverse("doors:mentor-take-back-answer", args=[line.pk]))

    assert not MentorAnswer.objects.standing().exists()
    assert "Confirm or query" in home(mo)


@pytest.mark.parametrize(
    ("answer", "words", "said"),
    [
        ("", "", "Select whether these hours are right"),
        ("perhaps", "", "Select whether these hours are right"),
        ("queried", "  ", "Enter what is wrong with these hours"),
        ("queried", "a" * 501, "What is wrong must be 500 characters or fewer"),
    ],
)
def test_an_answer_that_says_nothing_is_asked_again(mo, line, answer, words, said):
    shown = text(post(mo, line, answer, words))

    assert said in shown
    assert not MentorAnswer.objects.exists()


def test_hours_that_changed_since_the_page_was_opened_are_not_answered(mo, line):
    assert post(mo, line, "confirmed", hours=9).status_code == 409
    assert not MentorAnswer.objects.exists()


@pytest.mark.parametrize(("move", "words"), [(Move.WITHDRAW, "No longer claimed"), (Move.RETURN, "With your school")])
def test_a_claim_that_ended_or_is_being_changed_is_shown_and_not_asked_about(mo, claim, line, move, words):
    lifecycle.move(claim, move, by=support_person("caseworker"))

    shown = home(mo)
    assert words in shown
    assert "Confirm or query" not in shown
    assert mo.get(answer_page(line)).url == reverse("doors:mentor-home")
    assert post(mo, line, "confirmed").status_code == 409


def test_somebody_elses_hours_do_not_exist(mo, claim):
    other = submitted_claim((3,))
    line, allowance = other.lines.get(), other.lines.get().allowance

    assert mo.get(answer_page(line)).status_code == 404
    assert post(mo, line, "confirmed").status_code == 404
    assert mo.post(reverse("doors:mentor-take-back-answer", args=[line.pk])).status_code == 404
    assert mo.get(reverse("doors:mentor-show-certificate", args=[allowance.pk])).status_code == 404


def test_the_school_sees_what_its_mentor_says(mo, client, claim, line):
    post(mo, line, "queried", "I trained for 6 hours.")
    client.force_login(claim.created_by)

    shown = text(client.get(reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])))

    assert "What the mentor says" in shown
    assert "Queried, 10 February 2026: I trained for 6 hours." in shown


def certificate(mo, claim):
    return mo.get(reverse("doors:mentor-show-certificate", args=[claim.lines.get().allowance_id]))


def test_confirmed_hours_of_several_claims_are_one_certificate(mo, mentor):
    provider = ProviderFactory(name="Thames ITT")
    school = mentor.places.get().school
    other = school_that_can_claim(name="Kelder School")
    Place.objects.create(mentor=mentor, school=other)
    member_of(provider)
    first = confirmed_claim((10,), provider=provider, school=school, mentors=[mentor])
    second = confirmed_claim((4,), provider=provider, school=other, mentors=[mentor])
    submitted_claim((1,), provider=provider, school=school, mentors=[mentor])

    shown = text(certificate(mo, first))

    assert "<strong>14 hours</strong>" in shown
    assert "Thames ITT" in shown
    assert first.reference in shown
    assert second.reference in shown
    assert "Hollins Primary School and Kelder School" in shown
    assert "Initial" in shown
    assert "Print or save as PDF" in shown
    assert "Certificate" in home(mo)


def test_hours_that_nobody_confirmed_make_no_certificate(mo, claim):
    assert certificate(mo, claim).url == reverse("doors:mentor-home")
    assert "None yet" in home(mo)
    assert "Certificate" not in home(mo)


def test_hours_of_a_claim_that_ended_leave_the_certificate(mo, mentor):
    claim = confirmed_claim((10,), school=mentor.places.get().school, mentors=[mentor])
    lifecycle.move(claim, Move.WITHDRAW, by=claim.created_by)

    assert certificate(mo, claim).status_code == 302


def test_hours_that_the_provider_took_back_as_wrong_leave_the_certificate(mo, mentor):
    claim = confirmed_claim((10,), school=mentor.places.get().school, mentors=[mentor])
    with later(minutes=61):
        report_wrong(claim.confirmations.get(), "It was another mentor.", by=claim.confirmations.get().answered_by)

        assert certificate(mo, claim).status_code == 302


def test_recovered_hours_leave_the_certificate(mo, mentor):
    claim = confirmed_claim((10,), school=mentor.places.get().school, mentors=[mentor])
    claim.lines.update(recovered_hours=4)

    assert "<strong>6 hours</strong>" in text(certificate(mo, claim))
    assert "Hours that stand" in home(mo)


def test_details_say_where_each_fact_comes_from_and_name_every_school(mo, mentor):
    former = Place.objects.create(
        mentor=mentor, school=school_that_can_claim(name="Kelder School"), ended_at="2026-01-09T12:00Z"
    )

    shown = text(mo.get(reverse("doors:mentor-show-details")))

    assert mentor.trn in shown
    assert "mo@home.example" in shown
    assert shown.index("Hollins Primary School") < shown.index(former.school.name)
    assert "9 January 2026" in shown


def test_who_has_not_shown_who_they_are_sees_no_other_page(client, mentor):
    Mentor.objects.update(user=None)
    client.force_login(mentor.user)
    claim = submitted_claim((3,), school=mentor.places.get().school, mentors=[mentor])

    assert client.get(reverse("doors:mentor-show-details")).url == reverse("doors:mentor-home")
    assert client.get(answer_page(claim.lines.get())).status_code == 404


def test_an_address_the_school_took_away_is_told_what_to_do(client, mentor):
    Mentor.objects.update(user=None)
    client.force_login(mentor.user)

    shown = text(client.get(reverse("doors:mentor-home")))

    assert "No school gives mo@home.example as the address of a mentor" in shown
