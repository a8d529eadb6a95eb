"""Files of answers: what is forgiven, what is refused, and that a file has its effect once."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.claims.enums import ClaimStatus
from apps.core import clock
from apps.core.files.reading import FileRefused
from apps.core.files.writing import csv_text
from apps.payments.files import payment_file
from apps.payments.files.payer_answers import Answer
from apps.payments.models import AnswersFile, PayerAnswer
from apps.payments.refusals import AlreadyProcessed, ChangedSincePreviewed
from apps.payments.services import uploads
from apps.payments.services.answers import answer_lines
from apps.payments.services.runs import prepare_run, release_run
from apps.payments.tasks import forget_uploads
from tests.factories import approved_claim
from tests.payments.manglings import MANGLINGS, good

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(priya, pete, fin):
    claims = [approved_claim(hours=(n,)) for n in (1, 2, 3)]
    return release_run(prepare_run(claims[0].window, by=priya), by=pete)


@pytest.fixture
def refs(run):
    return [line.claim.reference for line in run.lines.order_by("amount_pence").select_related("claim")]


@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda mangling: mangling.what)
def test_a_mangled_file_is_accepted_right_or_its_rows_are_named(mangling, refs, fin):
    data = mangling.make(refs)

    if mangling.refused:
        with pytest.raises(FileRefused) as refused:
            uploads.keep_upload("answers.csv", data, by=fin)
        assert mangling.refused in refused.value.words
        assert not AnswersFile.objects.exists()
        return

    file = uploads.keep_upload("answers.csv", data, by=fin)
    assert (len(file.rows), tuple(found["row"] for found in file.problems)) == (mangling.ready, mangling.problems)
    assert all(found["column"] and found["words"] for found in file.problems)
    assert uploads.apply_file(file, by=fin) == mangling.ready
    assert PayerAnswer.objects.count() == mangling.ready


def test_each_mangling_is_another():
    assert len({mangling.what for mangling in MANGLINGS}) == len(MANGLINGS)


def test_every_mangled_file_gives_a_page(client, refs, fin):
    client.force_login(fin)
    for mangling in MANGLINGS:
        upload = SimpleUploadedFile("answers.csv", mangling.make(refs), content_type="text/csv")
        response = client.post("/payer/files/new/", {"file": upload})
        assert response.status_code == (200 if mangling.refused else 302), mangling.what


def test_a_preview_changes_nothing_until_it_is_applied(refs, run, fin):
    file = uploads.keep_upload("answers.csv", good(refs).encode(), by=fin)

    assert not PayerAnswer.objects.exists()
    uploads.apply_file(file, by=fin)

    statuses = {line.claim.reference: line.claim.status for line in run.lines.select_related("claim")}
    assert [statuses[reference] for reference in refs] == [
        ClaimStatus.PAID,
        ClaimStatus.PAYMENT_REJECTED,
        ClaimStatus.PAYMENT_IN_PROGRESS,
    ]


def test_a_file_applied_before_is_not_applied_again(refs, fin, priya):
    data = good(refs).encode()
    first = uploads.keep_upload("a.csv", data, by=fin)
    second = uploads.keep_upload("b.csv", data, by=priya)
    uploads.apply_file(first, by=fin)

    with pytest.raises(AlreadyProcessed, match="Fin Marsh"):
        uploads.apply_file(first, by=fin)
    with pytest.raises(AlreadyProcessed):
        uploads.apply_file(second, by=priya)
    assert uploads.keep_upload("c.csv", data, by=priya) == first
    assert PayerAnswer.objects.count() == 2


def test_a_claim_that_changed_since_the_preview_stops_it_all(refs, fin):
    file = uploads.keep_upload("answers.csv", good(refs).encode(), by=fin)
    answer_lines([Answer(refs[0], "not_paid", reason="Closed")], by=fin)

    with pytest.raises(ChangedSincePreviewed):
        uploads.apply_file(file, by=fin)

    assert PayerAnswer.objects.count() == 1
    uploads.look_again(file)
    assert [row["reference"] for row in file.rows] == [refs[1]]
    assert "already answered: not paid" in file.problems[0]["words"]
    assert uploads.apply_file(file, by=fin) == 1


def test_the_rows_to_correct_come_back_and_can_be_uploaded_once_corrected(refs, fin):
    data = good(refs).replace("not_paid", "unpaid").encode()
    file = uploads.keep_upload("answers.csv", data, by=fin)
    uploads.apply_file(file, by=fin)

    back = csv_text(uploads.PROBLEM_COLUMNS, uploads.problem_rows(file))
    assert "Does “unpaid” mean that you will not pay it?" in back
    again = uploads.keep_upload("corrected.csv", back.replace(",unpaid,", ",not_paid,").encode(), by=fin)

    assert [row["reference"] for row in again.rows] == [refs[1]]
    assert again.problems == []


def test_importing_our_own_file_changes_nothing(refs, run, fin):
    answer_lines([Answer(refs[0], "paid", paid_on=clock.today())], by=fin)
    answer_lines([Answer(refs[1], "needs_information", reason="=Which account?", category="other")], by=fin)
    ours = csv_text(payment_file.COLUMNS, payment_file.rows_of(run))

    file = uploads.keep_upload("ours.csv", ours.encode(), by=fin)

    assert (file.rows, file.problems, file.unchanged) == ([], [], 2)


def test_the_file_and_the_run_agree_to_the_penny(run):
    file = csv_text(payment_file.COLUMNS, payment_file.rows_of(run)).removeprefix("\ufeff")
    amounts = [row["claim_amount"] for row in csv.DictReader(io.StringIO(file))]

    assert sum(int(amount.replace(".", "")) for amount in amounts) == run.total_pence


def test_names_that_a_spreadsheet_would_run_are_made_harmless(priya, pete):
    from tests.factories import ProviderFactory, school_that_can_claim

    names = ["=cmd|' /C calc'!A0", "+44 School", "-School", "@School", "＝School"]
    for name in names:
        approved_claim(school=school_that_can_claim(name=name), provider=ProviderFactory(name=name))
    claim = approved_claim()
    run = release_run(prepare_run(claim.window, by=priya), by=pete)

    file = csv_text(payment_file.COLUMNS, payment_file.rows_of(run)).removeprefix("\ufeff")

    rows = list(csv.DictReader(io.StringIO(file)))
    assert {row["school_name"] for row in rows} == {f"'{name}" for name in names} | {claim.school.name}
    assert all(row["claim_amount"] == "219.00" for row in rows)


def test_old_uploads_are_emptied_and_their_answers_stay(refs, fin):
    file = uploads.keep_upload("answers.csv", good(refs).encode(), by=fin)
    uploads.apply_file(file, by=fin)
    AnswersFile.objects.update(created_at=clock.now() - timedelta(days=91))
    recent = uploads.keep_upload("new.csv", (good(refs) + "\r\n").encode(), by=fin)

    forget_uploads()

    file.refresh_from_db()
    recent.refresh_from_db()
    assert file.rows == []
    assert PayerAnswer.objects.count() == 2
    assert recent.unchanged == 2
