"""Several drafts in one sitting: one declaration, each submitted by itself, each outcome told by name."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.claims.refusals import HoursExhausted, ProviderNotAccredited
from apps.claims.services.drafts import start_claim
from apps.claims.services.submission import submit_many
from apps.claims.standing import standings_of
from apps.core import clock
from apps.mentors.models import Place
from apps.notifications.models import OutboundEmail
from apps.policy.models import ClaimWindow
from apps.providers.models import Accreditation
from tests.claims.pages import last_answer, ready, step_of, text
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


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def school():
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def thames():
    return ProviderFactory(name="Thames ITT")


@pytest.fixture
def tyne():
    return ProviderFactory(name="Tyne ITT")


@pytest.fixture
def drafts(school, thames, tyne):
    """Two drafts, filled in to the end, for two providers."""
    return [
        ready(draft_claim((16, 6), school=school, provider=thames)),
        ready(draft_claim((4,), school=school, provider=tyne)),
    ]


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


def choose_page(school):
    return reverse("claims:school-choose-drafts", args=[school.pk])


def declare_page(school, claims):
    named = ".".join(claim.reference for claim in claims)
    return reverse("claims:school-declare-drafts", args=[school.pk]) + f"?claims={named}"


def answers(page, claim):
    """Every statement ticked, on a page as it was shown."""
    return {**last_answer(claim), "is_mentor": "no", "seen": re.search(r'name="seen" value="(\w+)"', page)[1]}


def lose_accreditation(provider):
    Accreditation.objects.filter(provider=provider).update(ends_on=date(2026, 2, 1))


class TestChoosing:
    def test_drafts_that_can_go_are_ticked_and_the_others_say_what_they_need(self, anne, school, drafts):
        unfinished = draft_claim((5,), school=school, provider=ProviderFactory(name="Wear ITT"))

        page = text(anne.get(choose_page(school)))

        assert page.count("checked") == 2
        assert "£963.60 for" in page
        assert "Not finished: the hours are not agreed with Wear ITT yet." in page
        assert step_of(unfinished, "check-your-answers") in page

    def test_a_draft_left_before_the_end_says_how_far_it_is(self, anne, school, drafts, thames):
        anne.post(step_of(drafts[0], "agreed"), {"leave": "yes"})

        page = text(anne.get(choose_page(school)))

        assert f'value="{drafts[0].reference}"' not in page
        assert "Not finished: the hours are not agreed with Thames ITT yet." in page
        draft_claim((5, None), school=school, provider=thames)
        start_claim(school, thames, year_2025(), by=school.member)
        page = text(anne.get(choose_page(school)))
        assert "Not finished: hours given for 1 of 2." in page
        assert "Not finished: no mentors yet." in page

    def test_a_draft_refused_now_is_not_offered_and_says_why(self, anne, school, drafts, tyne):
        lose_accreditation(tyne)

        page = text(anne.get(choose_page(school)))

        assert f'value="{drafts[1].reference}"' not in page
        assert "Tyne ITT is not accredited today" in page

    def test_no_choice_and_a_draft_that_cannot_go_are_refused(self, anne, school, drafts, tyne):
        lose_accreditation(tyne)

        assert "Select at least one claim" in text(anne.post(choose_page(school), {}))
        posted = anne.post(choose_page(school), {"claims": [drafts[1].reference]})
        assert "A claim you selected cannot be submitted now" in text(posted)

    def test_the_choice_leads_to_one_declaration(self, anne, school, drafts):
        onward = anne.post(choose_page(school), {"claims": [one.reference for one in drafts]})

        page = text(anne.get(onward.url))
        assert "Check 2 claims before you submit" in page
        assert "You are claiming £1,138.80 in 2 claims" in page

    def test_without_drafts_the_page_leads_to_a_first_claim(self, anne, school):
        page = text(anne.get(choose_page(school)))

        assert "No draft for 2025 to 2026 can be submitted now" in page
        assert reverse("claims:school-start-claim", args=[school.pk]) in page

    def test_a_closed_window_is_said_in_place_of_the_list(self, anne, school, drafts, window):
        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))

        assert "The claim window is closed" in text(anne.get(choose_page(school)))

    def test_it_takes_the_same_few_queries_however_many_drafts_there_are(self, anne, school, drafts):
        anne.get(choose_page(school))
        with CaptureQueriesContext(connection) as few:
            anne.get(choose_page(school))
        for _ in range(10):
            ready(draft_claim((2,), school=school, provider=ProviderFactory()))
        with CaptureQueriesContext(connection) as many:
            anne.get(choose_page(school))

        assert len(many) == len(few) <= 14


class TestDeclaring:
    def test_all_are_submitted_and_the_confirmation_names_each(self, anne, school, drafts):
        address = declare_page(school, drafts)

        done = anne.post(address, answers(text(anne.get(address)), drafts[0]))

        page = text(anne.get(done.url))
        assert "2 claims submitted" in page
        for claim in drafts:
            claim.refresh_from_db()
            assert claim.status == ClaimStatus.SUBMITTED
            assert claim.declared == statements(claim)
            assert claim.submitter_is_mentor is False
            assert claim.reference in page
        assert "£963.60" in page
        assert "£175.20" in page
        assert "£1,138.80" in page
        assert OutboundEmail.objects.filter(message="ClaimSubmittedForSchool").count() == 2

    def test_a_statement_not_ticked_submits_nothing(self, anne, school, drafts):
        address = declare_page(school, drafts)

        page = text(anne.post(address, {"declared": last_answer(drafts[0])["declared"][1:]}))

        assert "Tick every statement to submit these claims" in page
        assert "Select whether you are one of these mentors" in page
        assert not Claim.objects.exclude(status=ClaimStatus.DRAFT).exists()

    def test_a_second_click_and_a_second_tab_land_on_the_same_confirmation(self, anne, school, drafts):
        address = declare_page(school, drafts)
        posted = answers(text(anne.get(address)), drafts[0])

        first, second = anne.post(address, posted), anne.post(address, posted)

        assert first.url == second.url == anne.get(address).url
        assert OutboundEmail.objects.filter(message="ClaimSubmittedForSchool").count() == 2

    def test_a_draft_a_colleague_changed_meanwhile_is_shown_again_before_anything_goes(self, anne, school, drafts):
        address = declare_page(school, drafts)
        posted = answers(text(anne.get(address)), drafts[0])
        line = drafts[1].lines.get()
        line.hours = 9
        line.save()

        page = text(anne.post(address, posted))

        assert "What you see here changed while this page was open" in page
        assert "You are claiming £1,357.80" in page
        assert not Claim.objects.exclude(status=ClaimStatus.DRAFT).exists()

    def test_two_drafts_for_the_same_hours_submit_one_and_tell_of_the_other(self, anne, school, thames):
        mentor = MentorFactory(at=school, first_name="Ada", last_name="Byron")
        both = [ready(draft_claim((10,), school=school, provider=thames, mentors=[mentor])) for _ in range(2)]
        both.sort(key=lambda claim: claim.reference)
        address = declare_page(school, both)

        done = anne.post(address, answers(text(anne.get(address)), both[0]))

        page = text(anne.get(done.url))
        assert "1 of 2 claims submitted" in page
        assert "Ada Byron has 6 hours left with Thames ITT" in page
        both[1].refresh_from_db()
        assert both[1].status == ClaimStatus.DRAFT
        assert both[1].lines.get().hours == 10

    def test_one_that_lost_its_provider_meanwhile_stands_apart_and_the_other_goes(self, anne, school, drafts, tyne):
        address = declare_page(school, drafts)
        lose_accreditation(tyne)

        page = text(anne.get(address))
        assert "Check 1 claim before you submit" in page
        done = anne.post(address, answers(page, drafts[0]))

        page = text(anne.get(done.url))
        assert "1 of 2 claims submitted" in page
        assert "Tyne ITT is not accredited today" in page

    def test_when_none_can_go_the_way_leads_back_to_the_choice(self, anne, school, drafts, tyne, thames):
        lose_accreditation(tyne)
        lose_accreditation(thames)

        assert anne.get(declare_page(school, drafts)).url == choose_page(school)
        done = reverse("claims:school-drafts-submitted", args=[school.pk]) + f"?claims={drafts[0].reference}"
        assert "No claim was submitted" in text(anne.get(done))

    @pytest.mark.parametrize("junk", ["", "?claims=", "?claims=ABC", "?claims=%00.x"])
    def test_an_address_that_names_no_claim_leads_back(self, anne, school, drafts, junk):
        address = reverse("claims:school-declare-drafts", args=[school.pk])
        done = reverse("claims:school-drafts-submitted", args=[school.pk])

        assert anne.get(address + junk).url == choose_page(school)
        assert anne.get(done + junk).url == reverse("claims:school-list-claims", args=[school.pk])

    def test_another_schools_drafts_are_not_there(self, anne, school):
        theirs = ready(draft_claim())

        answer = anne.post(declare_page(school, [theirs]), last_answer(theirs))

        theirs.refresh_from_db()
        assert theirs.status == ClaimStatus.DRAFT
        assert theirs.reference not in text(anne.get(answer.url, follow=True))


class TestTheService:
    def test_each_stands_or_falls_by_itself_in_order_of_reference(self, school, drafts, tyne):
        lose_accreditation(tyne)

        outcomes = submit_many(drafts, declared=statements(drafts[0]), is_mentor=True, by=school.member)

        assert [one.claim.reference for one in outcomes] == sorted(claim.reference for claim in drafts)
        refused = {one.claim: one.refusal for one in outcomes}
        assert refused[drafts[0]] is None
        assert isinstance(refused[drafts[1]], ProviderNotAccredited)
        assert Claim.objects.get(pk=drafts[0].pk).submitter_is_mentor is True

    def test_one_that_another_click_submitted_counts_as_submitted_and_one_deleted_does_not(self, school, drafts):
        mine = list(Claim.objects.filter(pk__in=[one.pk for one in drafts]))
        submit_many([drafts[0]], declared=statements(drafts[0]), is_mentor=False, by=school.member)
        drafts[1].lines.all().delete()
        drafts[1].delete()

        outcomes = {one.claim: one.refusal for one in submit_many(mine, declared=[], is_mentor=False, by=school.member)}

        assert outcomes[drafts[0]] is None
        assert "somebody deleted it" in outcomes[next(claim for claim in mine if claim != drafts[0])].words

    def test_each_draft_takes_the_same_few_queries(self, school, thames):
        mine = [ready(draft_claim((3, 4), school=school, provider=thames)) for _ in range(6)]
        asked, declared = [], statements(mine[0])
        for some in (mine[:1], mine[1:]):
            with CaptureQueriesContext(connection) as queries:
                outcomes = submit_many(some, declared=declared, is_mentor=False, by=school.member)
            assert [one.refusal for one in outcomes] == [None] * len(some)
            asked.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]) / len(some))

        assert asked[0] == asked[1] <= 22


class TestStanding:
    def test_it_knows_drafts_of_several_schools_at_once(self, school, thames):
        other = school_that_can_claim()
        mentor = MentorFactory(at=school)
        Place.objects.create(mentor=mentor, school=other)
        submitted_claim((10,), school=other, provider=thames, mentors=[mentor])
        short = ready(draft_claim((7,), school=school, provider=thames, mentors=[mentor]))
        left = ready(draft_claim((3,), school=other, provider=thames))
        Place.objects.filter(mentor=left.lines.get().mentor).update(ended_at=clock.now())
        fine = ready(draft_claim((3,), school=other, provider=thames))

        first, second, third = standings_of([short, left, fine])

        assert isinstance(first.refusal, HoursExhausted)
        assert "no longer a mentor" in second.refusal.words
        assert third.can_go
        assert third.amount_pence == 3 * 4380

    def test_nothing_is_asked_of_no_drafts(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert standings_of([]) == []
