"""A trust's lists say what providers recorded and its schools have not claimed, in hours and pounds."""

import pytest
from django.urls import reverse

from apps.training.models import LedgerEntry
from apps.training.services.disputing import dispute_hours
from apps.training.services.recording import Said, record_hours
from tests.factories import (
    INNER_LONDON,
    MentorFactory,
    TrustFactory,
    member_of,
    open_window,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)
from tests.training.world import provider_with_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust():
    open_window()
    return TrustFactory(name="Northfield Learning Trust")


@pytest.fixture
def tariq(client, trust):
    client.force_login(member_of(trust))
    return client


def recorded(provider, mentor, school, hours):
    said = [Said(1, mentor.trn, school.urn, year_2025(), hours * 60)]
    record_hours(provider, said, by=provider.person, how="page")
    return LedgerEntry.objects.get(provider=provider, trn=mentor.trn, school=school)


def page(client, name, trust):
    return " ".join(client.get(reverse(name, args=[trust.pk])).content.decode().split())


def row_of(text, school):
    """The cells of a school's row, without their tags."""
    row = text[text.index(f">{school}</a>") :].split("</tr>")[0]
    return [
        cell.split("</td>")[0] for cell in row.split('<td class="govuk-table__cell govuk-table__cell--numeric">')[1:]
    ]


def test_each_school_shows_its_recorded_hours_and_their_worth_at_its_rate(tariq, trust):
    provider = provider_with_people()
    ashgrove = school_that_can_claim(name="Ashgrove Academy", trust=trust, district_code=INNER_LONDON)
    eastmoor = school_that_can_claim(name="Eastmoor Free School", trust=trust)
    elsewhere = school_that_can_claim(name="Another Academy")
    for school, hours in ((ashgrove, 10), (eastmoor, 16), (elsewhere, 16)):
        recorded(provider, MentorFactory(at=school), school, hours)
    claimed = MentorFactory(at=ashgrove)
    recorded(provider, claimed, ashgrove, 10)
    submitted_claim((6,), school=ashgrove, provider=provider, mentors=[claimed])
    dispute_hours(recorded(provider, MentorFactory(at=eastmoor), eastmoor, 5), hours=1, words="No", by=eastmoor.member)

    text = page(tariq, "claims:trust-list-schools", trust)

    assert "Recorded, not yet claimed" in text
    assert row_of(text, ashgrove)[2].startswith(" £750.40 ")  # 10 + 4 hours at £53.60
    assert "14 hours" in row_of(text, ashgrove)[2]
    assert row_of(text, eastmoor)[2].startswith(" £700.80 ")
    claims = page(tariq, "claims:trust-list-claims", trust)
    assert "Recorded, not yet claimed: up to 30 hours, worth £1,451.20." in claims


def test_a_trust_of_which_nothing_is_recorded_reads_nothing_of_it_on_its_claims(tariq, trust):
    school_that_can_claim(name="Ashgrove Academy", trust=trust)

    assert "£0.00" in row_of(page(tariq, "claims:trust-list-schools", trust), "Ashgrove Academy")[2]
    assert "Recorded, not yet claimed" not in page(tariq, "claims:trust-list-claims", trust)
