"""A provider that records hours once is not asked about them: the claim confirms itself."""

import pytest
from django.urls import reverse

from apps.assurance.enums import Outcome
from apps.assurance.models import Confirmation, ConfirmationRequest
from apps.assurance.services.checking import latest_results
from apps.assurance.services.matching import look_at_recorded
from apps.claims.enums import ClaimStatus
from apps.notifications.models import OutboundEmail
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.recording import Said, record_hours
from tests.assurance.pages import words_of
from tests.assurance.world import check, later
from tests.claims.race import race
from tests.factories import MentorFactory, ProviderFactory, member_of, school_that_can_claim, submitted_claim, year_2025

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    provider = ProviderFactory()
    provider.person = member_of(provider)
    return provider


def recorded(provider, mentor, school, hours):
    rows = [Said(2, mentor.trn, school.urn, year_2025(), hours * 60)]
    return record_hours(provider, rows, by=provider.person, how="page")


def claim_and_ledger(provider, claimed, hours):
    """A submitted claim for one mentor, of whom the provider recorded so many hours."""
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    recorded(provider, mentor, school, hours)
    return submitted_claim((claimed,), school=school, provider=provider, mentors=[mentor])


def checked(claim):
    check()
    claim.refresh_from_db()
    return claim


def finding(claim, code="AR09"):
    return latest_results(claim).get(code=code)


def test_recorded_hours_confirm_themselves_and_the_claim_clears_without_a_human_touch(provider):
    claim = checked(claim_and_ledger(provider, 16, 16))

    assert claim.status == ClaimStatus.APPROVED
    answer = Confirmation.objects.get()
    assert (answer.hours_asked, answer.answered_by, answer.from_ledger) == (16, None, LedgerEntry.objects.get())
    assert not ConfirmationRequest.objects.exists()
    assert not OutboundEmail.objects.filter(message="HoursToConfirmForProvider").exists()


def test_fewer_hours_than_recorded_are_confirmed_too(provider):
    assert checked(claim_and_ledger(provider, 10, 16)).status == ClaimStatus.APPROVED


def test_more_hours_than_recorded_are_asked_about(provider):
    claim = checked(claim_and_ledger(provider, 16, 15))

    assert claim.status == ClaimStatus.SUBMITTED
    assert ConfirmationRequest.objects.filter(claim=claim).exists()
    assert not Confirmation.objects.exists()


def test_recorded_minutes_short_of_an_hour_do_not_confirm_it(provider):
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    record_hours(provider, [Said(2, mentor.trn, school.urn, year_2025(), 16 * 60 - 1)], by=provider.person, how="page")

    assert (
        checked(submitted_claim((16,), school=school, provider=provider, mentors=[mentor])).status
        == ClaimStatus.SUBMITTED
    )


def test_only_the_line_that_is_not_recorded_is_asked_about(provider):
    school = school_that_can_claim()
    known, unknown = MentorFactory.create_batch(2, at=school)
    recorded(provider, known, school, 5)

    claim = checked(submitted_claim((5, 5), school=school, provider=provider, mentors=[known, unknown]))

    assert Confirmation.objects.get().mentor == known
    assert claim.status == ClaimStatus.SUBMITTED
    assert ConfirmationRequest.objects.filter(claim=claim).exists()


def test_recorded_hours_confirm_one_claim_not_two(provider):
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    recorded(provider, mentor, school, 8)

    first = checked(submitted_claim((6,), school=school, provider=provider, mentors=[mentor]))
    second = checked(submitted_claim((5,), school=school, provider=provider, mentors=[mentor]))

    assert (first.status, second.status) == (ClaimStatus.APPROVED, ClaimStatus.SUBMITTED)


def test_hours_at_another_school_or_with_another_provider_confirm_nothing_here(provider):
    school, other = school_that_can_claim(), school_that_can_claim()
    mentor = MentorFactory(at=school)
    recorded(provider, mentor, other, 16)
    stranger = ProviderFactory()
    stranger.person = member_of(stranger)
    recorded(stranger, mentor, school, 16)

    claim = checked(submitted_claim((16,), school=school, provider=provider, mentors=[mentor]))

    assert claim.status == ClaimStatus.SUBMITTED


