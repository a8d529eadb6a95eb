"""The world changes while a claim is being filled in: answers are kept, and each page says what to do."""

import re
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.claims.journeys.add_claim.journey import AddClaim
from apps.claims.listing import progress_of
from apps.claims.models import Claim
from apps.claims.readiness import readiness_of
from apps.claims.refusals import HoursExhausted, MentorNotReady, closed_words
from apps.claims.services.drafts import discard_draft, keep_answers
from apps.core import clock
from apps.mentors.models import Mentor, Place
from apps.policy.models import ClaimWindow, Declaration, GrantConditions
from apps.providers.models import Accreditation
from apps.schools.models import ConditionsAcceptance, Eligibility
from apps.schools.models.school import SchoolStatus
from tests.claims.pages import hours_of, last_answer, ready, step_of, text
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db
CHECK = "check-your-answers"


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


@pytest.fixture
def claim(school):
    mentor = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    return ready(draft_claim((5,), school=school, mentors=[mentor], provider=ProviderFactory(name="Thames ITT")))


def back_of(response):
    return re.search(r'href="([^"]+)" class="govuk-back-link"', text(response))[1]


def close(window):
    ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))


def no_longer_eligible(school):
    Eligibility.objects.filter(school=school).update(ended_at=clock.now())


def conditions_withdrawn(school):
    ConditionsAcceptance.objects.filter(school=school).update(withdrawn_at=clock.now())


def school_closed(school):
    type(school).objects.filter(pk=school.pk).update(status=SchoolStatus.CLOSED)


def newer_conditions(school):
    newer = GrantConditions.objects.create(year=year_2025(), number=9, published_on=date(2026, 2, 10))
    Declaration.objects.create(conditions=newer, position=1, text="Something else is true")


class TestWhatStopsTheSchool:
    @pytest.mark.parametrize(
        ("happens", "title", "way"),
        [
            (no_longer_eligible, "This school is not on the list for 2025 to 2026", "Tell us whose trainees you host"),
            (conditions_withdrawn, "DfE withdrew your acceptance of the grant conditions", "Read the conditions"),
            (school_closed, "This school cannot claim", ""),
            (newer_conditions, "Accept the grant conditions first", "Read and accept the conditions"),
        ],
    )
    def test_every_page_says_so_keeps_the_answers_and_offers_no_button_that_refuses(
        self, anne, school, claim, happens, title, way
    ):
        answered = last_answer(claim)
        happens(school)

        for step in ("mentors", f"hours-{claim.lines.get().mentor_id}", "agreed", CHECK):
            page = text(anne.get(step_of(claim, step)))
            assert title in page
            assert way in page
        assert "Submit claim" not in page
        refused = anne.post(step_of(claim, CHECK), answered)
        assert refused.status_code in {200, 409}
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.DRAFT
        assert claim.lines.get().hours == 5

    def test_statements_of_newer_conditions_are_ticked_anew(self, anne, school, claim):
        before = last_answer(claim)
        newer_conditions(school)
        ConditionsAcceptance.objects.create(
            school=school,
            conditions=GrantConditions.objects.get(number=9),
            accepted_by=school.member,
            accepted_by_name=school.member.full_name,
        )

        page = text(anne.post(step_of(claim, CHECK), before))

        assert "Tick every statement to submit this claim" in page
        assert "Something else is true" in page


