"""A mentor's own word on claimed hours: kept, replaced, taken back, told to the school, and a finding."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.assurance.answers import mentors_answers_to
from apps.assurance.enums import MentorSays
from apps.assurance.models import MentorAnswer
from apps.assurance.refusals import AnswerRefused, NotToAnswer
from apps.assurance.services.checking import answer_finding, check_claim, findings_of, unanswered
from apps.assurance.services.decisions import approve_claim
from apps.assurance.services.mentor_answers import answer_as_mentor, take_back_mentor_answer
from apps.audit.history import history_of
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.notifications.models import OutboundEmail
from tests.assurance.world import CHECKS, check, confirmed_claim, later
from tests.factories import UserFactory, support_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return confirmed_claim((16,))


@pytest.fixture
def line(claim):
    return claim.lines.select_related("claim__school", "mentor").get()


@pytest.fixture
def mo(line):
    mo = UserFactory(is_mentor=True, first_name="Mo")
    line.mentor.user = mo
    line.mentor.save()
    return mo


def query(line, mo, words="I trained for 6 hours.", hours=16):
    return answer_as_mentor(line, MentorSays.QUERIED, words, hours=hours, by=mo)


def confirm(line, mo):
    return answer_as_mentor(line, MentorSays.CONFIRMED, hours=16, by=mo)


def emails():
    return OutboundEmail.objects.filter(message="HoursQueriedByMentorForSchool")


def finding(claim):
    return next(finding for finding in findings_of(claim) if finding.code == "AR09")


def test_a_query_is_told_to_the_school_once_and_stands_in_the_history(claim, line, mo):
    query(line, mo)
    query(line, mo)

    (email,) = emails()
    assert email.to == claim.created_by.email
    assert "I trained for 6 hours." in email.body
    assert line.mentor.trn not in email.body
    said = [words for _, words in history_of(claim)]
    assert said[-1] == f"{line.mentor} queried 16 hours\nI trained for 6 hours."


def test_a_query_refers_a_claim_that_would_have_cleared(claim, line, mo):
    query(line, mo)
    with later(minutes=61):
        check()

    claim.refresh_from_db()
    assert claim.status == "needs_review"
    assert finding(claim).problems == [
        f"{line.mentor} ({line.mentor.trn}): 16 hours claimed. The mentor says: I trained for 6 hours."
    ]


def test_a_query_of_an_approved_claim_reopens_it_once(claim, line, mo):
    with later(minutes=61):
        check()
        claim.refresh_from_db()
        assert claim.status == "approved"
        query(line, mo)
        check_claim(claim, by=CHECKS)
        assert claim.status == "needs_review"

        cora = support_person("caseworker")
        for one in unanswered(claim):
            answer_finding(one.result, "The school sent its register.", by=cora)
        approve_claim(claim, by=cora, reason="The school sent its register.")
        check_claim(claim, by=CHECKS)

    assert claim.status == "approved"


def test_a_confirmation_by_the_mentor_changes_nothing_and_tells_nobody(claim, line, mo):
    confirm(line, mo)
    with later(minutes=61):
        check()

    claim.refresh_from_db()
    assert claim.status == "approved"
    assert not emails().exists()


def test_a_new_answer_replaces_the_one_before_and_both_are_kept(line, mo):
    query(line, mo)
    confirm(line, mo)

    assert [row.answer for row in MentorAnswer.objects.standing()] == ["confirmed"]
    assert MentorAnswer.objects.count() == 2


def test_an_answer_taken_back_stands_no_more_however_often_it_is_asked(claim, line, mo):
    query(line, mo)
    take_back_mentor_answer(line, by=mo)
    take_back_mentor_answer(line, by=mo)
    check_claim(claim, by=CHECKS)

    assert not MentorAnswer.objects.standing().exists()
    assert finding(claim).outcome == "passed"
    assert [words for _, words in history_of(claim)].count(
        f"{line.mentor} took back what they said of their hours"
    ) == 1


def test_words_about_other_hours_are_no_finding(claim, line, mo):
    query(line, mo)
    lifecycle.move(claim, Move.RETURN, by=support_person("caseworker"), return_by=clock.today())
    submit_claim(claim, hours={line.mentor: 6}, by=claim.created_by)
    line = claim.lines.get()

    assert mentors_answers_to([line]) == {}


def test_hours_that_changed_meanwhile_are_not_answered(line, mo):
    with pytest.raises(NotToAnswer):
        query(line, mo, hours=15)


@pytest.mark.parametrize("move", [Move.WITHDRAW, Move.RETURN])
def test_a_claim_that_ended_or_is_being_changed_is_not_answered(claim, line, mo, move):
    lifecycle.move(claim, move, by=support_person("caseworker"))

    with pytest.raises(NotToAnswer):
        query(line, mo)


def test_a_query_says_what_is_wrong(line, mo):
    with pytest.raises(AnswerRefused):
        query(line, mo, words="  ")


def test_the_database_keeps_what_was_said(line, mo):
    said = query(line, mo)

    for wrong in (
        lambda: MentorAnswer.objects.filter(pk=said.pk).update(words="Nothing."),
        lambda: said.delete(),
        lambda: MentorAnswer.objects.create(
            claim=line.claim, mentor=line.mentor, hours=16, answer="confirmed", answered_by=mo
        ),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            wrong()
