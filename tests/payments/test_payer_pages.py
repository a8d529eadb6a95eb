"""The payer’s pages: its runs, its answers one by one, and its files."""

from datetime import date

import pytest

from apps.claims.enums import ClaimStatus
from apps.core.money import pounds
from apps.payments.enums import HeldFor
from apps.payments.files.payer_answers import Answer
from apps.payments.services import uploads
from apps.payments.services.answers import answer_lines, send_information
from apps.payments.services.runs import prepare_run, release_run
from tests.factories import approved_claim, member_of
from tests.payments.manglings import good
from tests.payments.reading import url, words

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 2, 9)


def test_the_payers_home_says_what_waits(client, fin, released):
    client.force_login(fin)

    assert "Answer 1 claim of payment run 1" in words(client.get(url("doors:payer-home")))


def test_the_home_the_list_and_the_run_count_the_same_claims_to_answer(client, fin, priya, line):
    says = Answer(line.claim.reference, "needs_information", reason="Which account?", category=HeldFor.OTHER)
    answer_lines([says], by=fin)
    client.force_login(fin)
    assert "0 claims" in words(client.get(url("payments:payer-list-runs")))

    line.claim.refresh_from_db()
    send_information(line.claim, by=priya, words="The main account")

    worth = pounds(line.amount_pence)
    assert worth in words(client.get(url("doors:payer-home")))
    listed = words(client.get(url("payments:payer-list-runs")))
    assert f'{worth}<span class="govuk-body-s app-second">1 claim</span>' in listed
    assert "Waiting for you" in listed
    shown = words(client.get(url("payments:payer-show-run", line.run_id)))
    assert f"1 claim to answer, {worth}, with those held that DfE has answered you about." in shown


def test_the_payers_pages_are_empty_before_anything_was_sent(client, fin, prepared):
    client.force_login(fin)

    assert "Nothing to do." in words(client.get(url("doors:payer-home")))
    assert "once DfE has released one" in words(client.get(url("payments:payer-list-runs")))
    assert "once somebody has uploaded one" in words(client.get(url("payments:payer-list-files")))
    assert client.get(url("payments:payer-show-run", prepared.pk)).status_code == 404
    assert client.get(url("payments:payer-answer-line", prepared.lines.get().pk)).status_code == 404


def test_the_payer_answers_on_the_page(client, fin, line):
    client.force_login(fin)
    address = url("payments:payer-answer-line", line.pk)
    assert line.remittance in words(client.get(address))

    response = client.post(
        address, {"says": "paid", "paid_on-day": "9", "paid_on-month": "2", "paid_on-year": "2026"}, follow=True
    )

    assert f"Claim {line.claim.reference} answered: paid." in words(response)
    assert "No claim of this run waits for your answer." in words(response)
    page = words(client.get(address))
    assert "The payment of this claim came back" in page
    assert "Save answer" not in page


ANSWERS_REFUSED = [
    ({}, "Select an answer for"),
    ({"says": "paid"}, "Enter the date paid"),
    ({"says": "paid", "paid_on-day": "9"}, "Date paid must include a month and year"),
    (
        {"says": "paid", "paid_on-day": "11", "paid_on-month": "2", "paid_on-year": "2026"},
        "Date paid must be today or earlier",
    ),
    (
        {"says": "paid", "paid_on-day": "30", "paid_on-month": "2", "paid_on-year": "2026"},
        "Date paid must be a real date",
    ),
    ({"says": "not_paid"}, "Enter why not"),
    ({"says": "not_paid", "why_not": "x" * 501}, "Reason must be 500 characters or fewer"),
    ({"says": "needs_information"}, "Enter what you need to know"),
    ({"says": "needs_information", "question": "Which?"}, "Select what it is about"),
    ({"says": "came_back", "reason": "x"}, "Select a valid choice"),
]


@pytest.mark.parametrize(("posted", "error"), ANSWERS_REFUSED)
def test_an_answer_that_lacks_something_is_asked_for_it(client, fin, line, posted, error):
    client.force_login(fin)

    response = client.post(url("payments:payer-answer-line", line.pk), posted)

    if error != "Select a valid choice":
        assert error in words(response)
    assert words(response).startswith("<!DOCTYPE html>")
    assert "<title>Error: " in words(response)
    line.claim.refresh_from_db()
    assert line.claim.status == ClaimStatus.PAYMENT_IN_PROGRESS


