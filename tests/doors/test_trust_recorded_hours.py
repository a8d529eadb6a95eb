"""A trust that drafts for several schools begins from what the provider recorded."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.recording import Said, record_hours
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    TrustFactory,
    UserFactory,
    member_of,
    open_window,
    school_that_can_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hours_page(client):
    """The page of hours of a school whose first mentor has seven recorded, as the trust reads it."""
    open_window()
    trust, thames = TrustFactory(), ProviderFactory(name="Thames ITT")
    school = school_that_can_claim(name="Ashgrove Academy", trust=trust)
    ada, _ = MentorFactory(at=school), MentorFactory(at=school)
    record_hours(thames, [Said(1, ada.trn, school.urn, year_2025(), 7 * 60)], by=UserFactory(), how="page")
    client.force_login(member_of(trust))

    def read():
        start, key = reverse("claims:trust-start-drafts", args=[trust.pk]), uuid4()
        client.post(f"{start}?q=Thames", {"provider": thames.pk, "draft": key})
        step = {name: reverse("claims:trust-draft-together", args=[trust.pk, key, name]) for name in STEPS}
        client.post(step["schools"], {"schools": [school.pk]})
        client.post(step["mentors"], {"everyone": "on"})
        return " ".join(client.get(step["hours"]).content.decode().split())

    return read


STEPS = ("schools", "mentors", "hours")


def test_recorded_hours_are_filled_in_and_said_and_all_that_are_left_for_the_others(hours_page):
    page = hours_page()

    assert "Hours that Thames ITT has recorded are filled in, and for other mentors all the hours left." in page
    assert "16 hours left of 16, initial training. 7 hours recorded, not claimed yet" in page
    assert (page.count('value="7"'), page.count('value="16"')) == (1, 1)


def test_disputed_hours_are_not(hours_page):
    entry = LedgerEntry.objects.get()
    LedgerDispute.objects.create(entry=entry, hours_said=2, words="Two", disputed_by=UserFactory())

    page = hours_page()

    assert "All the hours left are filled in." in page
    assert page.count('value="16"') == 2
