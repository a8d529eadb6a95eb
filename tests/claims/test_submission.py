"""Submitting: what it fixes, and everything that refuses it."""

from datetime import date, datetime, timedelta

import pytest

from apps.claims import refusals
from apps.claims.enums import ClaimStatus
from apps.claims.lifecycle import MoveNotAllowed
from apps.claims.models import Claim
from apps.claims.services.drafts import discard_draft
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.schools.models import Eligibility
from apps.training.models import Allowance
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    statements,
    submitted_claim,
)

pytestmark = pytest.mark.django_db


def submit(claim, **kwargs):
    return submit_claim(claim, by=claim.created_by, declared=statements(claim), is_mentor=False, **kwargs)


def test_submitting_fixes_area_rate_hours_and_amount_and_holds_the_hours():
    claim = submitted_claim(hours=(16, 4))

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.SUBMITTED
    assert (claim.funding_area, claim.rate_pence, claim.amount_pence) == ("rest_of_england", 4380, 20 * 4380)
    assert claim.window.year == claim.year
    assert claim.submission_number == 1
    assert sorted(line.amount_pence for line in claim.lines.all()) == [4 * 4380, 16 * 4380]
    assert sorted(Allowance.objects.values_list("used", "cap", "training_type")) == [
        (4, 16, "initial"),
        (16, 16, "initial"),
    ]


def test_the_school_is_told_once_each():
    from apps.notifications.models import OutboundEmail

    claim = submitted_claim()

    email = OutboundEmail.objects.get(message="ClaimSubmittedForSchool")
    assert email.to == claim.created_by.email
    assert claim.reference in email.subject
    assert claim.reference in email.body


def test_a_second_submission_of_the_same_draft_is_refused():
    claim = submitted_claim()

    with pytest.raises(MoveNotAllowed):
        submit(claim)


def test_one_hour_over_what_is_left_is_refused_and_says_what_is_left():
    school, provider = school_that_can_claim(), ProviderFactory()
    mentor = MentorFactory(at=school)
    submitted_claim(hours=(10,), school=school, provider=provider, mentors=[mentor])
    claim = draft_claim(hours=(7,), school=school, provider=provider, mentors=[mentor])

    with pytest.raises(refusals.HoursExhausted) as refused:
        submit(claim)

    assert refused.value.left == {mentor.pk: 6}
    assert "6 hours left" in refused.value.words


def test_the_allowance_is_shared_by_all_schools_of_a_mentor():
    provider = ProviderFactory()
    one, other = school_that_can_claim(), school_that_can_claim()
    mentor = MentorFactory(at=one)
    mentor.places.create(school=other)
    submitted_claim(hours=(16,), school=one, provider=provider, mentors=[mentor])
    claim = draft_claim(hours=(1,), school=other, provider=provider, mentors=[mentor])

    with pytest.raises(refusals.HoursExhausted):
        submit(claim)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        pytest.param(datetime(2026, 1, 4, 23, 59, 59, tzinfo=clock.LONDON), False, id="a second before it opens"),
        pytest.param(datetime(2026, 1, 5, 0, 0, tzinfo=clock.LONDON), True, id="the second it opens"),
        pytest.param(
            datetime(2026, 3, 31, 23, 59, 59, tzinfo=clock.LONDON), True, id="the last second, in summer time"
        ),
        pytest.param(datetime(2026, 4, 1, 0, 0, tzinfo=clock.LONDON), False, id="midnight after it closes"),
    ],
)
def test_a_window_is_open_to_the_second_in_london(moment, is_open):
    claim = draft_claim()
    open_window(claim.year)

    with clock.moved_to(moment):
        if is_open:
            submit(claim)
        else:
            with pytest.raises(refusals.WindowClosed):
                submit(claim)


def test_a_window_of_another_year_does_not_count():
    from apps.policy.models import AcademicYear

    claim = draft_claim()
    open_window(AcademicYear.objects.get(name="2024 to 2025"))

    with pytest.raises(refusals.WindowClosed):
        submit(claim)


def test_a_closed_school_is_refused():
    claim = draft_claim()
    open_window()
    claim.school.status = "2"
    claim.school.save()

    with pytest.raises(refusals.SchoolNotOpen):
        submit(Claim.objects.get(pk=claim.pk))


@pytest.mark.parametrize("district", ["", "E99999999"])
def test_an_unknown_district_is_never_rest_of_england_in_silence(district):
    claim = draft_claim(school=school_that_can_claim(district_code=district))
    open_window()

    with pytest.raises(refusals.NoFundingArea):
        submit(claim)


def test_a_school_that_is_not_eligible_is_refused():
    claim = draft_claim()
    open_window()
    Eligibility.objects.update(ended_at=clock.now())

    with pytest.raises(refusals.NotEligible):
        submit(claim)


def test_conditions_that_were_withdrawn_are_refused():
    claim = draft_claim()
    open_window()
    claim.school.acceptances.update(withdrawn_at=clock.now())

    with pytest.raises(refusals.ConditionsNotAccepted):
        submit(claim)


@pytest.mark.parametrize(("ends_on", "is_accredited"), [(date(2026, 2, 10), False), (date(2026, 2, 11), True)])
def test_accreditation_is_judged_on_the_day(ends_on, is_accredited):
    claim = draft_claim()
    open_window()
    claim.provider.accreditations.update(ends_on=ends_on)

    if is_accredited:
        submit(claim)
    else:
        with pytest.raises(refusals.ProviderNotAccredited):
            submit(claim)


def test_a_mentor_who_left_the_school_is_refused_by_name():
    claim = draft_claim()
    open_window()
    mentor = claim.lines.get().mentor
    mentor.places.update(ended_at=clock.now())

    with pytest.raises(refusals.MentorNotReady, match=str(mentor)):
        submit(claim)


def test_a_mentor_who_was_not_checked_is_refused():
    claim = draft_claim()
    open_window()
    mentor = claim.lines.get().mentor
    mentor.verified_at = None
    mentor.save()

    with pytest.raises(refusals.MentorNotReady):
        submit(claim)


def test_a_statement_left_unticked_is_refused():
    claim = draft_claim()
    open_window()

    with pytest.raises(refusals.NotDeclared):
        submit_claim(claim, by=claim.created_by, declared=statements(claim)[1:], is_mentor=False)


def test_a_mentor_with_hours_in_an_earlier_year_is_a_refresher():
    from apps.policy.models import AcademicYear

    last_year = AcademicYear.objects.get(name="2024 to 2025")
    with clock.moved_to(clock.now() - timedelta(days=365)):
        school, provider = school_that_can_claim(last_year), ProviderFactory()
        mentor = MentorFactory(at=school)
        claim = draft_claim(hours=(3,), school=school, provider=provider, year=last_year, mentors=[mentor])
        open_window(last_year, date(2025, 1, 6), date(2025, 3, 31))
        submit(claim)
    this_school = school_that_can_claim()
    mentor.places.create(school=this_school)

    claim = submitted_claim(hours=(6,), school=this_school, provider=provider, mentors=[mentor])

    line = claim.lines.get()
    assert line.training_type == "refresher"
    assert line.allowance.cap == 6
    assert line.allowance.type_reason == f"trained with {provider} in 2024 to 2025"


def test_a_discarded_draft_is_gone_and_a_submitted_claim_cannot_be_discarded():
    draft, sent = draft_claim(), submitted_claim()

    discard_draft(draft, by=draft.created_by)

    assert not Claim.objects.filter(reference=draft.reference).exists()
    with pytest.raises(MoveNotAllowed):
        discard_draft(sent, by=sent.created_by)
