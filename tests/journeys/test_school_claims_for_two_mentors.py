"""Anne claims for two mentors whom one provider trained, and reads what happens next."""

import re

import pytest
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from tests.factories import MentorFactory, ProviderFactory, open_window, school_that_can_claim

pytestmark = pytest.mark.django_db


def draft_key(page):
    return re.search(r'name="draft" value="([0-9a-f-]{36})"', page.content.decode())[1]


def test_a_school_claims_for_two_mentors(client):
    # Given a school in an open window, with two mentors, and an accredited provider
    open_window()
    school = school_that_can_claim(name="Hollins Primary School")
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    thames = ProviderFactory(name="Thames Teacher Training")
    client.force_login(school.member)

    # When Anne searches for the provider and chooses it
    page = client.post(reverse("claims:school-start-claim", args=[school.pk]), {"q": "thames"})
    page = client.get(page.url)
    assert "Thames Teacher Training" in page.content.decode()
    page = client.post(
        reverse("claims:school-start-claim", args=[school.pk]) + "?q=thames",
        {"provider": str(thames.pk), "draft": draft_key(page)},
    )

    # Then a draft is there, and she is asked which mentors
    claim = Claim.objects.get(school=school)
    assert claim.status == ClaimStatus.DRAFT
    assert page.url == reverse("claims:school-add-claim", args=[school.pk, claim.pk, "mentors"])
    page = client.get(page.url)
    assert "16 hours left of 16, initial training" in page.content.decode()

    # When she ticks both, gives all hours of one and four of the other, and says they are agreed
    page = client.post(page.request["PATH_INFO"], {"mentors": [str(ada.pk), str(mary.pk)]})
    assert "How many hours are you claiming for Ada Byron?" in client.get(page.url).content.decode()
    page = client.post(page.url, {"choice": "all"})
    assert "Mentor 2 of 2" in client.get(page.url).content.decode()
    page = client.post(page.url, {"choice": "number", "hours": "4"})
    page = client.post(page.url, {"agreed": "on"})

    # Then she checks her answers and the amount
    check = client.get(page.url)
    assert "You are claiming £876.00" in check.content.decode()

    # When she changes the hours of one mentor, she comes straight back
    hours = reverse("claims:school-add-claim", args=[school.pk, claim.pk, f"hours-{mary.pk}"])
    back = client.post(hours + "?change", {"choice": "number", "hours": "6"})
    assert back.url == page.url
    assert "You are claiming £963.60" in client.get(back.url).content.decode()

    # When she submits without a tick, she is told
    wrong = client.post(page.url, {})
    assert "Tick every statement to submit this claim" in wrong.content.decode()
    assert "Select whether you are one of these mentors" in wrong.content.decode()

    # When she declares and submits, twice
    declared = re.findall(r'name="declared" type="checkbox" value="([^"]+)"', check.content.decode())
    done = client.post(page.url, {"declared": declared, "is_mentor": "no"})
    again = client.post(page.url, {"declared": declared, "is_mentor": "no"})

    # Then both land on the one confirmation, which names who was emailed
    assert done.url == again.url == reverse("claims:school-claim-submitted", args=[school.pk, claim.pk])
    confirmation = client.get(done.url).content.decode()
    claim.refresh_from_db()
    assert claim.reference in confirmation
    assert f"We emailed {school.member.full_name}" in confirmation
    assert (claim.status, claim.amount_pence, claim.submission_number) == (ClaimStatus.SUBMITTED, 22 * 4380, 1)
    assert claim.submitter_is_mentor is False

    # And the claim is in the list with its status, amount and what happens next, and has a page of its own
    listed = client.get(reverse("claims:school-list-claims", args=[school.pk])).content.decode()
    assert claim.reference in listed
    assert "£963.60" in listed
    assert "Checks in progress" in listed
    own = client.get(reverse("doors:school-show-claim", args=[school.pk, claim.pk])).content.decode()
    assert "22 hours × £43.80" in own
