"""Two providers trained Anne's mentors: she fills in a claim for each, declares once, and reads what became of both."""

import re
from datetime import date

import pytest
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.providers.models import Accreditation
from tests.factories import MentorFactory, ProviderFactory, open_window, school_that_can_claim

pytestmark = pytest.mark.django_db


def draft_key(page):
    return re.search(r'name="draft" value="([0-9a-f-]{36})"', page)[1]


def fills_in(client, school, provider, mentor):
    """Start a claim for a provider and answer every question but the last. Returns the page of answers."""
    start = reverse("claims:school-start-claim", args=[school.pk]) + f"?q={provider.name}"
    page = client.get(start).content.decode()
    page = client.post(start, {"provider": str(provider.pk), "draft": draft_key(page)})
    page = client.post(page.url, {"mentors": [str(mentor.pk)]})
    page = client.post(page.url, {"choice": "all"})
    return client.post(page.url, {"agreed": "on"}).url


def test_a_school_claims_for_several_providers_in_one_sitting(client):
    # Given a school in an open window, two mentors, and the two providers that trained them
    open_window()
    school = school_that_can_claim(name="Hollins Primary School")
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    thames, tyne = ProviderFactory(name="Thames ITT"), ProviderFactory(name="Tyne ITT")
    client.force_login(school.member)

    # When Anne has filled in the first claim, she adds another provider before she submits
    first = fills_in(client, school, thames, ada)
    page = client.get(first).content.decode()
    assert "Add another provider before you submit" in page
    assert "Your other drafts" not in page
    second = fills_in(client, school, tyne, mary)

    # Then the second claim names the first, and both can be submitted together
    page = client.get(second).content.decode()
    assert "Your other drafts for 2025 to 2026" in page
    choose = re.search(r'href="([^"]+)">Submit several claims together', page)[1]
    page = client.get(choose).content.decode()
    assert "£700.80 for Ada Byron" in page
    assert "£700.80 for Mary Somerville" in page

    # When she goes on with both, one page names them with their amounts and asks once for everything
    references = re.findall(r'name="claims" type="checkbox" value="([^"]+)"', page)
    declare = client.post(choose, {"claims": references}).url
    page = client.get(declare).content.decode()
    assert "You are claiming £1,401.60 in 2 claims" in page
    assert page.count("Are you one of these mentors?") == 1
    declared = re.findall(r'name="declared" type="checkbox" value="([^"]+)"', page)
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]

    # When one provider loses its accreditation just then, and she submits
    Accreditation.objects.filter(provider=tyne).update(ends_on=date(2026, 2, 10))
    answers = {"declared": declared, "is_mentor": "no", "seen": seen}
    page = client.post(declare, answers).content.decode()

    # Then she is told that the page has changed, and submits what can still go
    assert "What you see here changed while this page was open" in page
    assert "Tyne ITT is not accredited today" in page
    answers["seen"] = re.search(r'name="seen" value="(\w+)"', page)[1]
    done = client.post(declare, answers)
    page = client.get(done.url).content.decode()
    assert "1 of 2 claims submitted" in page
    assert "Tyne ITT is not accredited today" in page
    assert f"We emailed {school.member.full_name}" in page
    assert Claim.objects.get(provider=thames).status == ClaimStatus.SUBMITTED

    # And the other is still a draft with every answer
    left = Claim.objects.get(provider=tyne)
    assert left.status == ClaimStatus.DRAFT
    assert [(line.mentor, line.hours) for line in left.lines.all()] == [(mary, 16)]
