"""A provider records hours; the school finds a draft of them."""

import pytest

from apps.audit.actors import Actor
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim, ReadyMade
from apps.claims.services.drafts import fill_draft
from apps.claims.services.ending import withdraw_claim
from apps.claims.services.ready_made import look_again, prepare_claims, tell_of_ready_claims
from apps.claims.services.submission import submit_claim
from apps.mentors.models import Place
from apps.notifications.models import OutboundEmail
from apps.schools.models import Eligibility
from apps.schools.models.school import SchoolStatus
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.recognising import recognise_mentors
from apps.training.services.recording import Said, record_hours
from tests.assurance.world import later
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
    statements,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db

JOB = Actor.job("ready-made claims")


@pytest.fixture(autouse=True)
def window(db):
    return open_window()


@pytest.fixture
def provider():
    provider = ProviderFactory()
    provider.person = member_of(provider)
    return provider


@pytest.fixture
def school():
    return school_that_can_claim()


def recorded(provider, school, *said):
    rows = [
        Said(number, mentor.trn, school.urn, year_2025(), hours * 60) for number, (mentor, hours) in enumerate(said)
    ]
    return record_hours(provider, rows, by=provider.person, how="file")


def prepared(times=1):
    for _ in range(times):
        prepare_claims(by=JOB)
    return list(Claim.objects.order_by("created_at"))


def hours_on(claim):
    return {line.mentor: line.hours for line in claim.lines.select_related("mentor")}


def test_recorded_hours_become_a_draft_of_these_hours_made_by_the_service(provider, school):
    ada, mary = MentorFactory.create_batch(2, at=school)
    recorded(provider, school, (ada, 16), (mary, 6))

    (claim,) = prepared()

    assert (claim.status, claim.school, claim.provider, claim.created_by) == ("draft", school, provider, None)
    assert hours_on(claim) == {ada: 16, mary: 6}


def test_the_school_declares_and_submits_it_and_nothing_else(provider, school):
    recorded(provider, school, (MentorFactory(at=school), 16))
    (claim,) = prepared()

    submit_claim(claim, by=school.member, declared=statements(claim), is_mentor=False)

    assert claim.status == ClaimStatus.SUBMITTED
    assert prepared() == [claim]


def test_looking_again_when_nothing_changed_makes_nothing(provider, school):
    recorded(provider, school, (MentorFactory(at=school), 16))
    prepared()

    assert prepare_claims(by=JOB) == 0
    look_again()
    assert len(prepared()) == 1


def test_an_untouched_draft_follows_the_ledger(provider, school):
    mentor = MentorFactory(at=school)
    recorded(provider, school, (mentor, 16))
    prepared()

    with later(minutes=5):
        recorded(provider, school, (mentor, 12))
        assert hours_on(prepared()[0]) == {mentor: 12}


def test_an_untouched_draft_of_which_nothing_is_left_goes(provider, school):
    mentor = MentorFactory(at=school)
    recorded(provider, school, (mentor, 16))
    prepared()
    with later(minutes=5):
        Place.objects.filter(mentor=mentor).update(ended_at=Place.objects.get().started_at)
        look_again()

        assert prepared() == []


def test_a_draft_that_a_person_changed_is_left_as_it_is(provider, school):
    mentor = MentorFactory(at=school)
    recorded(provider, school, (mentor, 16))
    (claim,) = prepared()
    fill_draft(claim, {mentor: 3}, by=school.member)

    with later(minutes=5):
        recorded(provider, school, (mentor, 12))
        assert hours_on(prepared()[0]) == {mentor: 3}


def test_a_school_that_began_its_own_draft_gets_no_second_one(provider, school):
    mentor = MentorFactory(at=school)
    own = draft_claim((4,), school=school, provider=provider, mentors=[mentor])
    recorded(provider, school, (mentor, 16))

    assert prepared() == [own]
    assert hours_on(own) == {mentor: 4}


def test_only_what_is_not_claimed_is_offered_and_no_more_than_is_left(provider, school):
    mentor, other = MentorFactory.create_batch(2, at=school)
    submitted_claim((10,), school=school, provider=provider, mentors=[mentor])
    recorded(provider, school, (mentor, 13), (other, 20))

    claim = next(claim for claim in prepared() if claim.status == "draft")

    assert hours_on(claim) == {mentor: 3, other: 16}


def test_hours_claimed_elsewhere_leave_what_is_left_of_the_allowance(provider, school):
    mentor, elsewhere = MentorFactory(at=school), school_that_can_claim()
    Place.objects.create(mentor=mentor, school=elsewhere)
    submitted_claim((12,), school=elsewhere, provider=provider, mentors=[mentor])
    recorded(provider, school, (mentor, 16))

    assert [hours_on(claim) for claim in prepared() if claim.school == school] == [{mentor: 4}]


