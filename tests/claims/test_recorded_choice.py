"""Where the provider recorded hours, the claim offers them, and says so when it asks for more."""

import pytest
from django.urls import reverse

from apps.claims.models import Claim
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.recording import Said, record_hours
from tests.claims.pages import hours_of, ready, step_of, text
from tests.factories import MentorFactory, ProviderFactory, UserFactory, draft_claim, open_window, school_that_can_claim

pytestmark = pytest.mark.django_db
CHECK, MORE = "check-your-answers", "more-than-recorded"


@pytest.fixture
def claim(client):
    open_window()
    school = school_that_can_claim(name="Hollins Primary School")
    client.force_login(school.member)
    ada = MentorFactory(at=school, first_name="Ada", last_name="Byron")
    return ready(draft_claim((5,), school=school, mentors=[ada], provider=ProviderFactory(name="Thames ITT")))


def thames_records(claim, minutes):
    said = Said(1, claim.lines.get().mentor.trn, claim.school.urn, claim.year, minutes)
    record_hours(claim.provider, [said], by=UserFactory(), how="page")


def choose(client, claim, choice, hours=""):
    return client.post(f"{hours_of(claim)}?change", {"choice": choice, "hours": hours})


def test_the_hours_that_were_recorded_are_the_first_choice(client, claim):
    thames_records(claim, 6 * 60 + 50)

    page = text(client.get(hours_of(claim)))

    assert page.index("6 hours, recorded by Thames ITT") < page.index("All 16 hours left")


def test_choosing_them_claims_them(client, claim):
    thames_records(claim, 6 * 60)

    assert choose(client, claim, "recorded")["Location"] == step_of(claim, CHECK)
    assert claim.lines.get().hours == 6


def test_where_all_that_is_left_was_recorded_the_two_are_one_choice(client, claim):
    thames_records(claim, 20 * 60)

    page = text(client.get(hours_of(claim)))

    assert "16 hours, recorded by Thames ITT" in page
    assert "All 16 hours left" not in page


def test_a_number_that_is_what_was_recorded_is_shown_as_such(client, claim):
    thames_records(claim, 5 * 60)

    page = text(client.get(hours_of(claim)))

    assert 'value="recorded" checked' in page


def test_nothing_recorded_offers_nothing_recorded(client, claim):
    assert "recorded by" not in text(client.get(hours_of(claim)))


def test_hours_that_the_school_disputes_are_not_offered(client, claim):
    thames_records(claim, 6 * 60)
    entry = LedgerEntry.objects.get()
    LedgerDispute.objects.create(entry=entry, hours_said=2, words="Two", disputed_by=claim.school.member)

    assert "recorded by" not in text(client.get(hours_of(claim)))
    assert choose(client, claim, "number", "16")["Location"] == step_of(claim, CHECK)


class TestMoreThanRecorded:
    @pytest.fixture
    def more(self, client, claim):
        thames_records(claim, 6 * 60)
        return choose(client, claim, "number", "9")

    def test_stops_the_person_once_with_both_figures(self, client, claim, more):
        assert more["Location"] == f"{step_of(claim, MORE)}?change"

        page = text(client.get(more["Location"]))

        assert "You entered 9 hours for Ada Byron. Thames ITT recorded 6 hours that are not claimed yet." in page

    def test_going_on_leads_to_the_check_and_does_not_ask_again(self, client, claim, more):
        mark = f"{claim.lines.get().mentor_id}:9:6"

        assert client.post(more["Location"], {"seen": mark})["Location"] == step_of(claim, CHECK)
        assert client.get(step_of(claim, CHECK)).status_code == 200

    def test_other_hours_are_asked_about_anew(self, client, claim, more):
        client.post(more["Location"], {"seen": f"{claim.lines.get().mentor_id}:9:6"})

        assert choose(client, claim, "number", "10")["Location"] == f"{step_of(claim, MORE)}?change"

    def test_hours_that_changed_meanwhile_are_not_passed_by_an_old_page(self, client, claim, more):
        thames_records(claim, 4 * 60)

        page = text(client.post(more["Location"], {"seen": f"{claim.lines.get().mentor_id}:9:6"}))

        assert "Thames ITT recorded 4 hours" in page

    def test_nobody_submits_past_it(self, client, claim, more):
        answer = client.post(step_of(claim, CHECK), {})

        assert answer["Location"] == step_of(claim, MORE)
        assert Claim.objects.get().submitted_at is None


def test_when_what_was_chosen_is_recorded_no_more_the_question_is_asked_again(client, claim):
    thames_records(claim, 6 * 60)
    choose(client, claim, "recorded")
    entry = LedgerEntry.objects.get()
    LedgerDispute.objects.create(entry=entry, hours_said=2, words="Two", disputed_by=claim.school.member)

    page = client.get(reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, CHECK]), follow=True)

    assert (
        "The hours that Thames ITT recorded have changed or are disputed. Select again how many you are claiming."
        in text(page)
    )
