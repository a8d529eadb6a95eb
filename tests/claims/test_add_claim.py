"""The pages of claiming: what each asks, refuses and keeps."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus, Move
from apps.claims.lifecycle import move
from apps.claims.models import Claim
from apps.claims.services.drafts import start_claim
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.models import Place
from apps.policy.models import ClaimWindow
from apps.providers.models import Accreditation
from tests.claims.pages import hours_of, last_answer, ready, step_of, text
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    draft_claim,
    member_of,
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
def anne(client, school):
    client.force_login(school.member)
    return client


class TestMentors:
    def test_a_school_without_mentors_is_led_to_add_one(self, anne, school):
        claim = start_claim(school, ProviderFactory(), year_2025(), by=school.member)

        page = text(anne.get(step_of(claim, "mentors")))

        assert "None of your mentors can be on this claim yet" in page
        assert reverse("mentors:school-start-mentor", args=[school.pk]) in page

    def test_no_mentor_is_refused(self, anne, school):
        MentorFactory(at=school)
        claim = start_claim(school, ProviderFactory(), year_2025(), by=school.member)

        assert "Select at least one mentor" in text(anne.post(step_of(claim, "mentors"), {}))

    def test_those_who_cannot_be_chosen_are_listed_with_the_reason(self, anne, school):
        provider = ProviderFactory()
        used_up = MentorFactory(at=school, first_name="Used", last_name="Up")
        MentorFactory(at=school, first_name="Not", last_name="Checked", verified_at=None)
        submitted_claim((16,), school=school, provider=provider, mentors=[used_up])
        claim = start_claim(school, provider, year_2025(), by=school.member)

        page = text(anne.get(step_of(claim, "mentors")))

        assert "all 16 are claimed for 2025 to 2026" in page
        assert "We have not checked them against the teaching record yet" in page

    def test_a_mentor_of_another_school_cannot_be_chosen(self, anne, school):
        MentorFactory(at=school)
        other = MentorFactory(at=school_that_can_claim())
        claim = start_claim(school, ProviderFactory(), year_2025(), by=school.member)

        page = anne.post(step_of(claim, "mentors"), {"mentors": [str(other.pk)]})

        assert "cannot be on this claim now" in text(page)
        assert not claim.lines.exists()

    def test_a_mentor_who_left_is_asked_about_again(self, anne, school):
        claim = ready(draft_claim((5, 6), school=school))
        Place.objects.filter(mentor=claim.lines.first().mentor).update(ended_at=clock.now())

        assert anne.get(step_of(claim, "check-your-answers")).url == step_of(claim, "mentors")


class TestHours:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("0", "must be between 1 and 16"),
            ("-1", "must be between 1 and 16"),
            ("17", "must be between 1 and 16"),
            ("1.5", "must be a whole number"),
            ("ten", "must be a whole number"),
            ("١٦", "must be a whole number"),
            ("1e1", "must be a whole number"),
            ("99999999999", "must be a whole number"),
            ("", "Enter the hours for"),
        ],
    )
    def test_hours_that_are_none_are_refused_and_kept_in_the_box(self, anne, school, typed, said):
        claim = draft_claim((5,), school=school)

        page = text(anne.post(hours_of(claim), {"choice": "number", "hours": typed}))

        assert said in page
        assert f'value="{typed}"' in page or not typed
        assert claim.lines.get().hours == 5

    def test_no_choice_is_refused(self, anne, school):
        claim = draft_claim((5,), school=school)

        assert "Select how many hours to claim for" in text(anne.post(hours_of(claim), {"hours": "4"}))

    def test_all_that_is_left_counts_what_other_claims_hold(self, anne, school):
        provider, mentor = ProviderFactory(), MentorFactory(at=school)
        submitted_claim((10,), school=school, provider=provider, mentors=[mentor])
        claim = draft_claim((1,), school=school, provider=provider, mentors=[mentor])

        anne.post(hours_of(claim), {"choice": "all", "hours": "junk"})

        assert claim.lines.get().hours == 6

    def test_hours_that_another_claim_has_used_since_are_asked_again(self, anne, school):
        provider, mentor = ProviderFactory(), MentorFactory(at=school)
        claim = ready(draft_claim((10,), school=school, provider=provider, mentors=[mentor]))
        submitted_claim((10,), school=school, provider=provider, mentors=[mentor])

        assert anne.get(step_of(claim, "check-your-answers")).url == hours_of(claim)
        assert "Another claim may have used some of these hours. 6 hours left now" in text(anne.get(hours_of(claim)))

    def test_a_tick_that_the_hours_are_agreed_is_asked_for(self, anne, school):
        claim = draft_claim((5,), school=school)

        assert "Tick to say that you have agreed these hours" in text(anne.post(step_of(claim, "agreed"), {}))


class TestChanging:
    def test_leaving_keeps_the_draft_and_another_browser_goes_on(self, anne, school):
        claim = draft_claim((5,), school=school)

        left = anne.post(hours_of(claim), {"choice": "number", "hours": "7", "leave": "yes"})

        assert left.url == reverse("claims:school-list-claims", args=[school.pk])
        other = type(anne)()
        other.force_login(member_of(school))
        assert 'value="7"' in text(other.get(hours_of(claim)))
        assert other.get(step_of(claim, "check-your-answers")).url == step_of(claim, "agreed")

    def test_a_change_of_provider_keeps_mentors_and_hours_and_asks_whether_they_are_agreed(self, anne, school):
        claim = ready(draft_claim((9,), school=school))
        tyne = ProviderFactory(name="Tyne Teacher Training")
        address = reverse("claims:school-change-provider", args=[school.pk, claim.pk])

        onward = anne.post(f"{address}?q=tyne", {"provider": str(tyne.pk)})

        claim.refresh_from_db()
        assert claim.provider == tyne
        assert claim.lines.get().hours == 9
        assert anne.get(onward.url).url == step_of(claim, "agreed")

    def test_a_change_of_provider_asks_again_for_hours_that_are_not_left_there(self, anne, school):
        tyne, mentor = ProviderFactory(name="Tyne Teacher Training"), MentorFactory(at=school)
        submitted_claim((10,), school=school, provider=tyne, mentors=[mentor])
        claim = ready(draft_claim((9,), school=school, mentors=[mentor]))
        address = reverse("claims:school-change-provider", args=[school.pk, claim.pk])

        onward = anne.post(f"{address}?q=tyne", {"provider": str(tyne.pk)})

        assert anne.get(onward.url).url == hours_of(claim)

    def test_a_submitted_claim_does_not_change_its_provider(self, anne, school):
        claim = submitted_claim(school=school)

        answer = anne.get(reverse("claims:school-change-provider", args=[school.pk, claim.pk]))

        assert answer.url == reverse("doors:school-show-claim", args=[school.pk, claim.pk])


class TestSubmitting:
    def test_all_statements_and_the_question_must_be_answered(self, anne, school):
        claim = ready(draft_claim(school=school))
        ticked = last_answer(claim)["declared"]

        page = text(anne.post(step_of(claim, "check-your-answers"), {"declared": ticked[1:]}))

        assert "Tick every statement to submit this claim" in page
        assert "Select whether you are one of these mentors" in page
        claim.refresh_from_db()
        assert claim.status == ClaimStatus.DRAFT

    def test_what_was_ticked_is_kept_with_the_claim(self, anne, school):
        claim = ready(draft_claim(school=school))

        anne.post(step_of(claim, "check-your-answers"), last_answer(claim))

        claim.refresh_from_db()
        assert claim.declared == statements(claim)
        assert claim.submitter_is_mentor is True
        assert claim.answers == {}

    def test_extra_fields_change_nothing(self, anne, school):
        claim = ready(draft_claim((5,), school=school))
        extra = {"status": "paid", "amount_pence": "1", "school": "x", "hours": "16", "rate_pence": "9"}

        anne.post(step_of(claim, "check-your-answers"), {**last_answer(claim), **extra})

        claim.refresh_from_db()
        assert (claim.status, claim.amount_pence) == (ClaimStatus.SUBMITTED, 5 * 4380)

    def test_a_window_that_closed_meanwhile_is_said_on_the_check_page_with_every_answer_kept(
        self, anne, school, window
    ):
        claim = ready(draft_claim((5,), school=school))
        ClaimWindow.objects.filter(pk=window.pk).update(closes_on=date(2026, 2, 9))

        answer = anne.post(step_of(claim, "check-your-answers"), last_answer(claim))

        assert answer.status_code == 409
        assert "The claim window is closed" in text(answer)
        assert "Your answers are kept" in text(answer)
        assert claim.lines.get().hours == 5

    def test_every_step_of_a_submitted_claim_leads_to_its_confirmation_for_a_day_then_to_its_page(self, anne, school):
        claim = submitted_claim(school=school)

        for step in ("mentors", "check-your-answers", "nonsense"):
            assert anne.get(step_of(claim, step)).url.endswith("/submitted/")
            assert anne.post(step_of(claim, step), {"mentors": "x"}).url.endswith("/submitted/")
        Claim.objects.filter(pk=claim.pk).update(
            submitted_at=clock.now() - timedelta(days=2), first_submitted_at=clock.now() - timedelta(days=2)
        )
        page = reverse("doors:school-show-claim", args=[school.pk, claim.pk])
        assert anne.get(step_of(claim, "mentors")).url == page

    def test_a_session_that_ended_leads_to_sign_in_and_back_with_answers_kept(self, anne, school):
        claim = ready(draft_claim((5,), school=school))
        anne.logout()

        answer = anne.get(hours_of(claim))
        assert answer.url.startswith(reverse("account_login"))
        assert hours_of(claim) in answer.url

        anne.force_login(school.member)
        assert 'value="5"' in text(anne.get(hours_of(claim)))


class TestReturned:
    @pytest.fixture
    def returned(self, school):
        claim = submitted_claim((9, 4), school=school)
        move(
            claim,
            Move.RETURN,
            by=school.member,
            return_words="Ada trained for 6 hours, not 9.",
            return_by=date(2026, 3, 3),
        )
        return claim

    def test_it_opens_on_what_was_submitted_and_says_what_to_change(self, anne, returned):
        page = text(anne.get(step_of(returned, "check-your-answers")))

        assert "Ada trained for 6 hours, not 9." in page
        assert "Submit again by Tuesday 3 March 2026" in page
        assert "Change<span" in page

    def test_its_own_hours_count_as_free_and_its_lines_wait_for_the_new_submission(self, anne, returned):
        line = returned.lines.order_by("-hours").first()
        address = step_of(returned, f"hours-{line.mentor_id}")

        assert "16 hours left of 16" in text(anne.get(address))
        anne.post(address + "?change", {"choice": "number", "hours": "6"})

        line.refresh_from_db()
        assert line.hours == 9
        anne.post(step_of(returned, "check-your-answers"), last_answer(returned))
        line.refresh_from_db()
        returned.refresh_from_db()
        assert line.hours == 6
        assert (returned.status, returned.submission_number) == (ClaimStatus.SUBMITTED, 2)
        assert returned.amount_pence == 10 * 4380

    def test_every_question_says_what_to_change_by_when_and_what_was_submitted(self, anne, returned):
        line = returned.lines.order_by("-hours").first()

        for step in ("mentors", f"hours-{line.mentor_id}", "agreed", "check-your-answers"):
            page = text(anne.get(step_of(returned, step)))
            assert "Ada trained for 6 hours, not 9." in page
            assert "Submit again by Tuesday 3 March 2026, or the claim ends. It holds its hours until then." in page
        assert "You submitted 9 hours before." in text(anne.get(step_of(returned, f"hours-{line.mentor_id}")))
        assert "You have not changed anything since you submitted this claim." in page

    def test_each_mentor_added_taken_off_or_changed_is_kept_with_the_new_submission(self, anne, returned, school):
        nine, four = returned.lines.order_by("-hours")
        new = MentorFactory(at=school, first_name="Zoe", last_name="Zephyr")
        chosen = {"mentors": [str(nine.mentor_id), str(new.pk)]}
        anne.post(step_of(returned, "mentors") + "?change", chosen)
        anne.post(step_of(returned, f"hours-{new.pk}") + "?change", {"choice": "number", "hours": "2"})
        anne.post(step_of(returned, f"hours-{nine.mentor_id}") + "?change", {"choice": "number", "hours": "6"})
        page = text(anne.get(step_of(returned, "check-your-answers")))
        assert "Not on the claim" in page
        assert "Taken off" in page

        anne.post(step_of(returned, "check-your-answers"), last_answer(returned))

        event, words = history_of(returned)[-1]
        changes = {one["mentor"]: (one["before"], one["after"]) for one in event.details["changes"]}
        assert changes == {str(nine.mentor): (9, 6), str(four.mentor): (4, None), "Zoe Zephyr": (None, 2)}
        assert f"{nine.mentor}: 6 hours, was 9 hours." in words
        assert f"{four.mentor} taken off, was 4 hours." in words
        assert "Zoe Zephyr added with 2 hours." in words

    def test_a_first_submission_and_one_without_changes_have_nothing_to_tell(self, anne, returned, school):
        submit_claim(Claim.objects.get(pk=returned.pk), by=school.member)

        submissions = [event for event, _ in history_of(returned) if event.event == "claim.submit"]
        assert [event.details["changes"] for event in submissions] == [[], []]

    def test_a_provider_that_lost_its_accreditation_cannot_be_changed_and_the_page_says_what_to_do(
        self, anne, returned
    ):
        Accreditation.objects.filter(provider=returned.provider).update(ends_on=date(2026, 2, 1))

        page = text(anne.get(step_of(returned, "check-your-answers")))

        assert "withdraw this claim and make one for that provider" in page
        assert "Change provider" not in page

    def test_after_its_deadline_it_cannot_be_submitted(self, anne, returned):
        Claim.objects.filter(pk=returned.pk).update(return_by=date(2026, 2, 9))

        page = text(anne.get(step_of(returned, "check-your-answers")))

        assert "This claim had to be changed by 9 February 2026" in page
        assert "Submit claim" not in page

    def test_answers_of_an_edit_do_not_outlive_a_submission_from_elsewhere(self, anne, returned, school):
        line = returned.lines.first()
        anne.post(step_of(returned, f"hours-{line.mentor_id}") + "?change", {"choice": "number", "hours": "1"})

        submit_claim(Claim.objects.get(pk=returned.pk), by=school.member)

        returned.refresh_from_db()
        assert returned.answers == {}
