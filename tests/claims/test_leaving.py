"""A mentor leaves a school: refused while a claim that names them is neither paid nor ended."""

import pytest
from django.urls import reverse

from apps.claims.enums import Move
from apps.claims.lifecycle import move
from apps.claims.services.ending import withdraw_claim
from apps.claims.services.leaving import OnLiveClaim, end_place
from tests.factories import MentorFactory, draft_claim, open_window, school_that_can_claim, submitted_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    open_window()
    return school_that_can_claim()


@pytest.fixture
def place(school):
    return MentorFactory(at=school, first_name="Ada", last_name="Byron").places.get()


def page_of(place, name="claims:school-end-place"):
    return reverse(name, args=[place.school_id, place.pk])


def test_a_place_without_claims_ends_and_the_mentor_is_off_the_list(client, school, place):
    client.force_login(school.member)

    answer = client.post(page_of(place))

    place.refresh_from_db()
    assert place.ended_at is not None
    listed = client.get(answer.url).content.decode()
    assert "Ada Byron is no longer on your list of mentors." in listed
    assert page_of(place, "claims:school-show-mentor") not in listed
    assert client.get(page_of(place)).url == answer.url


@pytest.mark.parametrize("go_on", [lambda claim, by: None, lambda claim, by: move(claim, Move.REFER, by=by)])
def test_a_live_claim_holds_the_place_and_the_page_says_which(client, school, place, go_on):
    claim = submitted_claim(school=school, mentors=[place.mentor])
    go_on(claim, school.member)
    client.force_login(school.member)

    page = client.get(page_of(place)).content.decode()
    refused = client.post(page_of(place))

    assert "You cannot take Ada Byron off your list yet" in page
    assert claim.reference in page
    assert refused.status_code == 409
    with pytest.raises(OnLiveClaim):
        end_place(place, by=school.member)


def test_once_the_claim_is_withdrawn_the_place_may_end(school, place):
    claim = submitted_claim(school=school, mentors=[place.mentor])
    withdraw_claim(claim, by=school.member, reason="Wrong provider")

    assert end_place(place, by=school.member).ended_at is not None


def test_a_draft_holds_nobody_and_another_schools_claim_does_not_either(school, place):
    draft_claim(school=school, mentors=[place.mentor])
    elsewhere = school_that_can_claim()
    place.mentor.places.create(school=elsewhere)
    submitted_claim((3,), school=elsewhere, mentors=[place.mentor])

    assert end_place(place, by=school.member).ended_at is not None


def test_ending_twice_changes_nothing(school, place):
    first = end_place(place, by=school.member)

    assert end_place(place, by=school.member).ended_at == first.ended_at