class TestTheWindowCloses:
    def test_answers_can_still_be_given_and_left(self, anne, claim, window):
        close(window)

        onward = anne.post(hours_of(claim) + "?change", {"choice": "number", "hours": "7"})

        assert onward.url == step_of(claim, CHECK)
        assert claim.lines.get().hours == 7

    def test_the_page_says_into_which_window_the_draft_can_go(self, anne, claim, window):
        close(window)
        ClaimWindow.objects.create(year=year_2025(), opens_on=date(2026, 5, 1), closes_on=date(2026, 7, 17))

        assert "opens on 1 May 2026. You can submit this draft then" in text(anne.get(step_of(claim, CHECK)))

    def test_or_until_when_it_is_kept(self, anne, claim, window):
        close(window)

        assert "this draft is deleted after 10 April 2026" in text(anne.get(step_of(claim, CHECK)))

    def test_or_that_no_window_is_set_or_that_it_will_be_deleted(self, school, claim, window):
        with clock.moved_to(datetime(2026, 8, 1, 12, tzinfo=clock.LONDON)):
            late = closed_words(year_2025(), readiness_of(school, year_2025()))
        ClaimWindow.objects.all().delete()
        never = closed_words(year_2025(), readiness_of(school, year_2025()))

        assert "This draft will be deleted" in late
        assert "is set yet" in never

    def test_between_the_page_and_the_click(self, anne, claim, window):
        page = anne.get(step_of(claim, CHECK))
        assert "Submit claim" in text(page)
        close(window)

        answer = anne.post(step_of(claim, CHECK), last_answer(claim))

        assert answer.status_code == 409
        assert "The claim window is closed" in text(answer)
        assert "Your answers are kept" in text(answer)


class TestTheProvider:
    def test_without_accreditation_leads_to_another_provider(self, anne, claim):
        Accreditation.objects.filter(provider=claim.provider).update(ends_on=date(2026, 2, 1))

        page = text(anne.get(step_of(claim, CHECK)))

        assert "Thames ITT is not accredited today" in page
        change = reverse("claims:school-change-provider", args=[claim.school_id, claim.pk])
        assert page.count(change) == 2
        assert "Submit claim" not in page


class TestHours:
    def test_taken_by_another_school_between_page_and_click_are_told_with_a_way_to_change_them(self, anne, claim):
        mentor = claim.lines.get().mentor
        other = school_that_can_claim()
        Place.objects.create(mentor=mentor, school=other)
        answered = last_answer(claim)
        journey_sees = anne.get(step_of(claim, CHECK))
        assert "Submit claim" in text(journey_sees)
        submitted_claim((13,), school=other, provider=claim.provider, mentors=[mentor])

        answer = anne.post(step_of(claim, CHECK), answered)

        assert answer.url == hours_of(claim)
        page = text(anne.get(answer.url))
        assert "Another claim may have used some of these hours. 3 hours left now" in page
        assert 'value="5"' in page
        assert anne.post(answer.url, {"choice": "number", "hours": "3"}).url == step_of(claim, "agreed")

    def test_all_taken_leave_the_mentor_with_the_reason_under_the_list(self, anne, claim):
        mentor = claim.lines.get().mentor
        other = school_that_can_claim()
        Place.objects.create(mentor=mentor, school=other)
        submitted_claim((16,), school=other, provider=claim.provider, mentors=[mentor])

        answer = anne.get(step_of(claim, CHECK))

        assert answer.url == step_of(claim, "mentors")
        assert "all 16 are claimed for 2025 to 2026" in text(anne.get(answer.url))


class TestAMentor:
    def test_who_left_is_named_and_the_others_stay_selected(self, anne, school):
        ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
        mary = MentorFactory(at=school, first_name="Mary", last_name="Somerville")
        claim = ready(draft_claim((5, 6), school=school, mentors=[ada, mary]))
        Place.objects.filter(mentor=ada).update(ended_at=clock.now())

        page = text(anne.get(step_of(claim, "mentors")))

        assert "Ada Byron left your school since this claim was filled in" in page
        assert page.count("checked") == 1
        assert "There is a problem" not in page
        onward = anne.post(step_of(claim, "mentors") + "?change", {"mentors": [str(mary.pk)]})
        assert onward.url == step_of(claim, CHECK)
        assert [line.mentor for line in claim.lines.all()] == [mary]

    def test_of_another_school_is_not_named_whatever_was_posted(self, anne, school, claim):
        theirs = MentorFactory(at=school_that_can_claim(), first_name="Secret", last_name="Person")
        anne.post(step_of(claim, "mentors"), {"mentors": [str(theirs.pk)], "leave": "yes"})

        assert "Secret" not in text(anne.get(step_of(claim, "mentors")))

    def test_who_is_not_active_can_be_claimed_for_and_the_page_says_what_may_follow(self, anne, claim):
        Mentor.objects.update(is_active=False)

        page = text(anne.get(step_of(claim, "mentors")))

        assert "The teaching record does not list them as active: DfE may ask about this" in page
        assert anne.get(step_of(claim, CHECK)).status_code == 200


