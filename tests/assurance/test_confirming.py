"""A provider answers about hours: what each answer does, how it is undone, and what refuses it."""

from datetime import date

import pytest

from apps.assurance.enums import Answer, AnswerReason
from apps.assurance.models import Confirmation
from apps.assurance.refusals import AnswerRefused
from apps.assurance.services.asking import remind_providers
from apps.assurance.services.checking import findings_of
from apps.assurance.services.confirming import answer_hours, report_wrong, undo_answer
from apps.claims.enums import ClaimStatus
from apps.claims.services.ending import withdraw_claim
from apps.core import clock
from tests.assurance.test_checking import outbox, status_of
from tests.assurance.world import (
    CHECKS,
    answer,
    asked_claim,
    check,
    confirm,
    confirmed_claim,
    later,
    member_at,
    not_ours,
    other_hours,
    provider_with_people,
    waiting,
)
from tests.factories import ProviderFactory, member_of, submitted_claim

pytestmark = pytest.mark.django_db


def test_a_provider_is_asked_once_with_a_deadline_in_words_and_no_amount():
    claim = asked_claim(hours=(5, 6))

    email = outbox("HoursToConfirmForProvider").get()

    assert claim.confirmation_requests.get().due_on == date(2026, 3, 3)
    assert email.to == member_at(claim.provider).email
    assert email.subject == f"Action needed by 3 March 2026: confirm hours on claim {claim.reference}"
    assert "2 mentors" in email.body
    assert "£" not in email.subject + email.body


def test_a_provider_without_people_is_asked_at_its_contact_address():
    claim = submitted_claim(provider=ProviderFactory(contact_email="office@thames.example"))
    check()

    assert outbox("HoursToConfirmForProvider").get().to == "office@thames.example"
    assert claim.confirmation_requests.exists()


def test_a_deadline_moves_off_weekends():
    with clock.moved_to(clock.start_of(date(2026, 2, 14))):
        claim = asked_claim()

    assert claim.confirmation_requests.get().due_on == date(2026, 3, 9)


def test_many_lines_of_many_claims_are_answered_at_once():
    provider = provider_with_people()
    claims = [asked_claim(hours=(5, 6), provider=provider) for _ in range(3)]
    lines = waiting(provider)
    assert len(lines) == 6

    outcome = answer_hours(provider, [confirm(line) for line in lines], by=member_at(provider))

    assert (len(outcome.kept), outcome.too_late) == (6, [])
    assert waiting(provider) == []
    with later(hours=1):
        check()
    assert [status_of(claim) for claim in claims] == [ClaimStatus.APPROVED] * 3


def test_fewer_hours_send_the_claim_back_at_once_with_both_figures():
    claim = asked_claim(hours=(16,))
    mentor = claim.lines.get().mentor

    answer(claim, other_hours, 6, words="Left in March")

    assert status_of(claim) == ClaimStatus.RETURNED
    assert claim.return_words == f"{mentor}: you claimed 16 hours, {claim.provider} says 6."
    assert claim.return_by == date(2026, 2, 24)
    email = outbox("ClaimReturnedForSchool").get()
    assert "you claimed 16 hours" in email.body


def test_a_claim_goes_back_once_with_every_mentor_who_has_fewer_hours():
    claim = asked_claim(hours=(16, 10))

    answer(claim, other_hours, 6)

    assert claim.lines.count() == 2
    assert status_of(claim) == ClaimStatus.RETURNED
    assert claim.return_words.count("says 6") == 2
    assert outbox("ClaimReturnedForSchool").count() == 1


def test_more_hours_count_as_confirmed_and_the_school_is_told_what_it_may_still_claim():
    claim = asked_claim(hours=(5,))

    answer(claim, other_hours, 9)
    with later(hours=1):
        check()

    assert status_of(claim) == ClaimStatus.APPROVED
    assert "you claimed 5 hours" in outbox("MoreHoursForSchool").get().body


def test_an_answer_that_comes_second_does_not_stand():
    claim = confirmed_claim()

    outcome = answer(claim, other_hours, 1)

    assert outcome.kept == []
    assert len(outcome.too_late) == 1
    assert Confirmation.objects.standing().get().answer == Answer.CONFIRMED


