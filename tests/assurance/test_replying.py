"""A school accepts the provider's hours with one click, or contests them."""

import pytest

from apps.assurance.models import Confirmation
from apps.assurance.refusals import NothingToAccept
from apps.assurance.services.checking import findings_of
from apps.assurance.services.confirming import answer_hours, undo_answer
from apps.assurance.services.replying import accept_provider_hours, contest_provider_hours, fewer_hours_of
from apps.claims.enums import ClaimStatus
from apps.claims.refusals import WindowClosed
from tests.assurance.test_checking import status_of
from tests.assurance.world import answer, asked_claim, check, confirm, later, member_at, other_hours, waiting

pytestmark = pytest.mark.django_db


def returned_claim(hours=(16,), given=6):
    claim = asked_claim(hours=hours)
    lines = list(claim.lines.order_by("mentor__trn"))
    answers = [other_hours(lines[0], given), *(confirm(line) for line in lines[1:])]
    answer_hours(claim.provider, answers, by=member_at(claim.provider))
    claim.refresh_from_db()
    return claim


def test_accepting_submits_again_with_the_providers_hours_and_is_cleared_without_asking_again():
    claim = returned_claim(hours=(16, 5))

    accept_provider_hours(claim, by=claim.submitted_by)
    with later(hours=1):
        check()

    assert sorted(line.hours for line in claim.lines.all()) == [5, 6]
    assert status_of(claim) == ClaimStatus.APPROVED
    assert claim.amount_pence == 11 * claim.rate_pence
    assert waiting(claim.provider) == []
    assert claim.confirmation_requests.count() == 1


def test_accepting_no_hours_takes_the_mentor_off_the_claim():
    claim = returned_claim(hours=(16, 5), given=0)

    accept_provider_hours(claim, by=claim.submitted_by)

    assert [line.hours for line in claim.lines.all()] == [5]


def test_accepting_no_hours_for_anyone_is_refused():
    claim = returned_claim(given=0)

    with pytest.raises(NothingToAccept, match="withdraw"):
        accept_provider_hours(claim, by=claim.submitted_by)

    assert status_of(claim) == ClaimStatus.RETURNED


def test_there_is_nothing_to_accept_once_the_provider_took_its_answer_back():
    claim = returned_claim()
    undo_answer(Confirmation.objects.get(), by=member_at(claim.provider))

    with pytest.raises(NothingToAccept):
        accept_provider_hours(claim, by=claim.submitted_by)


def test_there_is_nothing_to_accept_on_a_claim_that_was_not_returned():
    claim = asked_claim()
    answer(claim)

    with pytest.raises(NothingToAccept):
        accept_provider_hours(claim, by=claim.submitted_by)


def test_accepting_twice_submits_once():
    claim = returned_claim()
    accept_provider_hours(claim, by=claim.submitted_by)

    with pytest.raises(NothingToAccept):
        accept_provider_hours(claim, by=claim.submitted_by)

    assert claim.submission_number == 2


def test_accepting_after_the_deadline_is_refused():
    claim = returned_claim()

    with later(days=15), pytest.raises(WindowClosed):
        accept_provider_hours(claim, by=claim.submitted_by)


def test_contesting_submits_unchanged_and_refers_with_both_positions():
    claim = returned_claim()

    contest_provider_hours(claim, "We have the attendance sheets", by=claim.submitted_by)

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert [line.hours for line in claim.lines.all()] == [16]
    assert "6 hours, not 16" in findings_of(claim)[0].problems[0]


@pytest.mark.parametrize("words", ["", "  "])
def test_contesting_needs_words(words):
    claim = returned_claim()

    with pytest.raises(NothingToAccept):
        contest_provider_hours(claim, words, by=claim.submitted_by)


def test_there_is_nothing_to_contest_on_a_claim_returned_by_a_caseworker():
    from datetime import date

    from apps.assurance.services.decisions import return_claim
    from tests.factories import support_person

    claim = asked_claim()
    return_claim(claim, by=support_person("caseworker"), words="Say more", return_by=date(2026, 2, 20))

    with pytest.raises(NothingToAccept):
        contest_provider_hours(claim, "No", by=claim.submitted_by)
    assert fewer_hours_of(claim) == []
