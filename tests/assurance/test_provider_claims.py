"""The claims that name a provider, on pages and as a file: never an amount."""

import csv
import io
import re

import pytest
from django.urls import reverse

from apps.assurance.exports import COLUMNS
from apps.audit.history import history_of
from tests.assurance.pages import page_of, words_of
from tests.assurance.world import answer, asked_claim, check, confirm, confirmed_claim, not_ours, other_hours
from tests.factories import draft_claim, school_that_can_claim

pytestmark = pytest.mark.django_db


def test_the_claims_list_shows_status_in_the_providers_words(bilal, provider):
    asked_claim(provider=provider)
    confirmed_claim(provider=provider)
    answer(asked_claim(provider=provider), other_hours, 6)

    words = words_of(bilal.get(page_of("list-claims", provider)))

    assert "3 claims." in words
    for status in ("Waiting for you", "Answered", "With school"):
        assert status in words


@pytest.mark.parametrize(
    ("status", "count"),
    [("Waiting for you", 1), ("Answered", 1), ("With school", 1), ("You and the school disagree", 1), ("Closed", 0)],
)
def test_the_claims_list_is_filtered_by_what_its_tags_say(bilal, provider, status, count):
    asked_claim(provider=provider)
    confirmed_claim(provider=provider)
    answer(asked_claim(provider=provider), other_hours, 6)

    words = words_of(bilal.get(page_of("list-claims", provider), {"status": status}))

    assert f"{count} claim{'' if count == 1 else 's'}, {status.lower()}." in words


def test_a_claim_is_found_by_reference_school_and_trn(bilal, provider):
    claim = asked_claim(provider=provider, school=school_that_can_claim(name="Saint Bede Primary School"))
    asked_claim(provider=provider)

    for text in (claim.reference, "st bede", claim.lines.get().mentor.trn):
        words = words_of(bilal.get(page_of("list-claims", provider), {"q": text}))
        assert claim.reference in words
        assert "1 claim that matches" in words


def test_a_draft_and_a_claim_of_another_provider_do_not_exist(bilal, provider):
    for claim in (draft_claim(provider=provider), asked_claim()):
        assert bilal.get(page_of("show-claim", provider, claim.pk)).status_code == 404


def every_page(client, provider, claims):
    """Every provider page and file that exists, after many kinds of answers."""
    yield client.get(reverse("doors:provider-home", args=[provider.pk]))
    yield client.get(page_of("list-confirmations", provider))
    yield client.get(page_of("list-claims", provider))
    for claim in claims:
        yield client.get(page_of("show-claim", provider, claim.pk))


def test_no_page_and_no_file_of_a_provider_holds_an_amount(bilal, provider):
    claims = [asked_claim(hours=(7, 11), provider=provider) for _ in range(4)]
    answer(claims[0], other_hours, 3)
    answer(claims[1], not_ours)
    answer(claims[2], confirm)
    check()
    secrets = set()
    for claim in claims:
        claim.refresh_from_db()
        lines = [line.amount_pence for line in claim.lines.all()]
        secrets |= {claim.amount_pence, claim.rate_pence, *lines}
    forbidden = {f"{pence // 100}.{pence % 100:02d}" for pence in secrets} | {str(pence) for pence in secrets}

    texts = [words_of(response) for response in every_page(bilal, provider, claims)]
    texts.append(b"".join(bilal.get(page_of("download-claims", provider)).streaming_content).decode())

    for text in texts:
        assert "£" not in text
        for amount in forbidden:
            assert not re.search(rf"\b{re.escape(amount)}\b", text.replace(",", "")), f"{amount} in {text[:200]}"


def test_the_file_has_its_contracted_columns_and_a_row_for_each_mentor(bilal, provider):
    claim = asked_claim(hours=(16, 5), provider=provider, school=school_that_can_claim(name="=Hollins"))
    answer(claim)

    text = b"".join(bilal.get(page_of("download-claims", provider)).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert [words for _, words in history_of(provider)][-1].startswith("Downloaded claims as a file")
    assert COLUMNS == [
        "claim_reference",
        "claim_line_id",
        "academic_year",
        "school_urn",
        "school_name",
        "mentor_trn",
        "mentor_name",
        "hours_claimed",
        "status",
        "answer_by",
        "answer",
        "hours_answered",
        "reason",
        "answered_on",
    ]
    assert list(rows[0]) == COLUMNS
    assert [(row["hours_claimed"], row["answer"]) for row in rows] == [("16", "confirmed"), ("5", "confirmed")]
    assert {row["school_name"] for row in rows} == {"'=Hollins"}
    assert {row["answered_on"] for row in rows} == {"2026-02-10"}
