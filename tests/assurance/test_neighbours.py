"""The facts that other claims give: gathered from real rows, in as many queries for many claims as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.assurance.enums import Outcome
from apps.assurance.facts import gather
from apps.assurance.rules import BY_CODE
from apps.claims.services.ending import withdraw_claim
from apps.mentors.models import Place
from tests.assurance.world import later
from tests.factories import ProviderFactory, school_that_can_claim, submitted_claim

pytestmark = pytest.mark.django_db


def training_of(claim):
    return gather([claim])[claim.pk].trainings[0]


def again(claim, hours, **changes):
    mentor = claim.lines.get().mentor
    return submitted_claim(
        (hours,), **{"school": claim.school, "provider": claim.provider, "mentors": [mentor], **changes}
    )


def test_the_same_hours_within_28_days_are_a_repeat_and_other_hours_are_not():
    first = submitted_claim((5,))
    with later(days=27):
        assert training_of(again(first, 5)).repeats == (first.reference,)
        assert training_of(again(first, 4)).repeats == ()
    assert training_of(first).repeats == ()


def test_after_28_days_or_once_withdrawn_it_is_no_repeat():
    first = submitted_claim((5,))
    with later(days=29):
        assert training_of(again(first, 5)).repeats == ()
    second = submitted_claim((6,))
    withdraw_claim(second, by=second.created_by)
    assert training_of(again(second, 6)).repeats == ()


def test_another_school_that_claims_for_the_mentor_is_named_while_it_holds_hours():
    first = submitted_claim((5,))
    other = school_that_can_claim()
    Place.objects.create(mentor=first.lines.get().mentor, school=other)
    second = again(first, 3, school=other)

    assert training_of(first).other_schools == (other.name,)
    withdraw_claim(second, by=second.created_by)
    assert training_of(first).other_schools == ()


def test_a_school_is_compared_with_others_of_its_phase_and_size():
    own = submitted_claim((5, 5, 5), school=school_that_can_claim(phase_code="2", phase_name="Primary", pupils=300))
    for pupils, mentors in ((210, 1), (499, 2), (500, 9), (None, 9)):
        submitted_claim((1,) * mentors, school=school_that_can_claim(phase_code="2", pupils=pupils))
    submitted_claim((1,) * 9, school=school_that_can_claim(phase_code="4", pupils=300))

    peers = gather([own])[own.pk].peers

    assert (peers.mentors, peers.schools, peers.median) == (3, 2, 1.5)
    assert peers.kind == "primary schools with 200 to 499 pupils"


def test_hours_used_under_two_trns_of_one_person_are_added_up_and_refer_beyond_the_allowance():
    first = submitted_claim((10,))
    second = submitted_claim((16,), school=first.school, provider=first.provider)
    elsewhere = submitted_claim((5,), school=first.school)
    old, new = first.lines.get().mentor, second.lines.get().mentor
    old.merged_into = new
    old.save()
    other = elsewhere.lines.get().mentor
    other.merged_into = new
    other.save()

    assert training_of(first).hours_claimed_elsewhere == 16
    assert training_of(second).hours_claimed_elsewhere == 10
    assert training_of(elsewhere).hours_claimed_elsewhere == 0
    facts = gather([second])[second.pk]
    found = BY_CODE["AR03"].check(facts)
    assert found.outcome == Outcome.REFERRED
    assert found.problems == (f"{new} ({new.trn}): 26 hours claimed, 16 allowed.",)


def test_many_claims_take_no_more_queries_than_one():
    school = school_that_can_claim()
    claims = [submitted_claim((1, 2), school=school, provider=ProviderFactory()) for _ in range(6)]
    with CaptureQueriesContext(connection) as one:
        gather(claims[:1])
    with CaptureQueriesContext(connection) as many:
        gather(claims)

    assert len(many) == len(one)
