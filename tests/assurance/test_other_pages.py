"""What a school does with the provider's hours, and the rules as DfE reads them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from apps.assurance.management.commands.publish_rules import rules_page
from apps.assurance.rules import RULES
from apps.claims.enums import ClaimStatus
from apps.users.models import SupportRole
from tests.assurance.pages import words_of
from tests.assurance.test_checking import status_of
from tests.assurance.test_replying import returned_claim
from tests.assurance.world import asked_claim, confirmed_claim, later
from tests.factories import TrustFactory, member_of, school_that_can_claim, support_person

pytestmark = pytest.mark.django_db


def page_of(name, claim):
    return reverse(f"assurance:school-{name}", args=[claim.school_id, claim.pk])


@pytest.fixture
def claim():
    return returned_claim()


@pytest.fixture
def anne(client, claim):
    client.force_login(claim.submitted_by)
    return client


def test_the_school_accepts_with_one_click(anne, claim):
    response = anne.post(page_of("accept-hours", claim))

    assert response["Location"] == reverse("doors:school-show-claim", args=[claim.school_id, claim.pk])
    assert status_of(claim) == ClaimStatus.SUBMITTED
    assert claim.lines.get().hours == 6


def test_a_second_click_changes_nothing_and_lands_where_the_first_did(anne, claim):
    first = anne.post(page_of("accept-hours", claim))

    assert anne.post(page_of("accept-hours", claim))["Location"] == first["Location"]
    assert status_of(claim) == ClaimStatus.SUBMITTED


def test_accepting_is_not_done_by_looking(anne, claim):
    assert anne.get(page_of("accept-hours", claim)).status_code == 405
    assert status_of(claim) == ClaimStatus.RETURNED


def test_accepting_too_late_is_refused_in_words(anne, claim):
    with later(days=15):
        anne.force_login(claim.submitted_by)
        response = anne.post(page_of("accept-hours", claim))

    assert response.status_code == 409
    assert "had to be changed by" in words_of(response)


def test_the_school_contests_with_its_reason(anne, claim):
    page = words_of(anne.get(page_of("contest-hours", claim)))
    assert "You claimed 16 hours" in page
    assert "says 6 hours" in page
    assert "Enter your reason" in words_of(anne.post(page_of("contest-hours", claim), {"words": ""}))

    anne.post(page_of("contest-hours", claim), {"words": "We have the attendance sheets"})

    assert status_of(claim) == ClaimStatus.NEEDS_REVIEW


def test_there_is_no_page_to_contest_what_nobody_said(client):
    claim = asked_claim()
    client.force_login(claim.submitted_by)

    assert client.get(page_of("contest-hours", claim))["Location"].endswith(f"/claims/{claim.pk}/")
    assert client.post(page_of("contest-hours", claim), {"words": "No"})["Location"].endswith(f"/claims/{claim.pk}/")


@pytest.mark.parametrize("name", ["accept-hours", "contest-hours"])
def test_a_claim_of_another_school_does_not_exist(client, claim, name):
    other = school_that_can_claim()
    client.force_login(other.member)

    assert client.post(page_of(name, claim), {"words": "x"}).status_code == 404
    address = reverse(f"assurance:school-{name}", args=[other.pk, claim.pk])
    assert client.post(address, {"words": "x"}).status_code == 404


def test_a_trust_user_replies_for_a_school_of_the_trust(client, claim):
    trust = TrustFactory()
    claim.school.trust = trust
    claim.school.save()
    client.force_login(member_of(trust))

    client.post(page_of("accept-hours", claim))

    assert status_of(claim) == ClaimStatus.SUBMITTED


def test_signed_out_people_are_asked_to_sign_in(client, claim):
    assert client.post(page_of("accept-hours", claim)).status_code == 302
    assert client.get(reverse("assurance:support-rules")).status_code == 302


@pytest.mark.parametrize("role", list(SupportRole))
def test_everyone_at_dfe_reads_the_rules(client, role):
    confirmed_claim()
    client.force_login(support_person(role))

    words = words_of(client.get(reverse("assurance:support-rules")))

    for rule in RULES:
        assert rule.code in words
        assert rule.policy in words.replace("&#39;", "'")
    assert "Notes" in words
    assert "Refers" in words


def test_rules_of_another_year_are_a_click_away_and_of_no_year_do_not_exist(client):
    client.force_login(support_person("auditor"))

    page = client.get(reverse("assurance:support-rules"), {"year": "2024 to 2025"})

    assert "what they found in 2024 to 2025" in words_of(page)
    assert client.get(reverse("assurance:support-rules"), {"year": "never"}).status_code == 404


def test_schools_do_not_find_the_rules_page(anne):
    assert anne.get(reverse("assurance:support-rules")).status_code == 404


def test_the_published_rules_are_up_to_date():
    assert (Path(settings.BASE_DIR) / "docs" / "assurance-rules.md").read_text(encoding="utf-8") == rules_page()
