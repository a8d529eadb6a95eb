"""Pages about money: who may see them, what they say in each state, and that they cost the same however long the list."""

from datetime import date

import pytest
from django.urls import reverse

from apps.claims.enums import ClaimStatus
from apps.payments.files.payer_answers import Answer
from apps.payments.models import PaymentRun
from apps.payments.services import uploads
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.users.models import SupportRole
from tests.factories import approved_claim, member_of, school_that_can_claim, support_person
from tests.payments.manglings import good

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 2, 9)


def words(response):
    return " ".join(response.content.decode().split())


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def auditor():
    return support_person(SupportRole.AUDITOR)


# The console


def test_an_officer_sees_what_is_ready_and_prepares_it(client, claim, priya):
    client.force_login(priya)
    page = words(client.get(url("support:list-runs")))
    assert "£876.00" in page
    assert "Payment runs will be here once somebody has prepared one." in page

    preview = words(client.get(url("support:prepare-run", claim.window_id)))
    assert "Prepare a run of £876.00" in preview
    response = client.post(url("support:prepare-run", claim.window_id), follow=True)

    assert "You prepared this run, so you cannot release it." in words(response)
    assert "Release £876.00 for payment" not in words(response)


def test_a_preview_shows_closed_schools_and_schools_over_the_threshold(client, priya):
    school = school_that_can_claim()
    claims = [approved_claim(hours=(16,), school=school) for _ in range(8)]
    school.status = "2"
    school.save()
    client.force_login(priya)

    page = words(client.get(url("support:prepare-run", claims[0].window_id)))

    assert f"{school}: the school closed" in page
    assert f"{school}: £5,606.40 this year, over £5,000.00" in page


def test_a_second_officer_releases_after_a_page_that_names_the_sum(client, prepared, pete, fin):
    client.force_login(pete)
    assert "Release £876.00 for payment" in words(client.get(url("support:show-run", prepared.pk)))
    confirm = words(client.get(url("support:release-run", prepared.pk)))
    assert "Fin Marsh" in confirm

    response = client.post(url("support:release-run", prepared.pk), follow=True)

    assert "Payment run 1 released: £876.00 sent to the payer." in words(response)
    assert "Outstanding" in words(response)


def test_a_release_without_anybody_at_the_payer_says_so(client, prepared, pete):
    client.force_login(pete)

    assert "Nobody at the payer has access" in words(client.get(url("support:release-run", prepared.pk)))


def test_the_preparer_who_asks_to_release_is_refused(client, prepared, priya):
    client.force_login(priya)

    assert client.get(url("support:release-run", prepared.pk)).url == url("support:show-run", prepared.pk)
    response = client.post(url("support:release-run", prepared.pk))

    assert response.status_code == 409
    assert "Another payments officer must release it." in words(response)


def test_a_run_is_cancelled_with_a_reason(client, prepared, priya):
    client.force_login(priya)
    address = url("support:cancel-run", prepared.pk)
    assert client.get(address).status_code == 200
    assert "Enter your reason" in words(client.post(address, {"reason": " "}))

    response = client.post(address, {"reason": "Wrong window"}, follow=True)

    assert "Cancelled by Priya Nair" in words(response)
    assert client.get(address).status_code == 302
    assert client.post(address, {"reason": "Again"}).status_code == 409


def test_a_run_is_recalled_by_another_officer_until_the_file_is_downloaded(client, released, priya, pete):
    client.force_login(pete)
    assert "another payments officer must recall it" in words(client.get(url("support:show-run", released.pk)))
    client.force_login(priya)
    assert "Recall this run" in words(client.get(url("support:show-run", released.pk)))
    assert client.get(url("support:recall-run", released.pk)).status_code == 200

    response = client.post(url("support:recall-run", released.pk), {"reason": "Wrong window"}, follow=True)

    assert "Payment run 1 taken back." in words(response)


