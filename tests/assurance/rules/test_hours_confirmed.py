"""AR09. The provider confirms each mentor's hours by the deadline."""

from datetime import datetime

from apps.assurance.rules.hours import HoursConfirmed
from apps.core import clock
from tests.assurance.facts import answer, claim, training

DISPUTE = answer("not our mentor", confirms=False, words="They trained with another provider")


def test_every_mentor_confirmed_passes():
    assert HoursConfirmed().check(claim(training(), training(mentor="Ada Byron"))).passed


def test_a_dispute_is_referred_with_both_positions():
    facts = claim(training(mentor="Ada Byron", trn="1234567", hours=16, answer=DISPUTE))

    assert HoursConfirmed().check(facts).problems == (
        "Ada Byron (1234567): 16 hours claimed. Thames ITT says: not our mentor. They trained with another provider.",
    )


def test_silence_is_not_yet_known_until_the_end_of_the_deadline():
    with clock.moved_to(datetime(2026, 3, 3, 23, 59, 59, tzinfo=clock.LONDON)):
        finding = HoursConfirmed().check(claim(training(answer=None)))

    assert finding.outcome == "not_yet_known"


def test_silence_past_the_deadline_is_referred():
    with clock.moved_to(datetime(2026, 3, 4, 0, 0, tzinfo=clock.LONDON)):
        finding = HoursConfirmed().check(claim(training(answer=None)))

    assert finding.outcome == "referred"
    assert finding.problems == ("Grace Hopper (3000001): Thames ITT has not answered. Its deadline is 3 March 2026.",)


def test_silence_past_the_deadline_does_not_disturb_a_claim_already_approved():
    with clock.moved_to(datetime(2026, 3, 4, 0, 0, tzinfo=clock.LONDON)):
        finding = HoursConfirmed().check(claim(training(answer=None), status="approved"))

    assert finding.outcome == "not_yet_known"


def test_an_answer_reported_as_wrong_is_referred_with_the_words():
    wrong = answer(is_reported_wrong=True, wrong_words="It was 3 hours.")

    finding = HoursConfirmed().check(claim(training(answer=wrong)))

    assert finding.problems == ("Grace Hopper (3000001): Thames ITT says its answer was wrong. It was 3 hours.",)


def test_where_confirmation_is_advisory_silence_stops_nothing():
    facts = claim(training(answer=None), confirmation_is_advisory=True)

    assert HoursConfirmed().check(facts).outcome == "does_not_apply"


def test_where_confirmation_is_advisory_a_dispute_is_still_referred():
    facts = claim(training(answer=None), training(answer=DISPUTE), confirmation_is_advisory=True)

    finding = HoursConfirmed().check(facts)

    assert finding.outcome == "referred"
    assert len(finding.problems) == 1
