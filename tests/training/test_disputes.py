"""A school says that recorded hours are wrong; the provider answers; nothing is claimed meanwhile."""

import pytest
from django.urls import reverse

from apps.notifications.models import OutboundEmail
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.refusals import AlreadyDisputed, DisputeAnswered
from apps.training.services import files
from apps.training.services.disputing import answer_dispute, dispute_hours
from apps.training.services.recording import Said, record_hours
from tests.factories import MentorFactory, open_window, school_that_can_claim, year_2025
from tests.training.world import provider_with_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    open_window()
    return school_that_can_claim()


@pytest.fixture
def entry(provider, school):
    mentor = MentorFactory(at=school)
    record_hours(provider, [Said(2, mentor.trn, school.urn, year_2025(), 960)], by=provider.person, how="page")
    return LedgerEntry.objects.get()


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def sent(message):
    return OutboundEmail.objects.filter(message=message)


def test_the_school_sees_what_is_recorded_with_what_it_is_worth(anne, school, entry):
    shown = words(anne.get(reverse("claims:school-list-recorded", args=[school.pk])))

    assert entry.mentor.full_name in shown
    assert "£700.80" in shown


def test_a_mentor_who_is_not_on_the_list_is_shown_by_trn_with_a_way_to_add_them(anne, school, provider):
    record_hours(provider, [Said(2, "7654321", school.urn, year_2025(), 60)], by=provider.person, how="page")

    shown = words(anne.get(reverse("claims:school-list-recorded", args=[school.pk])))

    assert "TRN 7654321" in shown
    assert "Add this mentor" in shown


def test_an_empty_list_says_that_claiming_works_all_the_same(anne, school):
    assert "You can claim without" in words(anne.get(reverse("claims:school-list-recorded", args=[school.pk])))


def test_the_provider_is_told_and_the_school_sees_that_it_waits(anne, school, entry):
    address = reverse("claims:school-dispute-hours", args=[school.pk, entry.pk])

    answer = anne.post(address, {"hours": "8", "words": "She left in May"}, follow=True)

    assert "has been asked to look at these hours again" in words(answer)
    assert sent("HoursDisputedForProvider").get().to
    shown = words(anne.get(address))
    assert "has not answered yet" in shown
    assert "Tell the provider that" not in shown


@pytest.mark.parametrize(
    ("posted", "says"),
    [
        ({"hours": "", "words": "Left"}, "Enter the hours the mentor trained"),
        ({"hours": "16", "words": "Left"}, "Hours must differ from those recorded"),
        ({"hours": "-1", "words": "Left"}, "Hours must be"),
        ({"hours": "8", "words": " "}, "Enter what is wrong"),
    ],
)
def test_a_dispute_without_its_number_or_words_is_refused(anne, school, entry, posted, says):
    answer = anne.post(reverse("claims:school-dispute-hours", args=[school.pk, entry.pk]), posted)

    assert says in words(answer)
    assert not LedgerDispute.objects.exists()


def test_another_schools_entry_does_not_exist(anne, school, provider):
    other = school_that_can_claim()
    mentor = MentorFactory(at=other)
    record_hours(provider, [Said(2, mentor.trn, other.urn, year_2025(), 60)], by=provider.person, how="page")

    address = reverse("claims:school-dispute-hours", args=[school.pk, LedgerEntry.objects.get().pk])
    assert anne.get(address).status_code == 404


def test_hours_are_disputed_once_until_the_answer(school, entry):
    dispute_hours(entry, hours=8, words="Left", by=school.member)

    with pytest.raises(AlreadyDisputed):
        dispute_hours(entry, hours=7, words="Left", by=school.member)


