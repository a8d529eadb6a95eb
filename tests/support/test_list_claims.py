"""The list of claims: found, filtered, sorted, paged, given to somebody, downloaded."""

import csv
import html
import io
import re
from datetime import datetime

import pytest
from django.urls import reverse

from apps.audit.history import history_of
from apps.claims.models import Claim
from apps.claims.services.ending import withdraw_claim
from apps.core import clock
from apps.support.exports import COLUMNS
from apps.support.filters import ClaimsFilter
from apps.support.views.claims import days_in_status
from tests.assurance.world import later
from tests.factories import ProviderFactory, draft_claim, school_that_can_claim, submitted_claim, year_2025

pytestmark = pytest.mark.django_db

LIST = reverse("support:list-claims")


@pytest.fixture
def claims(people, referred):
    """Three claims of three schools: one at review and Cora's, one submitted a day later, one a draft."""
    thames = ProviderFactory(name="Thames ITT", code="T99")
    reviewed = referred(school=school_that_can_claim(name="Hollins Primary School", urn="123456"), provider=thames)
    Claim.objects.filter(pk=reviewed.pk).update(assigned_to=people.cora)
    with clock.moved_to(datetime(2026, 2, 11, 9, tzinfo=clock.LONDON)):
        submitted = submitted_claim((8,), school=school_that_can_claim(name="St Mary’s Academy"))
    draft = draft_claim(school=school_that_can_claim(name="Oak Lane School"), provider=thames)
    return {"reviewed": reviewed, "submitted": submitted, "draft": draft}


def found(client, claims, address=""):
    """Which claims the list shows, in its order."""
    page = client.get(LIST + address).content.decode()
    places = {name: page.find(f'/support/claims/{claim.pk}/"') for name, claim in claims.items()}
    return sorted((name for name, place in places.items() if place >= 0), key=places.get)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("", ["submitted", "reviewed", "draft"]),
        ("?status=needs_review&status=draft", ["reviewed", "draft"]),
        ("?q=hollins+primary", ["reviewed"]),
        ("?q=thames", ["reviewed", "draft"]),
        ("?q=123456", ["reviewed"]),
        ("?q=nothing+like+it", []),
        ("?provider=T99", ["reviewed", "draft"]),
        ("?school=saint+marys", ["submitted"]),
        ("?assigned=me", ["reviewed"]),
        ("?assigned=nobody", ["submitted"]),
        ("?year=2025&status=draft", ["draft"]),
        ("?year=2023", []),
        ("?sort=submitted", ["reviewed", "submitted", "draft"]),
        ("?sort=-amount", ["submitted", "reviewed", "draft"]),
        ("?sort=amount", ["reviewed", "submitted", "draft"]),
        ("?sort=-waiting", ["reviewed", "submitted", "draft"]),
        ("?sort=rubbish&status=rubbish&year=x&assigned=7&q=%00", ["submitted", "reviewed", "draft"]),
    ],
)
def test_the_address_says_which_claims_and_in_which_order(sign_in, claims, address, names):
    assert found(sign_in("cora"), claims, address) == names


def test_how_long_a_claim_waits_is_said_only_where_somebody_is_to_act():
    waiting, ended = submitted_claim(), submitted_claim()
    withdraw_claim(ended, by=ended.created_by)

    with later(days=2):
        assert days_in_status(waiting) == 2
        assert days_in_status(ended) is None
        assert days_in_status(draft_claim()) is None


def test_a_claim_is_found_by_reference_in_any_writing_and_by_trn(sign_in, claims):
    client, claim = sign_in("nora"), claims["submitted"]

    assert found(client, claims, f"?q={claim.reference.replace('-', '').lower()}") == ["submitted"]
    assert found(client, claims, f"?q={claim.lines.get().mentor.trn}") == ["submitted"]


