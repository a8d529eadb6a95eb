"""Claiming again like last year: what comes along, what cannot and why, and the drafts it makes."""

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.services.ending import withdraw_claim
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.models import Mentor, Place
from apps.policy.figures import conditions_in_force
from apps.policy.models import AcademicYear, ClaimWindow
from apps.providers.models import Accreditation
from apps.schools.models import ConditionsAcceptance, Eligibility
from tests.claims.pages import step_of, text
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    statements,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_2024():
    return AcademicYear.objects.get(name="2024 to 2025")


@pytest.fixture
def school(year_2024):
    school = school_that_can_claim(name="Hollins Primary School")
    Eligibility.objects.create(school=school, year=year_2024)
    ConditionsAcceptance.objects.create(
        school=school,
        conditions=conditions_in_force(year_2024),
        accepted_by=school.member,
        accepted_by_name=school.member.full_name,
    )
    return school


@pytest.fixture
def claimed(school, year_2024):
    """Claim a year earlier, and come back."""

    def claim(hours, provider, mentors):
        with clock.moved_to(datetime(2025, 5, 20, 12, tzinfo=clock.LONDON)):
            window = open_window(year_2024, date(2025, 5, 1), date(2025, 7, 18))
            assert window.year == year_2024
            made = draft_claim(hours, school=school, provider=provider, mentors=mentors, year=year_2024)
            submit_claim(made, by=school.member, declared=statements(made), is_mentor=False)
            return made

    return claim


@pytest.fixture
def thames():
    return ProviderFactory(name="Thames ITT")


@pytest.fixture
def ada(school):
    return MentorFactory(at=school, first_name="Ada", last_name="Byron")


@pytest.fixture
def mary(school):
    return MentorFactory(at=school, first_name="Mary", last_name="Somerville")


@pytest.fixture
def anne(client, school):
    open_window()
    client.force_login(school.member)
    return client


def again_page(school):
    return reverse("claims:school-claim-again", args=[school.pk])


def posted(page, *providers):
    key = re.search(r'name="draft" value="([0-9a-f-]{36})"', page)[1]
    return {"draft": key, "providers": [str(provider.pk) for provider in providers]}