class TestTheProvidersAnswer:
    @pytest.fixture
    def dispute(self, school, entry):
        return dispute_hours(entry, hours=8, words="She left in May", by=school.member)

    def address(self, provider, dispute):
        return reverse("training:provider-answer-dispute", args=[provider.pk, dispute.pk])

    def test_can_correct_the_hours(self, bilal, provider, dispute, entry):
        posted = {"choice": "change", "hours": "8", "words": "You are right"}
        bilal.post(self.address(provider, dispute), posted)

        entry.refresh_from_db()
        assert entry.hours == 8
        email = sent("DisputeAnsweredForSchool").get()
        assert "Recorded now: 8 hours" in email.body

    def test_can_let_the_hours_stand(self, bilal, provider, dispute, entry):
        bilal.post(self.address(provider, dispute), {"choice": "stand", "hours": "", "words": "She came until July"})

        entry.refresh_from_db()
        dispute.refresh_from_db()
        assert entry.hours == 16
        assert dispute.answer == "She came until July"

    @pytest.mark.parametrize(
        ("posted", "says"),
        [
            ({"words": "x"}, "Select what you answer the school"),
            ({"choice": "change", "hours": "", "words": "x"}, "Enter the total hours of the year"),
            ({"choice": "change", "hours": "ten", "words": "x"}, "must be a number of hours"),
            ({"choice": "stand", "words": ""}, "Enter what you want to say"),
        ],
    )
    def test_needs_its_parts(self, bilal, provider, dispute, posted, says):
        assert says in words(bilal.post(self.address(provider, dispute), posted))
        dispute.refresh_from_db()
        assert dispute.answered_at is None

    def test_is_given_once(self, provider, dispute):
        answer_dispute(dispute, words="They stand", by=provider.person)

        with pytest.raises(DisputeAnswered):
            answer_dispute(dispute, words="They do not", minutes=60, by=provider.person)

    def test_is_not_another_providers_to_give(self, client, dispute):
        other = provider_with_people()
        client.force_login(other.person)

        assert client.get(self.address(other, dispute)).status_code == 404

    def test_shows_on_the_entry_with_its_history(self, bilal, provider, dispute, entry):
        shown = words(bilal.get(reverse("doors:provider-show-hours", args=[provider.pk, entry.pk])))

        assert "She left in May" in shown
        assert "disputes these hours: 16 hours recorded, 8 hours according to the school" in shown


class TestTheLedgerPage:
    def list(self, bilal, provider, **query):
        return words(bilal.get(reverse("doors:provider-list-hours", args=[provider.pk]), query))

    def test_shows_a_name_only_where_a_claim_has_given_it(self, bilal, provider, entry):
        shown = self.list(bilal, provider)

        assert f"TRN {entry.trn}" in shown
        assert entry.mentor.full_name not in shown
        assert "Not claimed" in shown

    def test_says_that_a_school_disputes(self, bilal, provider, school, entry):
        dispute_hours(entry, hours=8, words="Left", by=school.member)

        assert "Disputed" in self.list(bilal, provider)

    def test_is_searched_by_trn_and_school(self, bilal, provider, entry):
        assert f"TRN {entry.trn}" in self.list(bilal, provider, q=entry.trn)
        assert f"TRN {entry.trn}" in self.list(bilal, provider, q=entry.school.urn)
        assert f"TRN {entry.trn}" not in self.list(bilal, provider, q="Nowhere")

    def test_says_what_will_be_there_when_it_is_empty(self, bilal, provider):
        assert "No hours are recorded for this year" in self.list(bilal, provider)

    def test_is_a_file_that_uploaded_again_changes_nothing(self, bilal, provider, entry):
        answer = bilal.get(reverse("doors:provider-download-hours", args=[provider.pk]))
        data = b"".join(answer.streaming_content)

        file = files.keep_file(provider, "ledger.csv", data, by=provider.person)
        assert (file.outlook, file.problems) == ({"unchanged": 1}, [])

    def test_another_providers_entry_does_not_exist(self, client, entry):
        other = provider_with_people()
        client.force_login(other.person)

        assert client.get(reverse("doors:provider-show-hours", args=[other.pk, entry.pk])).status_code == 404
