"""Anne claimed last year. This year she claims for the same mentors without typing them again."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.models import Place
from apps.policy.figures import conditions_in_force
from apps.policy.models import AcademicYear
from apps.schools.models import ConditionsAcceptance, Eligibility
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    statements,
)

pytestmark = pytest.mark.django_db


def claimed_last_year(school, provider, hours):
    year = AcademicYear.objects.get(name="2024 to 2025")
    Eligibility.objects.create(school=school, year=year)
    conditions, by = conditions_in_force(year), school.member
    ConditionsAcceptance.objects.create(
        school=school, conditions=conditions, accepted_by=by, accepted_by_name=by.full_name
    )
    with clock.moved_to(datetime(2025, 5, 20, 12, tzinfo=clock.LONDON)):
        open_window(year, date(2025, 5, 1), date(2025, 7, 18))
        claim = draft_claim(tuple(hours.values()), school=school, provider=provider, mentors=list(hours), year=year)
        submit_claim(claim, by=by, declared=statements(claim), is_mentor=False)
    return claim


def test_a_school_claims_again_like_last_year(client):
    # Given a school that claimed last year for two mentors, one of whom has left since
    school = school_that_can_claim(name="Hollins Primary School")
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
    thames = ProviderFactory(name="Thames ITT")
    claimed_last_year(school, thames, {ada: 20, mary: 4})
    Place.objects.filter(mentor=mary).update(ended_at=clock.now())
    open_window()
    client.force_login(school.member)

    # When Anne starts a claim, she is offered last year's
    page = client.get(reverse("claims:school-start-claim", args=[school.pk])).content.decode()
    again = re.search(r'href="([^"]+)">Claim again like 2024 to 2025', page)[1]

    # Then she reads what comes along, with the hours that are left this year, and what cannot and why
    page = client.get(again).content.decode()
    assert "Ada Byron, 6 hours (20 then)" in page
    assert "Mary Somerville, Thames ITT" in page
    assert "No longer a mentor at your school" in page

    # When she goes on, each question is there, filled in
    draft = re.search(r'name="draft" value="([^"]+)"', page)[1]
    mentors = client.post(again, {"providers": [str(thames.pk)], "draft": draft}).url
    assert "checked" in client.get(mentors).content.decode()
    hours = client.post(mentors, {"mentors": [str(ada.pk)]}).url
    page = client.get(hours).content.decode()
    assert "Refresher training: trained with Thames ITT in 2024 to 2025" in page
    assert 'value="6"' in page
    agreed = client.post(hours, {"choice": "number", "hours": "6"}).url
    check = client.post(agreed, {"agreed": "on"}).url

    # And she declares and submits as for any other claim
    page = client.get(check).content.decode()
    assert "You are claiming £262.80" in page
    declared = re.findall(r'name="declared" type="checkbox" value="([^"]+)"', page)
    client.post(check, {"declared": declared, "is_mentor": "no"})
    claim = Claim.objects.get(year__name="2025 to 2026")
    assert (claim.status, claim.amount_pence) == (ClaimStatus.SUBMITTED, 6 * 4380)