class TestTabsAndClicks:
    def test_a_change_that_opens_no_new_question_comes_straight_back(self, anne, claim):
        for step, posted in [
            ("mentors", {"mentors": [str(claim.lines.get().mentor_id)]}),
            (f"hours-{claim.lines.get().mentor_id}", {"choice": "all"}),
            ("agreed", {"agreed": "on"}),
        ]:
            assert anne.post(step_of(claim, step) + "?change", posted).url == step_of(claim, CHECK)

    def test_a_change_that_opens_questions_asks_those_alone_and_then_comes_back(self, anne, school, claim):
        old = claim.lines.get().mentor
        new = [MentorFactory(at=school, last_name=name) for name in ("Adams", "Zephyr")]
        chosen = {"mentors": [str(mentor.pk) for mentor in (old, *new)]}

        first = anne.post(step_of(claim, "mentors") + "?change", chosen).url
        second = anne.post(first, {"choice": "all"}).url
        last = anne.post(second, {"choice": "all"}).url

        assert first == step_of(claim, f"hours-{new[0].pk}") + "?change"
        assert second == step_of(claim, f"hours-{new[1].pk}") + "?change"
        assert last == step_of(claim, CHECK)
        assert f'href="{step_of(claim, "mentors")}"' in text(anne.get(step_of(claim, f"hours-{new[0].pk}")))

    def test_back_from_a_change_leads_to_the_answers_and_from_a_new_question_to_the_one_before(
        self, anne, school, claim
    ):
        check = step_of(claim, CHECK)
        assert back_of(anne.get(hours_of(claim) + "?change")) == check
        new = MentorFactory(at=school, last_name="Zephyr")
        old = claim.lines.get().mentor
        onward = anne.post(step_of(claim, "mentors") + "?change", {"mentors": [str(old.pk), str(new.pk)]}).url

        assert back_of(anne.get(onward)) == step_of(claim, f"hours-{old.pk}")

    def test_two_tabs_that_show_something_else_than_is_there_now_do_not_submit_it(self, anne, claim):
        page = text(anne.get(step_of(claim, CHECK)))
        seen = page.split('name="seen" value="')[1].split('"')[0]
        anne.post(hours_of(claim) + "?change", {"choice": "number", "hours": "9"})

        stale = anne.post(step_of(claim, CHECK), {**last_answer(claim), "seen": seen})

        assert "What you see here changed while this page was open" in text(stale)
        assert "You are claiming £394.20" in text(stale)
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.DRAFT
        again = text(stale).split('name="seen" value="')[1].split('"')[0]
        assert anne.post(step_of(claim, CHECK), {**last_answer(claim), "seen": again}).url.endswith("/submitted/")

    def test_a_refresh_of_any_page_changes_nothing(self, anne, claim):
        for step in ("mentors", f"hours-{claim.lines.get().mentor_id}", "agreed", CHECK):
            first, second = anne.get(step_of(claim, step)), anne.get(step_of(claim, step))
            assert first.status_code == second.status_code == 200
        before = claim.version
        claim.refresh_from_db()
        assert claim.version == before

    def test_a_session_that_ended_before_an_answer_leads_through_sign_in_to_the_same_question(self, anne, claim):
        anne.logout()

        answer = anne.post(hours_of(claim), {"choice": "all"})

        assert answer.url.startswith(reverse("account_login"))
        assert hours_of(claim) in answer.url
        assert claim.lines.get().hours == 5

    def test_a_draft_a_colleague_deleted_is_not_found_and_nothing_breaks(self, anne, school, claim):
        discard_draft(Claim.objects.get(pk=claim.pk), by=school.member)

        for step in ("mentors", CHECK):
            assert anne.get(step_of(claim, step)).status_code == 404
            assert anne.post(step_of(claim, step), {"agreed": "on"}).status_code == 404

    def test_leaving_says_that_the_answers_are_saved_and_lists_how_far_the_draft_is(self, anne, claim):
        left = anne.post(step_of(claim, "agreed"), {"leave": "yes"}, follow=True)

        assert f"Your answers for claim {claim.reference} are saved" in text(left)
        assert progress_of(claim) in text(left)

    def test_leaving_a_claim_that_was_submitted_meanwhile_leads_to_its_confirmation(self, anne, school, claim):
        anne.post(step_of(claim, CHECK), last_answer(claim))

        assert anne.post(step_of(claim, "agreed"), {"leave": "yes"}).url.endswith("/submitted/")