class TestWhatComesAlong:
    def test_hours_are_those_of_last_year_or_what_is_left(self, anne, school, claimed, thames, ada, mary):
        claimed((20, 4), thames, [ada, mary])

        page = text(anne.get(again_page(school)))

        assert "Claim again like 2024 to 2025" in page
        assert "Ada Byron, 6 hours (20 then). Mary Somerville, 4 hours" in page

    def test_each_who_cannot_come_is_listed_with_the_reason(self, anne, school, claimed, thames, ada, mary):
        nell = MentorFactory(at=school, first_name="Nell", last_name="Unchecked")
        rose = MentorFactory(at=school, first_name="Rose", last_name="Stays")
        claimed((5, 5, 5, 5), thames, [ada, mary, nell, rose])
        Place.objects.filter(mentor=ada).update(ended_at=clock.now())
        submitted_claim((6,), school=school, provider=thames, mentors=[mary])
        Mentor.objects.filter(pk=nell.pk).update(verified_at=None)

        page = text(anne.get(again_page(school)))

        assert re.search(r"Ada Byron, Thames ITT</dt>\s*<dd[^>]*>No longer a mentor at your school\.", page)
        assert re.search(
            r"Mary Somerville, Thames ITT</dt>\s*<dd[^>]*>No hours left with Thames ITT: all 6 are claimed", page
        )
        assert re.search(r"Nell Unchecked, Thames ITT</dt>\s*<dd[^>]*>We have not checked them", page)
        assert "Rose Stays, 5 hours" in page

    def test_a_provider_that_lost_its_accreditation_and_one_with_a_draft_are_not_offered(
        self, anne, school, claimed, thames, ada, mary
    ):
        tyne = ProviderFactory(name="Tyne ITT")
        claimed((5,), thames, [ada])
        claimed((5,), tyne, [mary])
        Accreditation.objects.filter(provider=tyne).update(ends_on=date(2026, 1, 1))
        draft = draft_claim((2,), school=school, provider=thames, mentors=[ada])

        page = text(anne.get(again_page(school)))

        assert "None of these mentors can be claimed for again now" in page
        assert "It is not accredited today" in page
        assert step_of(draft, "check-your-answers") in page

    def test_a_claim_that_ended_is_not_claimed_again(self, anne, school, claimed, thames, ada):
        withdraw_claim(claimed((5,), thames, [ada]), by=school.member)

        assert "has no claim of an earlier year to claim again" in text(anne.get(again_page(school)))

    def test_one_earlier_claim_alone_can_be_claimed_again(self, anne, school, claimed, thames, ada, mary):
        tyne = ProviderFactory(name="Tyne ITT")
        claimed((5,), thames, [ada])
        other = claimed((5,), tyne, [mary])
        own = reverse("doors:school-show-claim", args=[school.pk, other.pk])
        address = re.search(r'href="([^"]+/again/\?claim=[^"]+)"', text(anne.get(own)))[1]

        page = text(anne.get(address))

        assert "Tyne ITT" in page
        assert "Thames ITT" not in page

    def test_a_claim_of_this_year_or_of_another_school_leads_to_the_whole_list(self, anne, school, thames, ada):
        this_year = submitted_claim((2,), school=school, provider=thames, mentors=[ada])
        for claim in (this_year, submitted_claim((2,))):
            assert anne.get(f"{again_page(school)}?claim={claim.pk}").url == again_page(school)

    def test_without_a_window_it_says_so(self, anne, school):
        ClaimWindow.objects.update(closes_on=date(2026, 2, 9))

        assert "The claim window is closed" in text(anne.get(again_page(school)))

    def test_the_start_of_a_claim_leads_here_only_where_there_was_a_last_year(self, anne, school, claimed, thames, ada):
        start = reverse("claims:school-start-claim", args=[school.pk])
        assert again_page(school) not in text(anne.get(start))
        claimed((5,), thames, [ada])

        assert "Claim again like 2024 to 2025" in text(anne.get(start))

    def test_it_takes_the_same_few_queries_however_many_providers_there_were(self, anne, school, claimed, thames, ada):
        claimed((5,), thames, [ada])
        anne.get(again_page(school))
        with CaptureQueriesContext(connection) as few:
            anne.get(again_page(school))
        for _ in range(6):
            claimed((1, 1), ProviderFactory(), [ada, MentorFactory(at=school)])
        with CaptureQueriesContext(connection) as many:
            anne.get(again_page(school))

        assert len(many) == len(few) <= 14


class TestTheDrafts:
    def test_each_chosen_provider_gets_a_draft_whose_questions_are_filled_in_and_still_asked(
        self, anne, school, claimed, thames, ada, mary
    ):
        tyne = ProviderFactory(name="Tyne ITT")
        claimed((20,), thames, [ada])
        claimed((3,), tyne, [mary])
        page = text(anne.get(again_page(school)))

        onward = anne.post(again_page(school), posted(page, thames, tyne))

        first, second = Claim.objects.filter(status=ClaimStatus.DRAFT).order_by("provider__sort_name")
        assert (first.year, first.provider, second.provider) == (year_2025(), thames, tyne)
        assert first.lines.get().hours == 6
        assert onward.url == step_of(first, "mentors")
        mentors = text(anne.get(onward.url))
        assert "2 drafts made" in mentors
        assert "checked" in mentors
        hours = anne.post(onward.url, {"mentors": [str(ada.pk)]}).url
        assert hours == step_of(first, f"hours-{ada.pk}")
        assert 'value="6"' in text(anne.get(hours))
        assert anne.post(hours, {"choice": "number", "hours": "6"}).url == step_of(first, "agreed")
        assert "as in an earlier year" in history_of(first)[0][1]

    def test_a_double_click_makes_each_draft_once_and_loses_no_answer(self, anne, school, claimed, thames, ada):
        claimed((5,), thames, [ada])
        answer = posted(text(anne.get(again_page(school))), thames)

        first = anne.post(again_page(school), answer)
        draft = Claim.objects.get(status=ClaimStatus.DRAFT)
        second = anne.post(again_page(school), answer)

        assert first.url == second.url == step_of(draft, "mentors")
        assert Claim.objects.filter(status=ClaimStatus.DRAFT).count() == 1
        assert "You have a draft for this provider already" in text(anne.get(again_page(school)))

    def test_no_choice_is_refused(self, anne, school, claimed, thames, ada):
        claimed((5,), thames, [ada])

        assert "Select at least one provider" in text(anne.post(again_page(school), {}))
        assert not Claim.objects.filter(status=ClaimStatus.DRAFT).exists()
