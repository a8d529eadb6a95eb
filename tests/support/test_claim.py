"""The page of one claim, as the provider, the payer and time change it."""

from datetime import date

import pytest
from django.urls import reverse

from apps.assurance.models import Confirmation
from apps.audit.record import record
from apps.claims.enums import ClaimStatus, Move
from apps.claims.lifecycle import move
from apps.support.claim_page import label_for, next_step_for
from apps.users.models import SupportRole
from tests.factories import member_of, submitted_claim

pytestmark = pytest.mark.django_db

CASEWORKER, OFFICER = frozenset({SupportRole.CASEWORKER}), frozenset({SupportRole.PAYMENTS_OFFICER})


def words_of(response):
    return " ".join(response.content.decode().split())


def page_of(client, claim, part="show-claim"):
    return words_of(client.get(reverse(f"support:{part}", args=[claim.pk])))


def test_the_provider_is_quoted_with_reason_and_words(sign_in):
    claim = submitted_claim((5,))
    Confirmation.objects.create(
        claim=claim,
        mentor=claim.lines.get().mentor,
        hours_asked=5,
        answer="other_hours",
        hours_answered=3,
        reason="withdrew",
        words="Left in March",
        answered_by=member_of(claim.provider, first_name="Bilal", last_name="Khan"),
    )

    page = page_of(sign_in("nora"), claim)

    for words in ("3 hours, not 5", "They left the training", "Left in March", "Bilal Khan"):
        assert words in page


def test_the_page_says_until_when_the_provider_has(sign_in, checked):
    claim = checked(submitted_claim())

    page = page_of(sign_in("cora"), claim)

    assert f"{claim.provider} has until 3 March 2026 to confirm the hours." in page
    assert "Tuesday 3 March 2026" in page


def test_what_was_declared_and_accepted_stands_on_the_page(sign_in):
    claim = submitted_claim()

    page = page_of(sign_in("nora"), claim)

    assert claim.declared
    assert all(words in page for words in claim.declared)
    assert claim.submitted_by.full_name in page


def test_the_amount_is_read_from_the_rows(sign_in):
    claim = submitted_claim((5, 3))

    page = page_of(sign_in("priya"), claim, "show-claim-money")

    assert "£350.40" in page
    assert "£219.00" in page
    assert "£131.40" in page
    assert "It would go to Kelder local authority" in page


def test_every_status_has_its_next_step(people):
    claim = submitted_claim()

    for status in ClaimStatus:
        claim.status = status
        step = next_step_for(claim, CASEWORKER | OFFICER)
        assert step.text.endswith((".", "”."))
        assert all(action["href"].startswith("/support/") for action in step.actions)


@pytest.mark.parametrize(
    ("status", "roles", "is_yours"),
    [
        (ClaimStatus.NEEDS_REVIEW, CASEWORKER, True),
        (ClaimStatus.NEEDS_REVIEW, OFFICER, False),
        (ClaimStatus.APPROVED, OFFICER, True),
        (ClaimStatus.APPROVED, CASEWORKER, False),
        (ClaimStatus.SUBMITTED, CASEWORKER, False),
        (ClaimStatus.NEEDS_REVIEW, frozenset({SupportRole.AUDITOR}), False),
    ],
)
def test_it_is_yellow_only_for_the_role_whose_turn_it_is(people, status, roles, is_yours):
    claim = submitted_claim()
    claim.status = status

    assert next_step_for(claim, roles).is_yours == is_yours
    assert (label_for(claim, roles).colour == "yellow") == is_yours


def test_a_returned_claim_names_its_deadline_and_what_must_change(sign_in, people):
    claim = submitted_claim()
    move(claim, Move.RETURN, by=people.cora, return_words="Give the right hours", return_by=date(2026, 3, 3))

    page = page_of(sign_in("cora"), claim)

    assert "The school has until 3 March 2026" in page
    assert "Give the right hours" in page


def test_history_is_told_oldest_first_with_names(sign_in, people):
    claim = submitted_claim()
    record("claim.assign", claim, by=people.cora, to="Dev Dfe", was="")

    page = page_of(sign_in("nora"), claim, "show-claim-history")

    assert page.index("Draft started") < page.index("Submitted: 5 hours") < page.index("Assigned to Dev Dfe")
    assert "by Cora Dfe" in page


@pytest.mark.parametrize("hours", [(1,), (1,) * 25])
@pytest.mark.parametrize("part", ["show-claim", "show-claim-checks", "show-claim-money", "show-claim-history"])
def test_a_claim_of_many_mentors_asks_the_database_no_more(
    sign_in, checked, hours, part, django_assert_max_num_queries
):
    claim, client = checked(submitted_claim(hours)), sign_in("cora")

    with django_assert_max_num_queries(15):
        client.get(reverse(f"support:{part}", args=[claim.pk]))


def test_a_claim_nobody_has_is_not_found(sign_in, people):
    assert sign_in("cora").get(reverse("support:show-claim", args=[people.cora.pk])).status_code == 404