def test_an_answer_about_hours_that_have_changed_since_does_not_stand():
    claim = asked_claim()
    line = claim.lines.get()

    outcome = answer_hours(claim.provider, [confirm(line, hours_asked=3)], by=member_at(claim.provider))

    assert outcome.kept == []


def test_a_claim_that_was_withdrawn_is_no_longer_asked_about():
    claim = asked_claim()
    withdraw_claim(claim, by=claim.submitted_by)

    outcome = answer(claim)

    assert outcome.kept == []
    assert waiting(claim.provider) == []


def test_a_line_of_another_provider_does_not_exist():
    claim, other = asked_claim(), provider_with_people()

    outcome = answer_hours(other, [confirm(claim.lines.get())], by=member_at(other))

    assert outcome.kept == []
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": Answer.OTHER_HOURS, "reason": AnswerReason.ATTENDED_FEWER, "hours": None},
        {"answer": Answer.OTHER_HOURS, "reason": AnswerReason.ATTENDED_FEWER, "hours": 17},
        {"answer": Answer.OTHER_HOURS, "reason": AnswerReason.ATTENDED_FEWER, "hours": -1},
        {"answer": Answer.OTHER_HOURS, "reason": AnswerReason.ATTENDED_MORE, "hours": 1},
        {"answer": Answer.OTHER_HOURS, "reason": "", "hours": 6},
        {"answer": Answer.NOT_OUR_MENTOR, "reason": ""},
        {"answer": Answer.NOT_OUR_MENTOR, "reason": AnswerReason.NO_RECORD},
        {"answer": Answer.CANNOT_VERIFY, "reason": AnswerReason.OTHER, "words": " "},
        {"answer": "perhaps", "reason": AnswerReason.OTHER, "words": "x"},
    ],
)
def test_an_answer_that_is_not_whole_is_refused_and_nothing_is_kept(wrong):
    claim = asked_claim()

    with pytest.raises(AnswerRefused):
        answer(claim, confirm, **wrong)

    assert not Confirmation.objects.exists()


def test_an_answer_stands_through_return_and_resubmission_while_the_hours_are_equal():
    from apps.claims.services.submission import submit_claim

    claim = asked_claim(hours=(16, 5))
    one, other = claim.lines.order_by("mentor__trn")
    answer_hours(claim.provider, [other_hours(one, 6), confirm(other)], by=member_at(claim.provider))
    claim.refresh_from_db()

    submit_claim(claim, hours={one.mentor: 8, other.mentor: 5}, by=claim.submitted_by)
    check()

    assert [line.mentor for line in waiting(claim.provider)] == [one.mentor]
    assert claim.confirmation_requests.count() == 2


def test_an_answer_is_undone_within_the_hour_and_the_provider_is_asked_again():
    claim = confirmed_claim()
    confirmation = Confirmation.objects.get()

    with later(minutes=59):
        undo_answer(confirmation, by=member_at(claim.provider))
        check()

    assert len(waiting(claim.provider)) == 1
    with later(hours=2):
        check()
    assert status_of(claim) == ClaimStatus.SUBMITTED


def test_an_answer_is_not_undone_after_an_hour():
    claim = confirmed_claim()

    with later(minutes=60), pytest.raises(AnswerRefused, match="for an hour"):
        undo_answer(Confirmation.objects.get(), by=member_at(claim.provider))


def test_an_answer_is_not_undone_once_the_claim_has_ended():
    claim = confirmed_claim()
    withdraw_claim(claim, by=claim.submitted_by)

    with pytest.raises(AnswerRefused, match="has been decided"):
        undo_answer(Confirmation.objects.get(), by=member_at(claim.provider))


def test_undoing_twice_does_no_harm():
    claim = confirmed_claim()
    confirmation = Confirmation.objects.get()
    undo_answer(confirmation, by=member_at(claim.provider))
    moment = confirmation.undone_at

    with later(minutes=5):
        undo_answer(confirmation, by=member_at(claim.provider))

    assert confirmation.undone_at == moment


