"""What of the recorded hours can still be claimed is one figure, whoever reads it."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.actors import Actor
from apps.claims.models import Claim
from apps.claims.recorded import unclaimed_hours, unclaimed_of, with_claimed
from apps.claims.services.ready_made import prepare_claims
from apps.claims.services.reminding import unclaimed_at
from apps.core import clock
from apps.doors.partners import partners_of, with_figures
from apps.mentors.models import Place
from apps.policy.models import AcademicYear
from apps.training.allowance import hours_left
from apps.training.models import LedgerEntry
from apps.training.services.recording import Said, record_hours
from tests.factories import (
    MentorFactory,
    TrustFactory,
    member_of,
    open_window,
    paid_claim,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)
from tests.training.world import provider_with_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return provider_with_people()


@pytest.fixture
def school():
    return school_that_can_claim(trust=TrustFactory())


def recorded(provider, school, *said):
    rows = [Said(number, trn, school.urn, year_2025(), hours * 60) for number, (trn, hours) in enumerate(said)]
    record_hours(provider, rows, by=provider.person, how="file")


def page_of(client, person, name, *args):
    client.force_login(person)
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_homes_lists_emails_and_the_ready_made_draft_agree(client, provider, school):
    new, claimed, full = MentorFactory.create_batch(3, at=school)
    submitted_claim((6,), school=school, provider=provider, mentors=[claimed])
    submitted_claim((16,), school=school, provider=provider, mentors=[full])
    recorded(provider, school, (new.trn, 20), (claimed.trn, 24), (full.trn, 40))  # 16, 10 and none can be claimed

    prepare_claims(by=Actor.job("ready-made claims"))
    draft = Claim.objects.get(status="draft", school=school)
    partner = with_figures(partners_of(provider, year_2025()), provider, year_2025()).get()

    assert {line.mentor: line.hours for line in draft.lines.all()} == {new: 16, claimed: 10}
    assert unclaimed_hours([school], year_2025()) == {school.pk: 26}
    assert unclaimed_of([school], year_2025()) == (26, 26 * partner.rate_pence)
    assert (unclaimed_at(school, provider, year_2025()).hours, partner.unclaimed_hours) == (26, 26)
    assert unclaimed_at(school, provider, year_2025()).mentors == 2
    assert "recorded 26 hours that you can still claim" in page_of(
        client, school.member, "doors:school-home", school.pk
    )
    assert "up to 26 hours that your schools can still claim" in page_of(
        client, member_of(school.trust), "doors:trust-home", school.trust.pk
    )
    home = page_of(client, provider.person, "doors:provider-home", provider.pk)
    assert "schools can still claim" in home
    assert ">26 hours<" in home
    assert "The school can still claim 26 hours" in page_of(
        client, provider.person, "doors:provider-show-school", provider.pk, school.pk
    )


def test_hours_that_another_school_claimed_of_the_same_mentor_cannot_be_claimed_again(client, provider, school):
    mentor, elsewhere = MentorFactory(at=school), school_that_can_claim()
    Place.objects.create(mentor=mentor, school=elsewhere)
    recorded(provider, school, (mentor.trn, 10))
    recorded(provider, elsewhere, (mentor.trn, 16))
    submitted_claim((16,), school=elsewhere, provider=provider, mentors=[mentor])

    assert unclaimed_hours([school, elsewhere], year_2025()) == {}
    ledger = page_of(client, provider.person, "doors:provider-list-hours", provider.pk)
    assert "No hours left" in ledger
    assert "Confirmed" in ledger


def test_somebody_whom_nobody_knows_yet_has_a_whole_first_allowance(provider, school):
    recorded(provider, school, ("7654321", 20))

    (entry,) = with_claimed(LedgerEntry.objects.all())
    assert entry.unclaimed == 16


def test_a_mentor_trained_in_an_earlier_year_has_a_refreshers_hours(provider, school):
    earlier = AcademicYear.objects.get(name="2024 to 2025")
    before = school_that_can_claim(earlier)
    mentor = MentorFactory(at=before)
    with clock.moved_to(clock.now().replace(year=2025)):
        open_window(earlier, date(2025, 1, 5), date(2025, 3, 31))
        paid_claim((4,), provider=provider, year=earlier, school=before, mentors=[mentor])
    recorded(provider, school, (mentor.trn, 20))

    (entry,) = with_claimed(LedgerEntry.objects.all())
    assert entry.unclaimed == hours_left([mentor], provider, year_2025())[mentor.pk].left == 6
