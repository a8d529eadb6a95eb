"""Starting a claim: the provider, and everything that stops a school."""

import re
from datetime import date

import pytest
from django.urls import reverse

from apps.claims.models import Claim
from apps.claims.services.drafts import start_claim
from apps.core import clock
from apps.policy.models import ClaimWindow
from apps.schools.models import ConditionsAcceptance, Eligibility
from tests.claims.pages import ready, start_of, step_of, text
from tests.factories import (
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


class TestStarting:
    def test_an_empty_search_is_refused(self, anne, school):
        assert "Enter the provider’s name, postcode or UKPRN" in text(anne.post(start_of(school), {"q": " "}))

    def test_nothing_found_says_so_and_offers_another_search(self, anne, school):
        page = text(anne.get(start_of(school) + "?q=zzzz"))

        assert "No accredited provider matches" in page
        assert "Search again" in page

    def test_a_provider_that_is_not_accredited_today_is_shown_but_cannot_be_chosen(self, anne, school):
        old = ProviderFactory(name="Old Thames", accredited=False)

        page = anne.get(start_of(school) + "?q=thames")
        answer = anne.post(start_of(school) + "?q=thames", {"provider": str(old.pk)})

        assert "Not accredited today" in text(page)
        assert f'value="{old.pk}"' not in text(page)
        assert answer.status_code == 200
        assert not Claim.objects.exists()

    def test_choosing_nothing_is_refused(self, anne, school):
        ProviderFactory(name="Thames")

        assert "Select one, or search again" in text(anne.post(start_of(school) + "?q=thames", {}))

    def test_a_suggestion_counts_only_if_the_box_still_says_it(self, anne, school):
        thames = ProviderFactory(name="Thames ITT", town="Kelder", postcode="KE1 1LD")
        chosen = {"provider": str(thames.pk)}

        typed_over = anne.post(start_of(school), {**chosen, "q": "Tyne"})
        kept = anne.post(start_of(school), {**chosen, "q": "Thames ITT, Kelder, KE1 1LD"})

        assert typed_over.url.endswith("?q=Tyne")
        assert kept.url == step_of(Claim.objects.get(), "mentors")

    def test_a_double_click_makes_one_draft(self, anne, school):
        thames = ProviderFactory(name="Thames ITT")
        key = re.search(r'name="draft" value="([^"]+)"', text(anne.get(start_of(school) + "?q=thames")))[1]

        for _ in range(2):
            anne.post(start_of(school) + "?q=thames", {"provider": str(thames.pk), "draft": key})

        assert Claim.objects.count() == 1

    def test_another_schools_draft_key_makes_a_draft_of_ones_own_or_none(self, anne, school):
        theirs = draft_claim()
        with pytest.raises(RuntimeError):
            start_claim(school, ProviderFactory(), year_2025(), by=school.member, key=theirs.pk)

        assert not Claim.objects.of_school(school).exists()

    @pytest.mark.parametrize("junk", ["", "x", "00000000-0000-0000-0000-000000000000", "' or 1=1", "\x00"])
    def test_a_provider_that_is_none_is_refused(self, anne, school, junk):
        ProviderFactory(name="Thames")

        answer = anne.post(start_of(school) + "?q=thames", {"provider": junk, "draft": junk})

        assert answer.status_code == 200
        assert not Claim.objects.exists()

    def test_closed_window_says_when_the_next_one_opens_in_place_of_the_button(self, anne, school, window):
        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))
        ClaimWindow.objects.create(year=year_2025(), opens_on=date(2026, 5, 1), closes_on=date(2026, 7, 17))

        for address in (start_of(school), reverse("claims:school-list-claims", args=[school.pk])):
            page = text(anne.get(address))
            assert "The claim window is closed" in page
            assert "from 1 May 2026 to 17 July 2026" in page
            assert "Add a claim" not in page

    def test_a_school_that_is_not_eligible_is_told_so(self, anne, school):
        Eligibility.objects.filter(school=school).update(ended_at=clock.now())

        assert "This school is not on the list for 2025 to 2026" in text(anne.get(start_of(school)))

    def test_a_school_that_has_not_accepted_the_conditions_is_led_there(self, anne, school):
        ConditionsAcceptance.objects.filter(school=school).delete()

        page = text(anne.get(start_of(school)))

        assert "Accept the grant conditions first" in page
        assert reverse("schools:school-show-conditions", args=[school.pk]) in page

    def test_a_school_whose_acceptance_dfe_withdrew_is_told_so_and_not_asked_to_accept(self, anne, school):
        ConditionsAcceptance.objects.filter(school=school).update(withdrawn_at=clock.now())

        page = text(anne.get(start_of(school)))

        assert "DfE withdrew your acceptance of the grant conditions" in page
        assert "Contact us to have the acceptance given back" in page
        assert "must accept" not in page

    def test_a_school_without_a_funding_area_may_prepare_and_is_told_why_it_cannot_submit(self, anne, school):
        school.district_code = "E06009999"
        school.save()
        claim = ready(draft_claim(school=school))

        assert "we cannot know its rate" in text(anne.get(start_of(school)))
        check = text(anne.get(step_of(claim, "check-your-answers")))
        assert "This school has no funding area yet" in check
        assert "Submit claim" not in check