def test_an_officer_downloads_the_file_and_sends_new_links(client, released, priya):
    client.force_login(priya)

    file = client.post(url("support:download-run", released.pk))
    assert file["Content-Type"].startswith("text/csv")
    assert b"claim_reference" in b"".join(file.streaming_content)
    assert client.post(url("support:download-run", released.pk)).status_code == 200
    response = client.post(url("support:send-links", released.pk), follow=True)
    assert "New links sent to the payer." in words(response)


def test_a_prepared_run_has_no_file(client, prepared, priya):
    client.force_login(priya)

    assert client.post(url("support:download-run", prepared.pk)).status_code == 409


OFFICERS_ONLY = [
    ("prepare-run", "window"),
    ("release-run", "run"),
    ("cancel-run", "run"),
    ("recall-run", "run"),
    ("answer-line", "line"),
    ("came-back", "line"),
    ("upload-file", None),
    ("send-information", "claim"),
    ("ask-school", "claim"),
]


@pytest.mark.parametrize(("name", "of"), OFFICERS_ONLY)
@pytest.mark.parametrize("role", [SupportRole.AUDITOR, SupportRole.CASEWORKER, SupportRole.ADMINISTRATOR])
def test_only_payments_officers_act(client, role, name, of, released, line):
    ids = {"window": released.window_id, "run": released.pk, "line": line.pk, "claim": line.claim_id}
    client.force_login(support_person(role))
    address = url(f"support:{name}", *([ids[of]] if of else []))

    for response in (client.get(address), client.post(address)):
        assert response.status_code == 403
        assert "Payments officers" in words(response)


def test_everyone_at_dfe_reads(client, auditor, released, line):
    client.force_login(auditor)

    for address in (
        url("support:list-runs"),
        url("support:show-run", released.pk),
        url("support:list-files"),
        url("support:list-information-requests"),
        url("support:show-payment-year", released.window.year_id),
        url("support:download-payment-year", released.window.year_id),
    ):
        assert client.get(address).status_code == 200
    assert "Recall" not in words(client.get(url("support:show-run", released.pk)))


def test_a_stranger_finds_no_payments(client, released, line, claim):
    client.force_login(claim.created_by)

    for name, *args in (
        ("support:list-runs",),
        ("support:show-run", released.pk),
        ("payments:payer-list-runs",),
        ("payments:payer-show-run", released.pk),
        ("payments:payer-answer-line", line.pk),
        ("doors:payer-home",),
    ):
        assert client.get(url(name, *args)).status_code == 404


def test_signed_out_leads_to_sign_in(client, released):
    for name, *args in (("support:show-run", released.pk), ("payments:payer-show-run", released.pk)):
        assert client.get(url(name, *args)).status_code == 302


def test_the_payers_question_is_read_and_answered(client, line, fin, priya):
    client.force_login(priya)
    queue = url("support:list-information-requests")
    assert "The payer waits for nothing." in words(client.get(queue))
    answer_lines([Answer(line.claim.reference, "needs_information", reason="Which account?", category="payee")], by=fin)

    assert "Which account?" in words(client.get(queue))
    address = url("support:send-information", line.claim_id)
    assert "Who receives the money" in words(client.get(address))
    assert "Enter your answer to the payer" in words(client.post(address, {"words": ""}))
    response = client.post(address, {"words": "The main account"}, follow=True)

    assert f"Words about claim {line.claim.reference} sent to the payer." in words(response)
    assert client.post(address, {"words": "Again"}).status_code == 409


def test_the_school_is_asked_what_only_it_can_put_right(client, line, fin, priya):
    from apps.notifications.models import OutboundEmail

    answer_lines([Answer(line.claim.reference, "needs_information", reason="No such account")], by=fin)
    client.force_login(priya)
    address = url("support:ask-school", line.claim_id)
    assert "No such account" in words(client.get(address))
    assert "Enter the words the school will read" in words(client.post(address))

    client.post(address, {"words": "Your account was closed in May."})

    email = OutboundEmail.objects.get(message="PaymentHeldForSchool")
    assert "Your account was closed in May." in email.body
    assert "check the school’s bank details" in email.body
    line.claim.refresh_from_db()
    assert (line.claim.status, line.claim.reason_category) == ("payment_information_requested", "bank_details")
    client.post(url("support:send-information", line.claim_id), {"words": "A new account"})
    assert client.post(address, {"words": "Again"}).status_code == 409


