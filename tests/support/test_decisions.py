"""What a caseworker does with a claim, and everybody and everything that may not."""

from datetime import date

import pytest
from django.urls import reverse

from apps.assurance.services.checking import unanswered
from apps.audit.history import history_of
from apps.claims.enums import ClaimStatus
from apps.claims.services.assigning import CannotBeAssigned, assign_claims
from apps.notifications.models import OutboundEmail
from tests.factories import draft_claim, submitted_claim

pytestmark = pytest.mark.django_db

DEADLINE = {"return_by-day": "3", "return_by-month": "3", "return_by-year": "2026"}
POSTS = {
    "approve-claim": {"reason": "The record was corrected"},
    "return-claim": {"words": "Give the right hours"} | DEADLINE,
    "reject-claim": {"category": "not_trained", "words": "Nobody trained"},
    "withdraw-claim": {"reason": "The head teacher asked by phone"},
}
GOES_TO = {
    "approve-claim": ClaimStatus.APPROVED,
    "return-claim": ClaimStatus.RETURNED,
    "reject-claim": ClaimStatus.REJECTED,
    "withdraw-claim": ClaimStatus.WITHDRAWN,
}


def address(name, claim, *more):
    return reverse(f"support:{name}", args=[claim.pk, *more])


def post(client, name, claim, **changes):
    return client.post(address(name, claim), {"version": claim.version} | POSTS.get(name, {}) | changes)


def answer_all(client, claim):
    for finding in unanswered(claim):
        client.post(address("answer-finding", claim, finding.result.pk), {"words": "Looked at the record"})


def words_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", POSTS)
def test_a_caseworker_decides(sign_in, referred, name):
    claim, client = referred(), sign_in("cora")
    answer_all(client, claim)
    before = OutboundEmail.objects.count()

    assert client.get(address(name, claim)).status_code == 200
    response = post(client, name, claim)

    claim.refresh_from_db()
    assert response["Location"] == address("show-claim", claim)
    assert claim.status == GOES_TO[name]
    assert OutboundEmail.objects.count() > before
    page = words_of(client.get(response["Location"]))
    assert f"Claim {claim.reference}" in page
    assert "govuk-notification-banner--success" in page


@pytest.mark.parametrize("who", ["priya", "ada", "nora"])
def test_nobody_but_a_caseworker_decides(sign_in, referred, who):
    claim, client = referred(), sign_in(who)

    for name in [*POSTS, "decide-claim", "reopen-claim", "assign-claim"]:
        assert post(client, name, claim).status_code == 403, name
    finding = unanswered(claim)[0]
    refused = client.post(address("answer-finding", claim, finding.result.pk), {"words": "I say so"})
    assert refused.status_code == 403
    assert "Caseworkers review claims." in words_of(refused)
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.NEEDS_REVIEW
    assert unanswered(claim)
    page = words_of(client.get(address("show-claim", claim)))
    assert "Make a decision" not in page
    assert "app-next--you" not in page


@pytest.mark.parametrize("name", [*POSTS, "decide-claim", "reopen-claim"])
def test_a_claim_that_is_elsewhere_says_where_it_is(sign_in, name):
    claim = draft_claim()

    response = sign_in("cora").get(address(name, claim))

    assert response.status_code == 409
    assert f"Claim {claim.reference} is now: draft." in words_of(response)


def test_a_claim_in_a_run_is_neither_withdrawn_nor_reopened(sign_in, referred):
    claim, client = referred(), sign_in("cora")
    answer_all(client, claim)
    post(client, "approve-claim", claim)
    type(claim).objects.filter(pk=claim.pk).update(is_in_run=True)

    for name in ("withdraw-claim", "reopen-claim"):
        response = client.get(address(name, claim))
        assert response.status_code == 409
        assert "payment run" in words_of(response)
    assert "Reopen claim" not in words_of(client.get(address("show-claim", claim)))


def test_a_claim_that_changed_meanwhile_is_not_decided(sign_in, referred):
    claim, client = referred(), sign_in("cora")
    seen = claim.version
    type(claim).objects.get(pk=claim.pk).save(update_fields=["payer_reason"])

    response = post(client, "reject-claim", claim, version=seen)

    assert response.status_code == 409
    assert "This changed while you were here" in words_of(response)
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.NEEDS_REVIEW


def test_approval_is_offered_once_every_finding_is_answered(sign_in, referred):
    claim, client = referred(), sign_in("cora")

    waiting = words_of(client.get(address("decide-claim", claim)))
    assert 'value="approve"' not in waiting
    assert "Still to answer" in waiting
    refused = post(client, "approve-claim", claim)
    assert refused.status_code == 409

    answer_all(client, claim)
    assert 'value="approve"' in words_of(client.get(address("decide-claim", claim)))