class TestTheSameMoment:
    """What only two people at once can meet: the journey was opened before, and finishes after, the world changed."""

    def test_hours_taken_just_then_are_told_with_a_link_to_each_mentors_hours(self, school, claim):
        journey = AddClaim(claim, school=school, by=school.member)
        assert journey.page(CHECK).accept(QueryDict(urlencode(last_answer(claim), doseq=True)))
        mentor, other = claim.lines.get().mentor, school_that_can_claim()
        Place.objects.create(mentor=mentor, school=other)
        submitted_claim((13,), school=other, provider=claim.provider, mentors=[mentor])

        with pytest.raises(HoursExhausted) as refused:
            journey.finish_once(by=school.member)

        assert refused.value.words == "Ada Byron has 3 hours left with Thames ITT."
        assert journey.ways_on(refused.value) == [("Change hours for Ada Byron", hours_of(claim) + "?change")]

    def test_a_mentor_who_leaves_just_then_is_told_with_a_link_to_the_mentors(self, school, claim):
        journey = AddClaim(claim, school=school, by=school.member)
        assert journey.page(CHECK).accept(QueryDict(urlencode(last_answer(claim), doseq=True)))
        Place.objects.update(ended_at=clock.now())

        with pytest.raises(MentorNotReady) as refused:
            journey.finish_once(by=school.member)

        assert "Take them off this claim" in refused.value.words
        assert journey.ways_on(refused.value) == [("Change mentors", step_of(claim, "mentors") + "?change")]

    def test_an_answer_a_colleague_takes_back_just_then_is_asked_again(self, school, claim):
        journey = AddClaim(claim, school=school, by=school.member)
        keep_answers(Claim.objects.get(pk=claim.pk), {**claim.answers, "agreed": ""}, by=school.member)

        journey.page(CHECK).accept(QueryDict(urlencode(last_answer(claim), doseq=True)))

        assert journey.finish_once(by=school.member) == step_of(claim, "agreed")
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.DRAFT


class TestOtherDrafts:
    def test_they_are_named_on_the_check_page_with_one_way_to_submit_them_together(self, anne, school, claim):
        alone = text(anne.get(step_of(claim, CHECK)))
        other = ready(draft_claim((2,), school=school, provider=ProviderFactory(name="Tyne ITT")))
        draft_claim((2,), school=school, provider=ProviderFactory(name="Wear ITT"))

        page = text(anne.get(step_of(claim, CHECK)))

        assert "Your other drafts" not in alone
        assert f"Tyne ITT, claim {other.reference}</a>: filled in" in page
        assert "</a>: not finished" in page
        assert reverse("claims:school-choose-drafts", args=[school.pk]) in page

    def test_no_page_of_the_journey_asks_more_queries_than_it_should(self, anne, school, claim):
        for _ in range(12):
            ready(draft_claim((2,), school=school))
        asked = {}
        for step in ("mentors", f"hours-{claim.lines.get().mentor_id}", "agreed", CHECK):
            anne.get(step_of(claim, step))
            with CaptureQueriesContext(connection) as queries:
                anne.get(step_of(claim, step))
            asked[step] = len(queries)

        assert max(asked.values()) <= 13, asked