def test_an_officer_answers_for_the_payer(client, line, priya):
    client.force_login(priya)

    client.post(url("support:answer-line", line.pk), {"says": "not_paid", "why_not": "Account closed"})

    line.claim.refresh_from_db()
    assert line.claim.status == ClaimStatus.PAYMENT_REJECTED


def test_the_years_reconciliation_adds_up_on_the_page_and_in_the_file(client, released, line, auditor, fin):
    answer_lines([Answer(line.claim.reference, "paid", paid_on=PAID_ON)], by=fin)
    client.force_login(auditor)

    page = words(client.get(url("support:show-payment-year", released.window.year_id)))
    file = b"".join(
        client.get(url("support:download-payment-year", released.window.year_id)).streaming_content
    ).decode()

    assert page.count("£876.00") >= 3
    assert file.splitlines()[1] == "1,2026-01-05 to 2026-03-31,2026-02-10,1,876.00,876.00,0.00,0.00,0.00,0.00"


def test_a_year_without_payments_says_so(client, auditor, claim):
    client.force_login(auditor)

    assert "Nothing has been sent to the payer" in words(client.get(url("support:show-payment-year", claim.year_id)))


# The payer


def test_the_payers_home_says_what_waits(client, fin, released):
    client.force_login(fin)

    assert "Answer 1 claim of payment run 1" in words(client.get(url("doors:payer-home")))


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


# What pages cost


def test_pages_cost_the_same_for_one_row_and_for_a_page_full(client, priya, pete, fin, django_assert_max_num_queries):
    claim = approved_claim()
    run = release_run(prepare_run(claim.window, by=priya), by=pete)
    answer_lines([Answer(claim.reference, "needs_information", reason="Which?", category="other")], by=fin)
    uploads.keep_upload("one.csv", b"claim_reference,claim_status\n222-222-2,paid\n", by=fin)
    look_at_all(client, priya, fin, run, django_assert_max_num_queries)

    claims = [approved_claim(hours=(1,)) for _ in range(26)]
    big = release_run(prepare_run(claim.window, by=priya), by=pete)
    answer_lines(
        [Answer(one.reference, "needs_information", reason="Which?", category="other") for one in claims], by=fin
    )
    for number in range(26):
        uploads.keep_upload("f.csv", b"claim_reference,claim_status\n222-222-2,paid\n" + b"\n" * number, by=fin)
    for number in range(2, 27):
        PaymentRun.objects.filter(number=number).exists() or copy_of(priya, pete)
    look_at_all(client, priya, fin, big, django_assert_max_num_queries)


def copy_of(priya, pete):
    return release_run(prepare_run(approved_claim().window, by=priya), by=pete)


def look_at_all(client, priya, fin, run, most):
    for person, limit, addresses in (
        (
            priya,
            15,
            [
                url("support:list-runs"),
                url("support:show-run", run.pk),
                url("support:prepare-run", run.window_id),
                url("support:list-files"),
                url("support:list-information-requests"),
                url("support:show-payment-year", run.window.year_id),
            ],
        ),
        (
            fin,
            12,
            [
                url("doors:payer-home"),
                url("payments:payer-list-runs"),
                url("payments:payer-show-run", run.pk),
                url("payments:payer-list-files"),
            ],
        ),
    ):
        client.force_login(person)
        for address in addresses:
            with most(limit, info=address):
                assert client.get(address).status_code == 200


def test_a_member_of_a_provider_finds_no_payer_pages(client, claim):
    client.force_login(member_of(claim.provider))

    assert client.get(url("payments:payer-list-runs")).status_code == 404
