"""AR12. Whether the person who submits is one of the claim's mentors."""

from apps.assurance.rules.mentors import SubmitterIsMentor
from apps.policy.models import Effect
from tests.assurance.facts import claim, training


def test_a_submitter_who_is_no_mentor_passes():
    facts = claim(training(addresses=frozenset({"grace@hollins.example"})))

    assert SubmitterIsMentor().check(facts).passed


def test_a_submitter_who_says_so_is_found():
    finding = SubmitterIsMentor().check(claim(submitter_said_mentor=True))

    assert finding.problems == ("The person who submitted this claim says that they are one of its mentors.",)


def test_a_submitter_with_a_mentors_own_address_is_found_whatever_they_said():
    facts = claim(training(mentor="Anne Walsh", trn="1234567", addresses=frozenset({"anne@hollins.example"})))

    assert SubmitterIsMentor().check(facts).problems == (
        "The address of the person who submitted this claim is that of Anne Walsh (1234567).",
    )


def test_the_year_decides_whether_it_notes_or_refers():
    noted = SubmitterIsMentor().check(claim(submitter_said_mentor=True, effects={"AR12": Effect.NOTES}))
    referred = SubmitterIsMentor().check(claim(submitter_said_mentor=True, effects={"AR12": Effect.REFERS}))

    assert (noted.outcome, referred.outcome) == ("noted", "referred")