def test_disputed_hours_confirm_nothing_until_the_provider_answers(provider):
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    recorded(provider, mentor, school, 16)
    LedgerDispute.objects.create(
        entry=LedgerEntry.objects.get(), hours_said=8, words="Left in May", disputed_by=school.member
    )

    claim = checked(submitted_claim((16,), school=school, provider=provider, mentors=[mentor]))

    assert claim.status == ClaimStatus.SUBMITTED


def test_hours_recorded_after_the_question_answer_it(provider):
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    claim = checked(submitted_claim((16,), school=school, provider=provider, mentors=[mentor]))
    assert claim.status == ClaimStatus.SUBMITTED

    with later(minutes=5):
        recorded(provider, mentor, school, 16)
        assert look_at_recorded() == 1
        assert checked(claim).status == ClaimStatus.APPROVED


def test_a_ledger_that_says_nothing_new_makes_no_claim_due(provider):
    checked(claim_and_ledger(provider, 16, 16))

    with later(minutes=5):
        assert look_at_recorded() == 0


def test_hours_taken_back_after_approval_bring_the_claim_back_with_both_figures(provider):
    claim = checked(claim_and_ledger(provider, 16, 16))
    line = claim.lines.get()

    with later(minutes=5):
        recorded(provider, line.mentor, claim.school, 6)
        assert look_at_recorded() == 1
        checked(claim)

    assert claim.status == ClaimStatus.NEEDS_REVIEW
    found = finding(claim)
    assert found.outcome == Outcome.REFERRED
    assert "16 hours claimed" in found.problems[0]
    assert "6 hours recorded" in found.problems[0]


def test_what_the_ledger_confirmed_cannot_be_undone_or_reported_by_hand(provider, client):
    checked(claim_and_ledger(provider, 16, 16))
    answer = Confirmation.objects.get()
    client.force_login(provider.person)

    for name in ("undo-answer", "report-wrong"):
        address = reverse(f"assurance:provider-{name}", args=[provider.pk, answer.pk])
        assert client.post(address, {"words": "Wrong"}).status_code == 404
    assert Confirmation.objects.standing().count() == 1


def what_the_page_says(client, provider):
    client.force_login(provider.person)
    return words_of(client.get(reverse("assurance:provider-list-confirmations", args=[provider.pk])))


def test_the_page_says_what_the_ledger_has_of_each_mentor_who_waits(client, provider):
    checked(claim_and_ledger(provider, 16, 6))
    assert "Claimed 16 hours. Your ledger says 6 hours. Answer by" in what_the_page_says(client, provider)

    checked(submitted_claim((16,), provider=provider))
    assert "Claimed 16 hours. Not in your ledger. Answer by" in what_the_page_says(client, provider)


def test_the_page_says_when_the_ledger_s_hours_are_on_other_claims_or_disputed(client, provider):
    first = checked(claim_and_ledger(provider, 6, 8))
    mentor = first.lines.get().mentor
    checked(submitted_claim((6,), school=first.school, provider=provider, mentors=[mentor]))
    assert "Your ledger says 8 hours, 6 of them on other claims." in what_the_page_says(client, provider)

    LedgerDispute.objects.create(
        entry=LedgerEntry.objects.get(), hours_said=7, words="Left", disputed_by=provider.person
    )
    assert "Your ledger says 8 hours, which the school disputes." in what_the_page_says(client, provider)


@pytest.mark.django_db(transaction=True)
def test_two_claims_racing_for_the_same_recorded_hours_are_not_both_confirmed(provider):
    school = school_that_can_claim()
    mentor = MentorFactory(at=school)
    recorded(provider, mentor, school, 8)
    claims = [submitted_claim((6,), school=school, provider=provider, mentors=[mentor]) for _ in range(2)]

    assert len(claims) == 2
    outcomes = race([check, check])
    assert not [one for one in outcomes if isinstance(one, Exception)]

    assert Confirmation.objects.count() == 1