def test_undoing_the_answer_that_sent_a_claim_back_tells_the_school_to_submit_it_again():
    claim = asked_claim()
    answer(claim, other_hours, 6)

    undo_answer(Confirmation.objects.get(), by=member_at(claim.provider))

    claim.refresh_from_db()
    assert "has taken back its answer" in claim.return_words
    assert outbox("AnswerTakenBackForSchool").count() == 1


def test_undoing_one_of_two_answers_leaves_what_still_has_to_change():
    claim = asked_claim(hours=(16, 10))
    answer(claim, other_hours, 6)
    one, other = Confirmation.objects.order_by("mentor__trn")

    undo_answer(one, by=member_at(claim.provider))

    claim.refresh_from_db()
    assert f"{other.mentor}: you claimed 10 hours" in claim.return_words
    assert "What still has to change" in outbox("AnswerTakenBackForSchool").get().body


def silent_claim():
    """A claim whose provider let the deadline pass."""
    claim = asked_claim()
    with clock.moved_to(clock.start_of(date(2026, 3, 4))):
        check()
    claim.refresh_from_db()
    return claim


def test_a_late_answer_is_still_taken_and_its_finding_passes():
    claim = silent_claim()
    assert findings_of(claim)[0].code == "AR09"

    answer(claim)
    check()

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert {finding.outcome for finding in findings_of(claim)} == {"passed", "does_not_apply"}


def test_a_late_answer_with_fewer_hours_sends_the_claim_back_from_a_caseworker_too():
    claim = silent_claim()

    answer(claim, other_hours, 6)

    assert status_of(claim) == ClaimStatus.RETURNED


def test_an_answer_reported_as_wrong_becomes_a_finding_even_after_approval():
    claim = confirmed_claim()
    with later(hours=1):
        check()
        assert status_of(claim) == ClaimStatus.APPROVED

        report_wrong(Confirmation.objects.get(), "It was 3 hours", by=member_at(claim.provider))
        check()

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW
    assert "It was 3 hours" in findings_of(claim)[0].problems[0]


@pytest.mark.parametrize("words", ["", " "])
def test_a_report_needs_words(words):
    claim = confirmed_claim()

    with pytest.raises(AnswerRefused):
        report_wrong(Confirmation.objects.get(), words, by=member_at(claim.provider))


def test_an_answer_is_reported_as_wrong_once():
    claim = confirmed_claim()
    report_wrong(Confirmation.objects.get(), "It was 3", by=member_at(claim.provider))

    with pytest.raises(AnswerRefused):
        report_wrong(Confirmation.objects.get(), "It was 4", by=member_at(claim.provider))


@pytest.mark.parametrize(
    ("day", "reminders"),
    [
        (date(2026, 2, 16), 0),
        (date(2026, 2, 17), 1),
        (date(2026, 2, 24), 1),
        (date(2026, 3, 1), 1),
        (date(2026, 3, 4), 0),
    ],
)
def test_a_provider_is_reminded_14_7_and_2_days_before_the_deadline(day, reminders):
    asked_claim()

    with clock.moved_to(clock.start_of(day)):
        assert remind_providers(by=CHECKS) == reminders
        assert remind_providers(by=CHECKS) == 0

    assert outbox("HoursStillToConfirmForProvider").count() == reminders


def test_a_provider_that_has_answered_is_not_reminded():
    confirmed_claim()

    with clock.moved_to(clock.start_of(date(2026, 2, 24))):
        assert remind_providers(by=CHECKS) == 0


def test_history_says_who_answered_what():
    from apps.audit.history import history_of

    claim = asked_claim()
    answer(claim, not_ours)

    events = {event.event: (event, words) for event, words in history_of(claim)}
    event, words = events["claim.provider_answers"]

    assert event.actor_name == member_at(claim.provider).full_name
    assert words.splitlines()[0] == f"{claim.provider} answered"
    assert "not our mentor" in words


def test_two_people_of_a_provider_are_both_asked():
    provider = provider_with_people()
    member_of(provider)

    asked_claim(provider=provider)

    assert outbox("HoursToConfirmForProvider").count() == 2
