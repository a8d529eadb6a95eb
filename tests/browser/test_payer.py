"""The payer's file goes out by a link that opens once, and answers come back in a file of which some rows are wrong."""

import csv
import io
import re

import pytest

from apps.claims.models import Claim
from apps.core import clock
from tests.browser.world import a_released_run, accepted, approved_claim_of, everybody, the_worker_works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run(service):
    """A run of four claims that the payer has been told of."""
    world = everybody(service.year)
    accepted(world.school, service.year)
    for mentor in ("Ada Byron", "Mary Somerville", "Caroline Herschel", "Emmy Noether"):
        approved_claim_of(world, service.year, mentor)
    run = a_released_run(world, service.window)
    the_worker_works()
    return run


def test_the_emailed_link_opens_a_download_on_one_browser_and_never_answers(service, browse, run, device):
    (email,) = [email for email in service.notify.emails if email["email_address"].startswith("fin.")]
    link = re.search(r"http://\S+/payment-file/\S+/", email["body"])[0]

    # Fin opens it twice without harm, presses the button, and downloads as often as needed
    fin = browse("Fin", *device)
    fin.opens(link)
    fin.opens(link)
    fin.is_at("Get the payment file")
    fin.presses("Open the download page")
    fin.is_at("Download the payment file")
    assert downloaded(fin) == downloaded(fin)

    # On another browser the link is spent, and a new one goes to the same address
    other = browse("Fin", *device)
    other.opens(link)
    other.presses("Send me a new link")
    other.is_at("We have sent a new link")
    the_worker_works()
    assert [one["email_address"] for one in service.notify.emails[-1:]] == [email["email_address"]]


def test_good_rows_of_an_upload_are_applied_and_bad_ones_come_back(browse, run, device, tmp_path):
    fin = browse("Fin", *device)
    fin.comes_in("/payer/payments/")
    fin.follows(f"Payment run {run.number}")
    rows = downloaded(fin)
    assert len(rows) == 4

    # Two rows are right, one has no date that exists, one names a claim of nobody
    rows[0] |= {"claim_status": "paid", "paid_on": clock.today().isoformat()}
    rows[1] |= {"claim_status": "Not paid", "claim_unpaid_reason": "The account is closed"}
    rows[2] |= {"claim_status": "paid", "paid_on": "31/02/2026"}
    rows[3] |= {"claim_status": "unpaid"}

    # Fin is told what is wrong with each, and applies the rest
    fin.follows("Upload a file of answers")
    fin.presses("Continue")
    fin.reads("There is a problem", "Choose a CSV file")
    fin.page.locator("input[type=file]").set_input_files(written(tmp_path, rows))
    fin.presses("Continue")
    fin.is_at("Check these answers before you apply them")
    fin.reads("2 ready, 0 unchanged, 2 with problems", "Row 4, paid_on", "Row 5, claim_status")
    fin.presses("Apply 2 answers")
    fin.is_at("Answers applied")
    statuses = {claim.reference: claim.status for claim in Claim.objects.all()}
    assert [statuses[row["claim_reference"]] for row in rows] == [
        "paid",
        "payment_rejected",
        "payment_in_progress",
        "payment_in_progress",
    ]

    # The two wrong rows come back as a file
    with fin.page.expect_download() as arriving:
        fin.page.get_by_role("link", name="Download the 2 to correct").click()
    returned = read(arriving.value.path())
    assert [row["claim_reference"] for row in returned] == [rows[2]["claim_reference"], rows[3]["claim_reference"]]


def downloaded(somebody):
    """The rows of the payment file."""
    with somebody.page.expect_download() as arriving:
        somebody.page.get_by_role("button", name="Download the payment file").click()
    return read(arriving.value.path())


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def written(folder, rows):
    path = folder / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
