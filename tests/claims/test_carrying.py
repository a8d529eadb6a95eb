"""A school became another: what was not submitted is carried across, once; the rest stays, and both schools say so."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.models import ReadyMade
from apps.claims.services.carrying import CannotCarry, carry_across
from apps.claims.services.submission import submit_claim
from apps.schools.models import SaidBy, School, Succession
from apps.schools.services.conditions import accept_conditions, has_accepted
from apps.schools.services.eligibility import is_eligible
from apps.schools.services.succession import NoSuccession, name_successor
from apps.users.services.people import memberships_in
from tests.factories import (
    INNER_LONDON,
    MentorFactory,
    SchoolFactory,
    draft_claim,
    member_of,
    school_that_can_claim,
    statements,
    submitted_claim,
    support_person,
    year_2025,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    """A school with a draft, a submitted claim, two mentors and a member, closed since."""
    school = school_that_can_claim(name="Hollins Primary School", urn="100001")
    school.ada = MentorFactory(at=school, last_name="Byron")
    school.bo = MentorFactory(at=school, last_name="Peep")
    school.ada.places.update(email="ada@hollins.example")
    school.draft = draft_claim((3,), school=school, mentors=[school.ada])
    school.submitted = submitted_claim((2,), school=school, mentors=[school.bo])
    School.objects.filter(pk=school.pk).update(status="2", closed_on=date(2026, 1, 31))
    return school


@pytest.fixture
def new():
    return SchoolFactory(name="Hollins Academy", urn="150001", group_code="10", district_code=INNER_LONDON)


@pytest.fixture
def cora():
    return support_person("caseworker", first_name="Cora", last_name="Bell")


@pytest.fixture
def succession(old, new):
    return Succession.objects.create(
        predecessor=old, successor=new, said_by=SaidBy.REGISTER, linked_on=date(2026, 2, 1)
    )


def test_people_mentors_years_and_drafts_move_and_submitted_claims_stay(succession, old, new, cora):
    carry_across(succession, by=cora)

    assert [one.user for one in memberships_in(new)] == [old.member]
    assert memberships_in(old).filter(user=old.member).exists()
    assert is_eligible(new, year_2025())
    assert not has_accepted(new, year_2025())
    old.draft.refresh_from_db()
    old.submitted.refresh_from_db()
    assert (old.draft.school, {line.school for line in old.draft.lines.all()}) == (new, {new})
    assert old.submitted.school == old
    there = {place.mentor: place for place in new.places.filter(ended_at=None)}
    assert set(there) == {old.ada, old.bo}
    assert there[old.ada].email == "ada@hollins.example"
    assert [place.mentor for place in old.places.filter(ended_at=None)] == [old.bo]
    succession.refresh_from_db()
    assert succession.carried == {"people": 1, "places": 2, "years": 1, "drafts": 1}


def test_the_draft_is_priced_at_the_new_school(succession, old, new, cora):
    carry_across(succession, by=cora)
    accept_conditions(new, old.submitted.conditions, by=old.member)
    old.draft.refresh_from_db()

    submit_claim(old.draft, by=old.member, declared=statements(old.draft), is_mentor=False)

    old.draft.refresh_from_db()
    assert (old.draft.status, old.draft.amount_pence) == (ClaimStatus.SUBMITTED, 3 * 5360)


def test_a_draft_made_ready_from_recorded_hours_is_an_ordinary_one_from_then_on(succession, old, cora):
    about = {"school": old, "provider": old.draft.provider, "year": old.draft.year}
    ready = ReadyMade.objects.create(claim=old.draft, **about)

    carry_across(succession, by=cora)

    ready.refresh_from_db()
    assert ready.claim is None


def test_both_schools_say_it_with_the_day_and_the_people_are_told(client, succession, old, new, cora):
    carry_across(succession, by=cora)

    told = apps.get_model("notifications", "OutboundEmail").objects.filter(message="SchoolCarriedForSchool")
    assert [email.to for email in told] == [old.member.email]
    assert "the access of 1 person, 2 mentors, 1 draft claim" in told.get().body
    client.force_login(old.member)
    before = client.get(reverse("schools:school-show-details", args=[old.pk])).content.decode()
    after = client.get(reverse("schools:school-show-details", args=[new.pk])).content.decode()
    assert "Hollins Academy follows this school" in before
    assert "On 10 February 2026 DfE moved what was not submitted yet to Hollins Academy (URN 150001)" in before
    assert "Hollins Academy follows Hollins Primary School (URN 100001). On 10 February 2026" in after
    assert (
        history_of(old.draft)[-1][1]
        == "Moved to Hollins Academy, URN 150001, which follows Hollins Primary School, URN 100001"
    )


def test_it_is_done_once(succession, cora):
    carry_across(succession, by=cora)

    with pytest.raises(CannotCarry, match="was carried across to Hollins Academy on 10 February 2026"):
        carry_across(succession, by=cora)


@pytest.mark.parametrize(
    ("which", "status", "words"),
    [("old", "1", "is open, so everything stays there"), ("new", "2", "is not open, so nothing can be carried to it")],
)
def test_only_a_closed_school_is_carried_to_an_open_one(which, status, words, succession, old, new, cora):
    School.objects.filter(pk={"old": old, "new": new}[which].pk).update(status=status)

    with pytest.raises(CannotCarry, match=words):
        carry_across(succession, by=cora)
    assert not memberships_in(new).exists()


def test_somebody_and_a_mentor_who_are_there_already_are_not_doubled(succession, old, new, cora):
    member = member_of(new)
    type(memberships_in(old).get()).objects.create(user=member, school=old)
    MentorFactory(at=new)
    old.ada.places.create(school=new)

    carry_across(succession, by=cora)

    assert memberships_in(new).count() == 2
    assert old.ada.places.filter(school=new).count() == 1


def test_support_carries_across_what_the_register_says(client, succession, old, new, cora):
    client.force_login(cora)
    assert "Closed schools to carry across" in client.get(reverse("support:home")).content.decode()
    assert old.name in client.get(reverse("support:list-schools"), {"to_carry": "on"}).content.decode()
    shown = client.get(reverse("support:show-school", args=[old.pk])).content.decode()
    assert "named by Get Information About Schools" in shown
    carry = reverse("support:carry-school", args=[old.pk, succession.pk])
    preview = client.get(carry).content.decode()
    for words in (old.member.full_name, "Byron", "2025 to 2026", old.draft.reference, "1 February 2026"):
        assert words in preview
    assert old.submitted.reference not in preview

    answer = client.post(carry, follow=True).content.decode()

    assert "Carried across to Hollins Academy." in answer
    assert "This school follows" in answer
    assert "This was done on 10 February 2026." in client.get(carry).content.decode()
    assert client.post(carry).status_code == 409
    after = client.get(reverse("support:show-school", args=[old.pk])).content.decode()
    assert "Carried across on 10 February 2026" in after
    assert "school that follows it</a>" not in after
    assert "Closed schools to carry across" not in client.get(reverse("support:home")).content.decode()
    assert old.name not in client.get(reverse("support:list-schools"), {"to_carry": "on"}).content.decode()


def test_support_names_a_successor_by_search(client, old, new, cora):
    client.force_login(cora)
    find = reverse("support:choose-successor", args=[old.pk])
    assert "Which school follows it?" in client.get(find).content.decode()
    assert "We found no open school like that" in client.get(find + "?q=zebra").content.decode()
    assert "Select one, or search again" in client.post(find + "?q=hollins", {}).content.decode()

    answer = client.post(find + "?q=hollins", {"chosen": str(new.pk)})

    named = Succession.objects.get()
    assert (named.successor, named.said_by) == (new, SaidBy.SUPPORT)
    assert answer["Location"] == reverse("support:carry-school", args=[old.pk, named.pk])
    assert history_of(old)[-1][1] == "Named Hollins Academy, URN 150001 as the school that follows this one"


def test_naming_the_same_successor_again_changes_nothing(old, new, cora):
    first = name_successor(old, new, by=cora)

    assert name_successor(old, new, by=cora) == first
    assert [event.event for event, _ in history_of(old)].count("school.name_successor") == 1


def test_an_open_school_has_no_successor_and_a_closed_one_follows_nobody(client, old, new, cora):
    with pytest.raises(NoSuccession, match="Only a closed school has a successor"):
        name_successor(new, old, by=cora)
    with pytest.raises(NoSuccession, match="is not an open school"):
        name_successor(old, SchoolFactory(status="2"), by=cora)
    client.force_login(cora)
    assert client.get(reverse("support:choose-successor", args=[new.pk])).status_code == 409
    assert client.get(reverse("support:carry-school", args=[new.pk, new.pk])).status_code == 404
