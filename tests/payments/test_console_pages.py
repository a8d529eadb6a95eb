"""The console’s pages about money: who may see and do what, and what each says in each state."""

from datetime import date

import pytest

from apps.claims.enums import ClaimStatus
from apps.payments.files.payer_answers import Answer
from apps.payments.services.answers import answer_lines
from apps.users.models import SupportRole
from tests.factories import approved_claim, school_that_can_claim, support_person
from tests.payments.reading import url, words

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 2, 9)


@pytest.fixture
def auditor():
    return support_person(SupportRole.AUDITOR)


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


@pytest.mark.parametrize(
    ("category", "kept", "remedy"),
    [("", "school", "answer our question"), ("bank_details", "bank_details", "check the school’s bank details")],
)
def test_the_school_is_asked_what_only_it_can_put_right(client, line, fin, priya, category, kept, remedy):
    from apps.notifications.models import OutboundEmail

    asked = Answer(line.claim.reference, "needs_information", reason="No such account", category=category)
    answer_lines([asked], by=fin)
    client.force_login(priya)
    address = url("support:ask-school", line.claim_id)
    assert "No such account" in words(client.get(address))
    assert "Enter the words the school will read" in words(client.post(address))

    client.post(address, {"words": "Your account was closed in May."})

    email = OutboundEmail.objects.get(message="PaymentHeldForSchool", body__contains="(DfE) said: Your account was")
    assert f"until you {remedy}" in email.body
    line.claim.refresh_from_db()
    assert (line.claim.status, line.claim.reason_category) == ("payment_information_requested", kept)
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
