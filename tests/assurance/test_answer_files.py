"""Answers about hours by file: downloaded, written, looked at, sent once, and the bad rows given back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.assurance.files.hours_answers import COLUMNS
from apps.assurance.models import Confirmation
from apps.assurance.services import answer_files as files
from apps.audit.models import AuditEvent
from apps.claims.enums import ClaimStatus
from apps.core.models import JourneyAnswers
from apps.training.services.limiting import limit_person
from tests.assurance.pages import page_of, words_of
from tests.assurance.test_checking import status_of
from tests.assurance.world import answer, asked_claim, confirmed_claim, later, member_at, provider_with_people, waiting
from tests.factories import draft_claim, member_of, submitted_claim

pytestmark = pytest.mark.django_db


def download(bilal, provider):
    """The rows that wait, as a person opens them."""
    response = bilal.get(page_of("download-waiting", provider))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def saved(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def upload(bilal, provider, rows):
    chosen = SimpleUploadedFile("answers.csv", saved(rows), content_type="text/csv")
    response = bilal.post(page_of("upload-answers", provider), {"file": chosen})
    assert response.status_code == 302, words_of(response)
    return JourneyAnswers.objects.get(pk=response["Location"].split("/")[-2])


def send(bilal, provider, file):
    return bilal.post(page_of("send-answers-file", provider, file.pk), follow=True)


def row_of(line, **written):
    facts = {"claim_line_id": line.pk, "mentor_trn": line.mentor.trn, "hours_claimed": line.hours}
    return facts | {"answer": "confirmed"} | written


@pytest.mark.parametrize("name", ["download-waiting", "upload-answers"])
def test_people_of_another_provider_find_nothing(client, provider, name):
    assert client.get(page_of(name, provider)).status_code == 302
    client.force_login(member_at(provider_with_people()))

    assert client.get(page_of(name, provider)).status_code == 404


@pytest.mark.parametrize("name", ["show-answers-file", "send-answers-file", "download-answers-to-correct"])
def test_the_file_of_another_provider_does_not_exist(client, bilal, provider, name):
    file = upload(bilal, provider, [row_of(asked_claim(provider=provider).lines.get())])
    other = provider_with_people()
    client.force_login(member_at(other))

    ask = client.post if name.startswith("send") else client.get
    assert ask(page_of(name, other, file.pk)).status_code == 404
    assert not Confirmation.objects.exists()


def test_the_download_names_who_waits_and_leaves_the_answer_open(bilal, provider):
    claim = asked_claim(hours=(16,), provider=provider)
    confirmed_claim(provider=provider)

    (row,) = download(bilal, provider)

    line = claim.lines.get()
    assert row["claim_line_id"] == str(line.pk)
    assert (row["mentor_trn"], row["mentor_name"]) == (line.mentor.trn, str(line.mentor))
    assert (row["school_urn"], row["claim_reference"]) == (claim.school.urn, claim.reference)
    assert (row["hours_claimed"], row["answer_by"], row["answer"]) == ("16", "2026-03-03", "")
    assert ",".join(row) == (
        "claim_line_id,mentor_trn,mentor_name,school_urn,school_name,claim_reference,hours_claimed,answer_by,"
        "answer,hours_completed,reason,words"
    )
    assert AuditEvent.objects.filter(event="claim.export").count() == 1


def test_a_downloaded_file_with_answers_is_looked_at_and_sent(bilal, provider):
    claims = [asked_claim(provider=provider) for _ in range(3)]
    rows = download(bilal, provider)
    rows[0] |= {"answer": "Confirm"}
    rows[1] |= {"answer": "Different hours", "hours_completed": "6", "reason": "withdrew", "words": "Left in March"}

    file = upload(bilal, provider, rows)
    shown = words_of(bilal.get(page_of("show-answers-file", provider, file.pk)))
    assert "Send 2 answers" in shown
    assert not Confirmation.objects.exists()

    words = words_of(send(bilal, provider, file))

    assert "2 answers saved. You can undo until 1:00pm." in words
    assert "Answers sent" in words
    told = Confirmation.objects.get(answer="other_hours")
    assert (told.hours_answered, told.reason, told.words) == (6, "withdrew", "Left in March")
    assert told.answered_by == member_at(provider)
    assert len(waiting(provider)) == 1
    assert sorted(status_of(claim) for claim in claims).count(ClaimStatus.RETURNED) == 1


def test_a_downloaded_file_without_answers_sends_nothing(bilal, provider):
    asked_claim(provider=provider)

    file = upload(bilal, provider, download(bilal, provider))

    words = words_of(bilal.get(page_of("show-answers-file", provider, file.pk)))
    assert "Nothing to send" in words
    assert "No row of this file has an answer" in words


def test_a_file_is_sent_once_however_often_the_button_is_pressed(bilal, provider):
    file = upload(bilal, provider, [row_of(asked_claim(provider=provider).lines.get())])

    send(bilal, provider, file)
    words = words_of(send(bilal, provider, file))

    assert "They were not sent again" in words
    assert Confirmation.objects.count() == 1
    assert AuditEvent.objects.filter(event="claim.provider_answers").count() == 1


def test_the_same_file_kept_twice_answers_once_and_the_second_gives_its_rows_back(bilal, provider):
    rows = [row_of(asked_claim(provider=provider).lines.get())]
    first, second = upload(bilal, provider, rows), upload(bilal, provider, rows)

    send(bilal, provider, first)
    words = words_of(send(bilal, provider, second))

    assert Confirmation.objects.count() == 1
    assert "1 answer was not needed" in words
    assert files.TOO_LATE in words


def test_the_same_file_after_it_was_sent_changes_nothing(bilal, provider):
    line = asked_claim(hours=(16,), provider=provider).lines.get()
    rows = [row_of(line, answer="not_our_mentor", reason="other", words="Unknown here")]
    send(bilal, provider, upload(bilal, provider, rows))

    again = upload(bilal, provider, rows)

    assert (again.answers["rows"], again.answers["unchanged"], again.answers["problems"]) == ([], 1, [])
    assert "1 answered already" in words_of(bilal.get(page_of("show-answers-file", provider, again.pk)))


def test_a_colleague_who_answered_since_the_preview_is_not_overwritten(bilal, provider):
    claim, other = asked_claim(provider=provider), asked_claim(provider=provider)
    file = upload(bilal, provider, [row_of(each.lines.get()) for each in (claim, other)])
    answer(claim)

    words = words_of(send(bilal, provider, file))

    assert "1 answer saved" in words
    assert Confirmation.objects.count() == 2
    assert f"Row 2, answer: {files.TOO_LATE}" in words


@pytest.mark.parametrize(
    ("written", "column", "words"),
    [
        ({"claim_line_id": "12"}, "claim_line_id", "Copy the claim_line_id"),
        ({"claim_line_id": ""}, "claim_line_id", "Copy the claim_line_id"),
        ({"claim_line_id": "11111111-1111-4111-8111-111111111111"}, "claim_line_id", files.UNKNOWN),
        ({"mentor_trn": ""}, "mentor_trn", "The TRN is missing"),
        ({"mentor_trn": "123456"}, "mentor_trn", "A spreadsheet may have dropped a 0"),
        ({"mentor_trn": "7654321"}, "mentor_trn", files.ANOTHER_TRN),
        ({"hours_claimed": ""}, "hours_claimed", "Copy hours_claimed"),
        ({"hours_claimed": "15"}, "hours_claimed", "The school claims 16 now"),
        ({"hours_claimed": "١٦"}, "hours_claimed", "Copy hours_claimed"),
        ({"answer": "yes"}, "answer", "Write confirmed, other_hours, not_our_mentor or cannot_verify"),
        ({"answer": "", "words": "Who is this?"}, "answer", "Write confirmed"),
        ({"reason": "withdrew"}, "reason", "need no reason"),
        ({"hours_completed": "6"}, "hours_completed", "change the answer to other_hours"),
        ({"answer": "other_hours", "reason": "withdrew"}, "hours_completed", "as a whole number"),
        ({"answer": "other_hours", "reason": "withdrew", "hours_completed": "6.5"}, "hours_completed", "whole number"),
        ({"answer": "other_hours", "reason": "withdrew", "hours_completed": "-6"}, "hours_completed", "whole number"),
        ({"answer": "other_hours", "reason": "withdrew", "hours_completed": "16"}, "hours_completed", "hours claimed"),
        ({"answer": "other_hours", "reason": "withdrew", "hours_completed": "17"}, "hours_completed", "from 0 to 16"),
        ({"answer": "other_hours", "reason": "attended_more", "hours_completed": "6"}, "reason", "no more hours"),
        ({"answer": "other_hours", "hours_completed": "6"}, "reason", "Write one of attended_fewer"),
        ({"answer": "not_our_mentor", "reason": "no_record"}, "reason", "Write one of another_provider"),
        ({"answer": "cannot_verify", "reason": "other"}, "words", "what the other reason is"),
        ({"answer": "cannot_verify", "reason": "other", "words": "x" * 501}, "words", "500 characters or fewer"),
    ],
)
def test_a_wrong_cell_is_named_with_its_remedy_and_the_other_rows_are_sent(bilal, provider, written, column, words):
    claim = asked_claim(hours=(16, 5), provider=provider)
    line, other = claim.lines.order_by("-hours")

    file = upload(bilal, provider, [row_of(line, **written), row_of(other)])

    (found,) = file.answers["problems"]
    assert (found["row"], found["column"]) == (2, column)
    assert words in found["words"]
    send(bilal, provider, file)
    assert Confirmation.objects.get().mentor == other.mentor


def test_lines_of_another_provider_and_of_drafts_are_as_unknown_as_any(bilal, provider):
    lines = [asked_claim().lines.get(), draft_claim(hours=(4,), provider=provider).lines.get()]

    file = upload(bilal, provider, [row_of(line) for line in lines])

    assert [found["words"] for found in file.answers["problems"]] == [files.UNKNOWN] * 2
    assert file.answers["rows"] == []


def test_a_line_nobody_asked_about_yet_is_not_answered(bilal, provider):
    line = submitted_claim(hours=(4,), provider=provider).lines.get()

    file = upload(bilal, provider, [row_of(line)])

    assert [found["words"] for found in file.answers["problems"]] == [files.NOT_ASKED]


def test_an_answer_that_stands_is_not_overwritten(bilal, provider):
    line = confirmed_claim(hours=(16,), provider=provider).lines.get()

    file = upload(bilal, provider, [row_of(line, answer="cannot_verify", reason="no_record")])

    assert "answered already: confirmed 16 hours" in file.answers["problems"][0]["words"]


def test_the_same_row_twice_is_one_answer_and_rows_that_differ_are_none(bilal, provider):
    line, other = asked_claim(hours=(16, 5), provider=provider).lines.order_by("-hours")
    differs = row_of(other, answer="cannot_verify", reason="no_record")

    file = upload(bilal, provider, [row_of(line), row_of(line), row_of(other), differs])

    assert len(file.answers["rows"]) == 1
    assert [found["row"] for found in file.answers["problems"]] == [4, 5]


def test_the_rows_to_correct_come_back_and_are_taken_once_corrected(bilal, provider):
    line = asked_claim(hours=(16,), provider=provider).lines.get()
    file = upload(bilal, provider, [row_of(line, answer="yes")])
    send(bilal, provider, file)

    response = bilal.get(page_of("download-answers-to-correct", provider, file.pk))
    back = b"".join(response.streaming_content)

    assert b"Write confirmed" in back
    again = files.keep_file(provider, "c.csv", back.replace(b",yes,", b",confirmed,"), by=member_at(provider))
    assert (len(again.answers["rows"]), again.answers["problems"]) == (1, [])


def test_a_preview_is_found_again_on_the_upload_page_until_it_is_sent(bilal, provider):
    file = upload(bilal, provider, [row_of(asked_claim(provider=provider).lines.get())])
    with later(minutes=5):
        assert "answers.csv" in words_of(bilal.get(page_of("upload-answers", provider)))

    send(bilal, provider, file)

    assert "answers.csv" not in words_of(bilal.get(page_of("upload-answers", provider)))


def test_a_file_that_cannot_be_read_is_refused_beside_the_field(bilal, provider):
    for data, says in [(b"", "The file is empty"), (b"mentor_trn\r\n1234567\r\n", "is missing claim_line_id")]:
        chosen = SimpleUploadedFile("a.csv", data)
        assert says in words_of(bilal.post(page_of("upload-answers", provider), {"file": chosen}))
    assert "Choose a CSV file" in words_of(bilal.post(page_of("upload-answers", provider)))
    assert not JourneyAnswers.objects.exists()


def test_more_answers_than_a_page_can_wait_for_are_refused(bilal, provider, monkeypatch):
    monkeypatch.setattr("apps.assurance.files.hours_answers.MOST_ANSWERS", 1)
    lines = asked_claim(hours=(16, 5), provider=provider).lines.all()
    chosen = SimpleUploadedFile("a.csv", saved(row_of(line) for line in lines))

    assert "must have 1 answers or fewer" in words_of(bilal.post(page_of("upload-answers", provider), {"file": chosen}))


@pytest.mark.parametrize("rows", [1, 10])
def test_looking_at_a_file_costs_the_same_however_long_it_is(bilal, provider, rows, django_assert_max_num_queries):
    lines = [line for _ in range(rows) for line in asked_claim(provider=provider).lines.all()]
    file = upload(bilal, provider, [row_of(line) for line in lines])

    with django_assert_max_num_queries(12):
        assert bilal.get(page_of("show-answers-file", provider, file.pk)).status_code == 200
    data = saved(row_of(line) for line in lines)
    with django_assert_max_num_queries(10):
        files.keep_file(provider, "a.csv", data, by=member_at(provider))


def test_a_delivery_partner_answers_by_file_for_its_own_schools_only_and_sees_no_file_of_others(client, provider):
    person = member_at(provider)
    ours, theirs = [asked_claim(hours=(16,), provider=provider).lines.get() for _ in range(2)]
    everybodys = files.keep_file(provider, "all.csv", saved([row_of(ours), row_of(theirs)]), by=person)
    partner = member_of(provider)
    limit_person(partner.providermemberships.get(), [ours.claim.school], version=1, by=person)
    client.force_login(partner)

    assert [row["claim_line_id"] for row in download(client, provider)] == [str(ours.pk)]
    file = upload(client, provider, [row_of(ours), row_of(theirs)])
    assert [found["words"] for found in file.answers["problems"]] == [files.UNKNOWN]
    assert client.get(page_of("show-answers-file", provider, everybodys.pk)).status_code == 404

    JourneyAnswers.objects.filter(pk=everybodys.pk).update(user=partner)
    send(client, provider, everybodys)
    assert [row.mentor for row in Confirmation.objects.all()] == [ours.mentor]
