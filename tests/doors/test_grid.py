"""One school's mentors and the hours each did in a year, typed in one go."""

import pytest
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.training.models import LedgerDispute, LedgerEntry
from apps.training.services.limiting import limit_person
from apps.training.services.recording import Said, record_hours
from tests.assurance.pages import words_of
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    member_of,
    school_that_can_claim,
    submitted_claim,
    year_2025,
)

pytestmark = pytest.mark.django_db


class Scene:
    """A school with one mentor whom a claim names and one whom nobody has named, both with this provider."""

    def __init__(self):
        self.provider = ProviderFactory()
        self.person = member_of(self.provider)
        self.school = school_that_can_claim()
        self.named, self.other = MentorFactory.create_batch(2, at=self.school)
        submitted_claim((16,), school=self.school, provider=self.provider, mentors=[self.named])
        self.record(self.other, 6 * 60)

    def record(self, mentor, minutes, **more):
        said = Said(1, mentor.trn, self.school.urn, year_2025(), minutes, **more)
        record_hours(self.provider, [said], by=self.person, how="page")

    def minutes(self):
        return dict(LedgerEntry.objects.filter(minutes__gt=0).values_list("trn", "minutes"))

    @property
    def page(self):
        return reverse("doors:provider-record-school-hours", args=[self.provider.pk, self.school.pk])

    def typed(self, named="", other="6", **changes):
        shown = {f"was-{self.named.trn}": "0", f"was-{self.other.trn}": "360"}
        return shown | {f"hours-{self.named.trn}": named, f"hours-{self.other.trn}": other} | changes


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def bilal(client, scene):
    client.force_login(scene.person)
    return client


def test_the_page_names_only_whom_a_claim_has_named(bilal, scene):
    words = words_of(bilal.get(scene.page))

    assert scene.named.full_name in words
    assert f"TRN {scene.other.trn}" in words
    assert scene.other.full_name not in words


def test_what_was_changed_is_recorded_in_one_go_and_nothing_else(bilal, scene):
    response = bilal.post(scene.page, scene.typed("1:30", "6"), follow=True)

    assert "Hours of 1 mentor recorded." in words_of(response)
    assert scene.minutes() == {scene.named.trn: 90, scene.other.trn: 360}
    assert AuditEvent.objects.filter(event="hours.record").count() == 2


def test_several_are_recorded_with_what_can_never_be_claimed_of_them(bilal, scene):
    words = words_of(bilal.post(scene.page, scene.typed("18", "12"), follow=True))

    assert "Hours of 2 mentors recorded. 2 hours go beyond what can be claimed." in words
    assert scene.minutes() == {scene.named.trn: 18 * 60, scene.other.trn: 12 * 60}


@pytest.mark.parametrize(
    ("named", "other", "says"),
    [
        ("ten", "7", "must be a number of hours"),
        ("0", "7", "must be more than 0"),
        ("4", "", "Enter the hours of TRN"),
        ("", "6", "Change the hours of at least one mentor"),
    ],
)
def test_a_mistake_is_said_beside_its_field_nothing_is_recorded_and_nothing_typed_is_lost(
    bilal, scene, named, other, says
):
    response = bilal.post(scene.page, scene.typed(named, other))

    assert says in words_of(response)
    for value in filter(None, (named, other)):
        assert f'value="{value}"' in response.content.decode()
    assert scene.minutes() == {scene.other.trn: 360}


def test_hours_that_a_colleague_recorded_meanwhile_are_shown_before_they_are_written_over(bilal, scene):
    scene.record(scene.other, 12 * 60)

    first = bilal.post(scene.page, scene.typed("4", "7"))
    assert f"Somebody recorded 12 hours for TRN {scene.other.trn} while you were here" in words_of(first)
    assert scene.minutes() == {scene.other.trn: 720}

    bilal.post(scene.page, scene.typed("4", "7", **{f"was-{scene.other.trn}": "720"}))
    assert scene.minutes() == {scene.named.trn: 240, scene.other.trn: 420}


def test_a_field_left_alone_does_not_undo_what_a_colleague_recorded(bilal, scene):
    scene.record(scene.other, 12 * 60)

    bilal.post(scene.page, scene.typed("4", "6"))

    assert scene.minutes() == {scene.named.trn: 240, scene.other.trn: 720}


def test_disputed_hours_and_sessions_are_shown_and_not_typed_over(bilal, scene):
    entry = LedgerEntry.objects.get(trn=scene.other.trn)
    LedgerDispute.objects.create(entry=entry, hours_said=8, words="Left", disputed_by=scene.school.member)
    scene.record(scene.named, 90, trained_on=year_2025().training_from)

    response = bilal.get(scene.page)

    assert "disputed by the school: answer it first" in words_of(response)
    assert "1 hour 30 minutes" in words_of(response)
    assert "recorded session by session" in words_of(response)
    assert "Save hours" not in words_of(response)


def test_each_year_has_its_own_page(bilal, scene):
    response = bilal.get(f"{scene.page}?year=2024-to-2025")

    assert "Total hours of 2024 to 2025" in words_of(response)
    assert 'value="6"' not in response.content.decode()


def test_a_closed_school_takes_no_more_hours(bilal, scene):
    type(scene.school).objects.filter(pk=scene.school.pk).update(status="2")

    words = words_of(bilal.post(scene.page, scene.typed("4")))

    assert "This school is closed" in words
    assert scene.minutes() == {scene.other.trn: 360}


def test_schools_of_others_and_pages_of_others_do_not_exist(client, bilal, scene):
    stranger = reverse("doors:provider-record-school-hours", args=[scene.provider.pk, SchoolFactory().pk])
    assert bilal.get(stranger).status_code == 404

    other = ProviderFactory()
    client.force_login(member_of(other))
    assert client.get(scene.page).status_code == 404
    own = reverse("doors:provider-record-school-hours", args=[other.pk, scene.school.pk])
    assert client.get(own).status_code == 404


def test_a_delivery_partner_finds_its_own_schools_only(client, scene):
    partner = member_of(scene.provider)
    membership = partner.providermemberships.get()
    limit_person(membership, [scene.school], version=1, by=scene.person)
    client.force_login(partner)
    assert "Hours of 1 mentor recorded." in words_of(client.post(scene.page, scene.typed("4"), follow=True))

    membership.refresh_from_db()
    limit_person(membership, [SchoolFactory()], version=membership.version, by=scene.person)
    assert client.get(scene.page).status_code == 404


def test_the_ledger_leads_here(bilal, scene):
    assert scene.page in bilal.get(reverse("doors:provider-list-hours", args=[scene.provider.pk])).content.decode()


@pytest.mark.parametrize("mentors", [1, 20])
def test_the_page_costs_the_same_however_many_mentors_there_are(bilal, scene, mentors, django_assert_max_num_queries):
    for mentor in MentorFactory.create_batch(mentors, at=scene.school):
        scene.record(mentor, 60)

    with django_assert_max_num_queries(12):
        assert bilal.get(scene.page).status_code == 200