@pytest.mark.parametrize(
    "why", ["not eligible", "closed", "no window", "not accredited", "disputed", "not active", "left"]
)
def test_hours_that_could_not_be_claimed_make_no_draft(provider, school, window, why):
    mentor = MentorFactory(at=school)
    recorded(provider, school, (mentor, 16))
    if why == "not eligible":
        Eligibility.objects.filter(school=school).delete()
    elif why == "closed":
        school.status = SchoolStatus.CLOSED
        school.save()
    elif why == "no window":
        window.delete()
    elif why == "not accredited":
        provider.accreditations.update(ends_on=window.opens_on)
    elif why == "disputed":
        LedgerDispute.objects.create(
            entry=LedgerEntry.objects.get(), hours_said=8, words="Left", disputed_by=school.member
        )
    elif why == "not active":
        mentor.is_active = False
        mentor.save()
    else:
        Place.objects.update(ended_at=Place.objects.get().started_at)

    assert prepared() == []


def test_hours_that_waited_for_a_mentor_are_offered_once_the_school_has_added_them(provider, school):
    row = Said(2, "7654321", school.urn, year_2025(), 600)
    record_hours(provider, [row], by=provider.person, how="file")
    assert prepared() == []

    with later(minutes=5):
        mentor = MentorFactory(trn="7654321", at=school)
        assert recognise_mentors() == 1
        assert hours_on(prepared()[0]) == {mentor: 10}


def test_hours_of_a_mentor_of_another_school_are_offered_once_they_come_to_this_one(provider, school):
    mentor = MentorFactory(at=school_that_can_claim())
    recorded(provider, school, (mentor, 10))
    assert prepared() == []

    with later(minutes=5):
        Place.objects.create(mentor=mentor, school=school)
        assert recognise_mentors() == 1
        assert recognise_mentors() == 0
        assert hours_on(prepared()[0]) == {mentor: 10}


def test_a_claim_withdrawn_gives_its_hours_back_by_the_next_day(provider, school):
    mentor = MentorFactory(at=school)
    recorded(provider, school, (mentor, 10))
    (claim,) = prepared()
    submit_claim(claim, by=school.member, declared=statements(claim), is_mentor=False)
    withdraw_claim(claim, by=school.member)

    look_again()

    assert [hours_on(draft) for draft in prepared() if draft.status == "draft"] == [{mentor: 10}]


class TestTheEmail:
    def sent(self):
        return list(OutboundEmail.objects.filter(message="ClaimsReadyForSchool"))

    def test_names_every_claim_made_ready_once_to_each_person(self, provider, school):
        member_of(school)
        other = ProviderFactory(name="Avon Teachers")
        other.person = member_of(other)
        mentor = MentorFactory(at=school)
        recorded(provider, school, (mentor, 16))
        recorded(other, school, (mentor, 6))
        prepared()

        assert tell_of_ready_claims(by=JOB) == 1
        assert tell_of_ready_claims(by=JOB) == 0

        assert len(self.sent()) == 2
        body = self.sent()[0].body
        assert "Avon Teachers, 2025 to 2026: 6 hours" in body
        assert f"{provider}, 2025 to 2026: 16 hours" in body

    def test_comes_once_a_day_at_most(self, provider, school):
        other = ProviderFactory()
        other.person = member_of(other)
        mentor = MentorFactory(at=school)
        recorded(provider, school, (mentor, 16))
        prepared()
        tell_of_ready_claims(by=JOB)

        with later(hours=1):
            recorded(other, school, (mentor, 6))
            prepared()
            assert tell_of_ready_claims(by=JOB) == 0
        with later(days=1):
            assert tell_of_ready_claims(by=JOB) == 1
        assert len(self.sent()) == 2

    def test_does_not_come_where_the_school_says_so(self, provider, school):
        school.wants_ready_made_emails = False
        school.save()
        recorded(provider, school, (MentorFactory(at=school), 16))
        prepared()

        assert tell_of_ready_claims(by=JOB) == 0

    def test_does_not_come_for_a_claim_that_was_submitted_meanwhile(self, provider, school):
        recorded(provider, school, (MentorFactory(at=school), 16))
        (claim,) = prepared()
        submit_claim(claim, by=school.member, declared=statements(claim), is_mentor=False)

        assert tell_of_ready_claims(by=JOB) == 0
        assert ReadyMade.objects.get().claim == claim