def test_a_claim_is_found_by_its_mentor_and_by_whoever_submitted_it(sign_in, claims):
    client, claim = sign_in("nora"), claims["submitted"]
    mentor = claim.lines.get().mentor
    mentor.first_name, mentor.last_name = "Mary", "Somerville-O’Neil"
    mentor.save()
    claim.submitted_by.last_name = "Zuleika"
    claim.submitted_by.save()

    for asked in ("somerville", "mary oneil", "zulei", "zuleika marys"):
        assert found(client, claims, f"?q={asked.replace(' ', '+')}") == ["submitted"], asked


def test_the_heading_states_every_condition_and_the_title_the_count(sign_in, claims):
    page = sign_in("cora").get(LIST + "?status=needs_review&year=2025&assigned=me&q=hollins").content.decode()

    words = "1 claim: Needs review, matching “hollins”, 2025 to 2026, assigned to you"
    assert f">{words}</h2>" in page
    assert f"<title>Claims, {words} - " in page
    assert "1 finding to answer" in page
    assert page.count("Remove this filter") == 4


def test_more_than_ten_thousand_are_not_counted(people):
    asked = ClaimsFilter({}, people=[people.cora], user=people.cora)

    assert asked.heading(10_000) == "10,000 claims, of every year and status"
    assert asked.heading(10_001) == "More than 10,000 claims, of every year and status"


def test_long_lists_come_in_pages_with_their_place_in_the_title(sign_in, referred):
    school, provider = school_that_can_claim(), ProviderFactory()
    claims = {number: submitted_claim((1,), school=school, provider=provider) for number in range(27)}
    client = sign_in("nora")

    first = client.get(LIST)
    assert "results 1 to 25" in first.content.decode()
    after = html.unescape(re.search(r'href="(\?after=[^"]+)"', first.content.decode())[1])
    assert "results 26 to 27" in client.get(LIST + after).content.decode()
    seen = found(client, claims) + found(client, claims, after)
    assert sorted(seen) == sorted(claims)


@pytest.mark.parametrize("many", [1, 25])
def test_the_list_asks_the_database_the_same_however_long_it_is(sign_in, referred, many, django_assert_max_num_queries):
    school, provider = school_that_can_claim(), ProviderFactory()
    for _ in range(many):
        referred(school=school, provider=provider, hours=(1,))
    client = sign_in("cora")

    with django_assert_max_num_queries(15):
        client.get(LIST)
    with django_assert_max_num_queries(15):
        client.get(LIST + "?status=needs_review&q=school&provider=provider&school=school&assigned=nobody&year=2025")


@pytest.fixture
def many(people):
    """Thirty claims of one school, the first of them a draft."""
    school, provider = school_that_can_claim(), ProviderFactory()
    return [draft_claim(school=school, provider=provider)] + [
        submitted_claim((1,), school=school, provider=provider) for _ in range(29)
    ]


def test_the_others_that_match_are_given_too(sign_in, people, many):
    client = sign_in("cora")
    page = client.get(LIST).content.decode()
    shown = [str(claim.pk) for claim in many if f'value="{claim.pk}"' in page]
    assert len(shown) == 25
    assert "Also include the other 4 that match" in page

    answer = client.post(LIST, {"claim": shown[:2], "others": "on", "to": "me"}, follow=True)

    assert "6 claims assigned to you." in answer.content.decode()
    mine = set(map(str, Claim.objects.filter(assigned_to=people.cora).values_list("pk", flat=True)))
    assert mine & set(shown) == set(shown[:2])
    assert str(many[0].pk) not in mine


def test_others_without_a_tick_are_refused_and_the_choice_stays(sign_in, many):
    page = sign_in("cora").post(LIST, {"others": "on", "to": "me"}).content.decode()

    assert "Select at least one claim" in page
    assert re.search(r'name="others"[^>]* checked', page)
    assert not Claim.objects.exclude(assigned_to=None).exists()


