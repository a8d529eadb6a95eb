"""Claims that are not yet sent get a replaced rate: by another administrator, one line of history and one email each."""

import pytest
from django.db import connection

from apps.audit.history import history_of
from apps.claims.services.repricing import NothingToReprice, reprice
from apps.notifications.models import OutboundEmail
from apps.policy.models import FundingArea, FundingRate
from apps.policy.services import replacing
from tests.factories import draft_claim, member_of, returned_claim, submitted_claim, year_2025
from tests.support.test_organisations import to, words_of

pytestmark = pytest.mark.django_db

AREA = FundingArea.REST_OF_ENGLAND


@pytest.fixture
def replaced(people):
    """Two claims submitted at the old rate, a draft and a returned one, then another rate for their area."""
    claims = [submitted_claim((5, 3)), submitted_claim((2,))]
    others = [draft_claim(), returned_claim()]
    figure = replacing.propose_rate(year_2025(), AREA, 5000, reason="The annex was wrong", by=people.ada)
    replacing.approve_rate(figure, by=people.ayo)
    return claims, others


def test_the_claims_not_yet_sent_get_the_rate_in_force(sign_in, replaced):
    (first, second), others = replaced
    colleague = member_of(first.school)
    kept = [(one.rate_pence, one.amount_pence) for one in others]
    client = sign_in("ayo")
    year = words_of(client.get(to("show-year", year_2025())))
    assert "Reprice 2 claims in Rest of England" in year

    page = words_of(client.get(to("reprice-claims", year_2025(), AREA)))
    assert "£438.00" in page
    assert "£500.00" in page
    answer = client.post(to("reprice-claims", year_2025(), AREA), follow=True)

    assert "2 claims repriced at £50.00" in words_of(answer)
    assert "Reprice" not in words_of(answer).split("<main")[1].split("History")[0].replace("repriced", "")
    for claim, pence in ((first, 40000), (second, 10000)):
        claim.refresh_from_db()
        assert (claim.status, claim.rate_pence, claim.amount_pence) == ("submitted", 5000, pence)
        assert {line.rate_pence for line in claim.lines.all()} == {5000}
        assert "Repriced at £50.00 an hour" in history_of(claim)[-1][1]
    for one in others:
        one.refresh_from_db()
    assert [(one.rate_pence, one.amount_pence) for one in others] == kept
    email = OutboundEmail.objects.get(message="ClaimRepricedForSchool", to=colleague.email)
    assert "is now £400.00. Until now it was £350.40." in email.body
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_who_proposed_the_rate_leaves_it_to_a_colleague(sign_in, replaced):
    client = sign_in("ada")

    assert "another administrator must reprice" in words_of(client.get(to("reprice-claims", year_2025(), AREA)))
    assert client.post(to("reprice-claims", year_2025(), AREA)).status_code == 409


def test_nothing_to_reprice_is_said(sign_in, people):
    submitted_claim()
    client = sign_in("ayo")

    assert "Every claim that can still change" in words_of(client.get(to("reprice-claims", year_2025(), AREA)))
    with pytest.raises(NothingToReprice):
        reprice(year_2025(), AREA, by=people.ayo)


def test_it_takes_the_same_queries_for_many_claims(people, replaced, django_assert_max_num_queries):
    for _ in range(5):
        submitted_claim((1,))
    figure = replacing.propose_rate(year_2025(), AREA, 5100, reason="Wrong again", by=people.ada)
    replacing.approve_rate(figure, by=people.ayo)

    with django_assert_max_num_queries(20):
        assert reprice(year_2025(), AREA, by=people.ayo) == 7


@pytest.mark.parametrize("who", ["cora", "priya", "nora"])
def test_only_administrators_reprice(sign_in, replaced, who):
    client = sign_in(who)

    assert client.post(to("reprice-claims", year_2025(), AREA)).status_code == 403
    assert "Reprice 2 claims" not in words_of(client.get(to("show-year", year_2025())))
    assert FundingRate.objects.in_force().get(year=year_2025(), area=AREA).pence == 5000
