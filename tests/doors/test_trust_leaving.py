"""A trust's people act for its schools under their own names, until a school leaves: then both sides can read when."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.actors import Actor
from apps.audit.history import history_of
from apps.claims.models import Claim
from apps.claims.notifications import people_told
from apps.payments.notifications import addresses_of
from apps.policy.figures import conditions_in_force
from apps.schools.gias.sync import import_register
from apps.schools.models import School, Trust
from apps.schools.services.conditions import accept_conditions
from apps.schools.services.eligibility import make_eligible
from tests.factories import draft_claim, member_of, open_window, submitted_claim, year_2025
from tests.schools.register_files import establishment, register

pytestmark = pytest.mark.django_db

IN_TRUST = {"TrustSchoolFlag (code)": "3", "Trusts (code)": "5143", "Trusts (name)": "Northfield Learning Trust"}
IN_ANOTHER = {"TrustSchoolFlag (code)": "3", "Trusts (code)": "5144", "Trusts (name)": "Harbour Bridge Trust"}


def load(*rows, day=10):
    import_register(register(*rows), source="register.csv", as_at=date(2026, 2, day), by=Actor.job("The register"))


@pytest.fixture
def trust():
    load(
        establishment(100001, "Ashgrove Academy", **IN_TRUST),
        establishment(100002, "Eastmoor Free School", **IN_TRUST),
        day=9,
    )
    return Trust.objects.get(uid="5143")


@pytest.fixture
def ashgrove(trust):
    school = School.objects.get(urn="100001")
    school.member = member_of(school)
    make_eligible(school, year_2025(), by=school.member)
    accept_conditions(school, conditions_in_force(year_2025()), by=school.member)
    return school


@pytest.fixture
def tariq(client, trust):
    client.user = member_of(trust, first_name="Tariq", last_name="Mahmood")
    client.force_login(client.user)
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


def leave(**cells):
    load(establishment(100001, "Ashgrove Academy", **cells), establishment(100002, "Eastmoor Free School", **IN_TRUST))


class TestWhoDidWhat:
    def test_what_a_trust_user_does_in_the_schools_own_door_is_the_trusts_doing(self, tariq, ashgrove):
        open_window()
        claim = draft_claim(school=ashgrove)

        tariq.post(reverse("claims:school-discard-draft", args=[ashgrove.pk, claim.pk]))

        event, _ = history_of(claim)[-1]
        assert (event.event, event.actor_name) == ("claim.discard", "Tariq Mahmood")
        assert (event.actor_role, event.organisation) == ("trust user", "Northfield Learning Trust")

    def test_a_trust_user_who_belongs_to_the_school_too_acts_as_its_own_person(self, tariq, ashgrove):
        ashgrove.schoolmembership_set.create(user=tariq.user)
        claim = draft_claim(school=ashgrove)

        tariq.post(reverse("claims:school-discard-draft", args=[ashgrove.pk, claim.pk]))

        event, _ = history_of(claim)[-1]
        assert (event.actor_role, event.organisation) == ("school user", "Ashgrove Academy")

    def test_every_page_of_the_school_leads_back_to_the_trust(self, tariq, trust, ashgrove, client):
        home = reverse("doors:trust-home", args=[trust.pk])
        assert f'href="{home}"' in text_of(tariq.get(reverse("doors:school-home", args=[ashgrove.pk])))

        client.force_login(ashgrove.member)
        assert home not in text_of(client.get(reverse("doors:school-home", args=[ashgrove.pk])))

    def test_the_school_is_told_that_its_trust_may_act(self, client, ashgrove):
        client.force_login(ashgrove.member)

        page = text_of(client.get(reverse("schools:school-list-people", args=[ashgrove.pk])))

        assert "The people of Northfield Learning Trust can act for this school too." in page


class TestLeaving:
    def test_it_leaves_the_trusts_pages_at_once_and_its_claims_stay_with_it(self, tariq, trust, ashgrove):
        open_window()
        claim = draft_claim(school=ashgrove)
        leave()

        for name in ("doors:trust-home", "claims:trust-list-schools", "claims:trust-list-claims"):
            page = text_of(tariq.get(reverse(name, args=[trust.pk])))
            assert "Ashgrove Academy</a>" not in page
            assert claim.reference not in page
        assert tariq.get(reverse("doors:school-home", args=[ashgrove.pk])).status_code == 404
        assert tariq.get(reverse("doors:school-show-claim", args=[ashgrove.pk, claim.pk])).status_code == 404
        assert Claim.objects.get(pk=claim.pk).school == ashgrove

    def test_both_sides_read_when(self, tariq, trust, ashgrove):
        leave(**IN_ANOTHER)

        page = text_of(tariq.get(reverse("claims:trust-list-schools", args=[trust.pk])))
        assert "Left: Ashgrove Academy" in page
        assert "The register" in page
        (event, words) = history_of(ashgrove)[-1]
        assert words.startswith("Moved from Northfield Learning Trust to Harbour Bridge Trust, as the register says")
        assert "Its drafts and claims stay with it." in words
        assert event.event == "school.change_trust"
        assert [words for _, words in history_of(Trust.objects.get(uid="5144"))] == ["Joined: Ashgrove Academy"]
        tariq.force_login(ashgrove.member)
        assert "Moved from Northfield Learning Trust" in text_of(
            tariq.get(reverse("schools:school-show-details", args=[ashgrove.pk]))
        )

    def test_a_school_that_stays_has_nothing_to_read(self, trust, ashgrove):
        leave(**IN_TRUST, Town="Elsewhere")

        assert [event.event for event, _ in history_of(trust, ashgrove)] == []

    def test_a_school_that_closes_is_out_at_once(self, tariq, trust, ashgrove):
        leave(**IN_TRUST, **{"EstablishmentStatus (code)": "2"})

        assert "Ashgrove" not in text_of(tariq.get(reverse("claims:trust-list-schools", args=[trust.pk])))
        assert tariq.get(reverse("doors:school-home", args=[ashgrove.pk])).status_code == 404

    def test_whoever_submitted_for_the_trust_is_told_of_the_claim_until_the_school_leaves(self, tariq, trust, ashgrove):
        open_window()
        claim = submitted_claim(school=ashgrove)
        Claim.objects.filter(pk=claim.pk).update(submitted_by=tariq.user)
        claim.refresh_from_db()
        assert people_told(claim) == [ashgrove.member, tariq.user]
        assert set(addresses_of([claim], finance=False)[claim.pk]) == {ashgrove.member.email, tariq.user.email}
        leave()

        claim.refresh_from_db()
        assert people_told(claim) == [ashgrove.member]
        assert addresses_of([claim], finance=False)[claim.pk] == [ashgrove.member.email]