def test_others_are_offered_only_where_there_are_some(sign_in, claims):
    assert "Also include" not in sign_in("cora").get(LIST).content.decode()
    assert "Also include" not in sign_in("nora").get(LIST).content.decode()


def test_chosen_claims_are_given_to_somebody(sign_in, people, claims):
    client = sign_in("cora")
    chosen = [str(claims["reviewed"].pk), str(claims["submitted"].pk)]

    response = client.post(LIST + "?sort=amount", {"claim": chosen, "to": "me"})

    assert response["Location"] == LIST + "?sort=amount"
    page = client.get(response["Location"]).content.decode()
    assert "1 claim assigned to you. 1 already was." in page
    again = client.post(LIST, {"claim": chosen, "to": "me"})
    assert "Nothing to change: assigned to you already." in client.get(again["Location"]).content.decode()
    assert set(Claim.objects.filter(assigned_to=people.cora).values_list("pk", flat=True)) == {
        claims["reviewed"].pk,
        claims["submitted"].pk,
    }


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"to": "me"}, "Select at least one claim"),
        ({"to": "me", "claim": "rubbish"}, "Select at least one claim"),
        ({"to": "somebody", "claim": "reviewed"}, "Select a person"),
    ],
)
def test_choosing_nothing_says_so_and_keeps_what_was_ticked(sign_in, claims, posted, words):
    ticked = posted.get("claim") == "reviewed"
    posted = posted | ({"claim": str(claims["reviewed"].pk)} if ticked else {})

    page = sign_in("cora").post(LIST, posted).content.decode()

    assert "Error: Claims" in page
    assert f'<a href="#id_{"to" if ticked else "claim"}">{words}</a>' in page
    assert (f'value="{claims["reviewed"].pk}" form="bulk" checked' in page) == ticked


@pytest.mark.parametrize("who", ["priya", "ada", "nora"])
def test_only_caseworkers_assign(sign_in, claims, who):
    client = sign_in(who)

    assert client.post(LIST, {"claim": str(claims["submitted"].pk), "to": "nobody"}).status_code == 403
    assert 'form="bulk"' not in client.get(LIST).content.decode()


def test_the_file_holds_the_same_claims_and_its_taking_is_kept(sign_in, people, claims):
    response = sign_in("nora").post(reverse("support:download-claims") + "?provider=T99")

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == COLUMNS
    by_reference = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]}
    assert set(by_reference) == {claims["reviewed"].reference, claims["draft"].reference}
    row = by_reference[claims["reviewed"].reference]
    assert row["claim_amount"] == "219.00"
    assert (row["status"], row["status_code"]) == ("Needs review", "needs_review")
    assert (row["mentors"], row["hours"], row["assigned_to"]) == ("1", "5", "Cora Dfe")
    assert by_reference[claims["draft"].reference]["claim_amount"] == ""
    assert [words for _, words in history_of(people.nora)] == ["Downloaded claims as a file: provider “T99”"]


def test_the_columns_of_the_file_are_a_contract():
    assert ",".join(COLUMNS) == (
        "claim_reference,academic_year,status,status_code,status_since,school_urn,school_vendor_number,school_name,"
        "school_local_authority,school_type_of_establishment,school_group,provider_code,provider_ukprn,provider_name,"
        "mentors,hours,rate,claim_amount,claim_submission_date,submitted_by,assigned_to,paid_on,claim_unpaid_reason"
    )


def test_every_year_can_be_asked_for(people):
    assert str(year_2025().starts_on.year) in ClaimsFilter({}, people=[people.cora], user=people.cora).years


def test_filtering_keeps_the_order_and_what_only_others_can_do_is_not_yellow(sign_in, claims):
    page = sign_in("nora").get(LIST + "?sort=-waiting&status=needs_review").content.decode()

    assert 'name="sort" value="-waiting"' in page
    assert "govuk-tag--yellow" not in page
    assert "govuk-tag--yellow" in sign_in("cora").get(LIST + "?status=needs_review").content.decode()