@pytest.mark.parametrize(
    ("decision", "page"), [("approve", "approve-claim"), ("return", "return-claim"), ("reject", "reject-claim")]
)
def test_each_decision_has_its_page(sign_in, referred, decision, page):
    claim, client = referred(), sign_in("cora")
    answer_all(client, claim)

    assert client.post(address("decide-claim", claim), {"decision": decision})["Location"] == address(page, claim)


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("decide-claim", {}, "Select a decision"),
        ("approve-claim", {"reason": " "}, "Enter your reason"),
        ("approve-claim", {"reason": "x" * 501}, "Reason must be 500 characters or fewer"),
        ("return-claim", {"words": ""}, "Enter what must change"),
        ("return-claim", dict.fromkeys(DEADLINE, ""), "Enter a deadline"),
        ("return-claim", {"return_by-day": "10", "return_by-month": "2"}, "Deadline must be after today"),
        ("return-claim", {"return_by-day": "30", "return_by-month": "2"}, "Deadline must be a real date"),
        ("reject-claim", {"category": "because"}, "Select a reason"),
        ("reject-claim", {"words": ""}, "Enter the words the school will read"),
        ("withdraw-claim", {"reason": ""}, "Enter your reason"),
        ("assign-claim", {"to": ""}, "Select a person"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(sign_in, referred, name, changes, words):
    page = words_of(post(sign_in("cora"), name, referred(), **changes))

    assert "Error: " in page
    assert words in page


def test_a_claim_is_returned_by_its_deadline_with_its_words(sign_in, referred):
    claim = referred()

    post(sign_in("cora"), "return-claim", claim)

    claim.refresh_from_db()
    assert (claim.return_by, claim.return_words) == (date(2026, 3, 3), "Give the right hours")


def test_a_submitted_claim_may_be_returned_and_withdrawn_before_its_checks(sign_in):
    claim, client = submitted_claim(), sign_in("cora")

    page = words_of(client.get(address("show-claim", claim)))

    assert "Return to school" in page
    assert "Withdraw for the school" in page
    assert "Make a decision" not in page


@pytest.mark.parametrize("decided", ["approve-claim", "reject-claim"])
def test_a_decision_is_reopened_with_a_reason(sign_in, referred, decided):
    claim, client = referred(), sign_in("cora")
    answer_all(client, claim)
    post(client, decided, claim)
    claim.refresh_from_db()

    response = client.post(
        address("reopen-claim", claim), {"version": claim.version, "reason": "The school wrote to us"}
    )

    claim.refresh_from_db()
    assert response.status_code == 302
    assert claim.status == ClaimStatus.NEEDS_REVIEW
    assert "The school wrote to us" in words_of(client.get(address("show-claim-history", claim)))


def test_an_answer_to_a_finding_is_kept_with_its_author(sign_in, referred):
    claim, client = referred(), sign_in("cora")
    finding = unanswered(claim)[0]
    here = address("answer-finding", claim, finding.result.pk)

    assert f"Enter how you resolved “{finding.title}”" in words_of(client.post(here, {"words": ""}))
    client.post(here, {"words": "The record is late"})

    page = words_of(client.get(address("show-finding", claim, finding.result.pk)))
    assert "The record is late" in page
    assert "Cora Dfe" in page
    assert not unanswered(claim)
    assert "The record is late" in words_of(client.get(address("show-claim-history", claim)))


def test_a_finding_of_another_claim_is_not_found(sign_in, referred):
    claim, other = referred(), referred()

    response = sign_in("cora").get(address("show-finding", claim, unanswered(other)[0].result.pk))

    assert response.status_code == 404


def test_a_claim_is_assigned_and_unassigned(sign_in, people, referred):
    claim, client = referred(), sign_in("cora")

    client.post(address("assign-claim", claim), {"to": str(people.dev.pk)})
    claim.refresh_from_db()
    assert claim.assigned_to == people.dev
    client.post(address("assign-claim", claim), {"to": "nobody"})
    claim.refresh_from_db()
    assert claim.assigned_to is None
    said = [words for event, words in history_of(claim) if event.event == "claim.assign"]
    assert said == ["Assigned to Dev Dfe", "No longer assigned to Dev Dfe"]


def test_assigning_leaves_forms_that_are_open_fresh(people, referred):
    claim = referred()

    assign_claims([claim], people.cora, by=people.cora)

    assert type(claim).objects.get(pk=claim.pk).version == claim.version


def test_a_claim_is_given_to_caseworkers_only(people, referred):
    with pytest.raises(CannotBeAssigned, match="is not a caseworker now"):
        assign_claims([referred()], people.priya, by=people.cora)


def test_a_draft_is_nobodys(people):
    assert assign_claims([draft_claim()], people.cora, by=people.cora) == 0