def test_what_was_typed_beside_another_answer_does_not_count(client, fin, line):
    client.force_login(fin)

    client.post(
        url("payments:payer-answer-line", line.pk),
        {"says": "not_paid", "why_not": "Closed", "paid_on-day": "40", "question": "x" * 600},
    )

    line.claim.refresh_from_db()
    assert (line.claim.status, line.claim.payer_reason) == (ClaimStatus.PAYMENT_REJECTED, "Closed")


def test_a_payment_that_came_back_is_said_on_the_page(client, fin, line):
    client.force_login(fin)
    address = url("payments:payer-came-back", line.pk)
    assert client.get(address).status_code == 409
    answer_lines([Answer(line.claim.reference, "paid", paid_on=PAID_ON)], by=fin)
    assert "Select what must be put right" in words(client.post(address, {"reason": "Closed"}))

    response = client.post(address, {"reason": "Closed", "category": "bank_details"}, follow=True)

    assert "noted as come back" in words(response)


def test_an_answer_from_a_stale_page_is_refused(client, fin, line):
    client.force_login(fin)
    answer_lines([Answer(line.claim.reference, "not_paid", reason="Closed")], by=fin)

    response = client.post(
        url("payments:payer-answer-line", line.pk),
        {"says": "paid", "paid_on-day": "9", "paid_on-month": "2", "paid_on-year": "2026"},
    )

    assert response.status_code == 409
    assert "already answered: not paid" in words(response)


def test_a_recalled_run_tells_the_payer_not_to_pay(client, fin, released, priya):
    from apps.payments.services.runs import recall_run

    recall_run(released, by=priya, reason="Wrong window")
    client.force_login(fin)

    assert "Do not pay this run" in words(client.get(url("payments:payer-show-run", released.pk)))
    assert client.post(url("payments:payer-download-run", released.pk)).status_code == 409


@pytest.fixture
def refs(priya, pete, fin):
    claims = [approved_claim(hours=(n,)) for n in (1, 2, 3)]
    run = release_run(prepare_run(claims[0].window, by=priya), by=pete)
    return [line.claim.reference for line in run.lines.order_by("amount_pence").select_related("claim")]


def test_a_file_is_uploaded_looked_at_applied_and_not_applied_twice(client, fin, refs):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(fin)
    data = (good(refs) + "222-222-2,paid,2026-02-09,\r\n").encode()
    file = lambda: SimpleUploadedFile("answers.csv", data)  # noqa: E731

    preview = client.post(url("payments:payer-upload-file"), {"file": file()}, follow=True)
    assert "2 ready, 0 unchanged, 1 with problems" in words(preview)
    assert "Apply 2 answers" in words(preview)
    address = preview.redirect_chain[-1][0]
    back = b"".join(client.get(address + "problems/").streaming_content).decode()
    assert "222-222-2,paid,2026-02-09,,5,Claim 222-222-2 is in no payment run" in back

    result = client.post(address, follow=True)
    assert "2 answers applied." in words(result)
    assert client.post(address).status_code == 409
    again = client.post(url("payments:payer-upload-file"), {"file": file()}, follow=True)
    assert "This file was already processed." in words(again)
    assert "Last file applied: answers.csv" in words(client.get(url("payments:payer-upload-file")))


def test_a_preview_that_went_stale_says_so_and_shows_what_is_left(client, fin, refs):
    client.force_login(fin)
    file = uploads.keep_upload("answers.csv", good(refs).encode(), by=fin)
    answer_lines([Answer(refs[0], "not_paid", reason="Closed")], by=fin)

    response = client.post(url("payments:payer-show-file", file.pk), follow=True)

    assert "Some claims changed since you previewed this file. Nothing was applied." in words(response)
    assert "1 ready, 0 unchanged, 1 with problems" in words(response)


def test_no_file_is_asked_for_again(client, fin):
    client.force_login(fin)

    assert "Choose a CSV file" in words(client.post(url("payments:payer-upload-file")))


def test_a_member_of_a_provider_finds_no_payer_pages(client, claim):
    client.force_login(member_of(claim.provider))

    assert client.get(url("payments:payer-list-runs")).status_code == 404
