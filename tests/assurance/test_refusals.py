"""Checks and answers at their edges: what comes too late, is too large or is about nobody changes nothing."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.assurance import exports
from apps.assurance.models import Confirmation, RuleResult
from apps.assurance.services.checking import check_claim
from apps.claims import lifecycle
from apps.claims.enums import Move
from apps.core.files.reading import MOST_BYTES
from apps.core.models import JourneyAnswers
from apps.payments.services.runs import prepare_run
from tests.assurance.pages import page_of, words_of
from tests.assurance.world import CHECKS, asked_claim
from tests.factories import approved_claim, draft_claim, submitted_claim, support_person

pytestmark = pytest.mark.django_db


def test_a_draft_and_a_claim_in_a_run_are_not_checked():
    draft, in_run = draft_claim(), approved_claim()
    prepare_run(in_run.window, by=support_person("payments_officer"))

    for claim in (draft, in_run):
        check_claim(claim, by=CHECKS)

    assert not RuleResult.objects.exists()


def test_a_claim_that_dfe_looks_at_can_still_be_answered_and_says_so(bilal, provider):
    claim = asked_claim(provider=provider)
    lifecycle.move(claim, Move.REFER, by=CHECKS)

    listed = words_of(bilal.get(page_of("list-claims", provider)))

    assert claim.reference in listed
    assert "With DfE" in listed


def test_a_file_of_answers_that_is_too_large_is_refused_before_it_is_read(bilal, provider):
    chosen = SimpleUploadedFile("answers.csv", b"x" * (MOST_BYTES + 1), content_type="text/csv")

    answer = bilal.post(page_of("upload-answers", provider), {"file": chosen})

    assert "answers.csv must be smaller than 10MB" in words_of(answer)
    assert not JourneyAnswers.objects.exists()


def test_an_answer_about_something_that_is_no_line_is_left_out(bilal, provider):
    asked_claim(provider=provider)

    answer = bilal.post(page_of("list-confirmations", provider), {f"answer-{'-' * 36}-5": "confirmed"}, follow=True)

    assert answer.status_code == 200
    assert not Confirmation.objects.exists()


def test_the_file_of_claims_has_every_claim_however_many_are_read_at_once(bilal, provider, monkeypatch):
    monkeypatch.setattr(exports, "AT_A_TIME", 2)
    claims = [submitted_claim((1,), provider=provider) for _ in range(5)]

    answer = bilal.get(page_of("download-claims", provider))

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert sorted(row["claim_reference"] for row in rows) == sorted(claim.reference for claim in claims)
