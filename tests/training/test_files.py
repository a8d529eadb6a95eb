"""A file of hours from choosing it to its result, on the page and by a worker that may be killed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.training.models import HoursFile, LedgerDispute, LedgerEntry
from apps.training.services import files
from apps.training.services.recording import record_hours
from tests.factories import MentorFactory, member_of, year_2025
from tests.training.world import (
    csv_of,
    provider_with_people,
    row_of,
    upload_of,
)

pytestmark = pytest.mark.django_db


def page(name, provider, *args):
    return reverse(f"training:provider-{name}", args=[provider.pk, *args])


def upload(bilal, provider, *rows, **kwargs):
    answer = bilal.post(page("upload-hours", provider), {"file": upload_of(csv_of(*rows, **kwargs))})
    assert answer.status_code == 302, answer.content.decode()
    return HoursFile.objects.get(pk=answer["Location"].split("/")[-2])


def words(answer):
    return " ".join(answer.content.decode().split())


PAGES = ["record-hours", "list-files", "upload-hours", "download-template"]


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_people_are_asked_to_sign_in(client, provider, name):
    assert client.get(page(name, provider)).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_people_of_another_provider_find_nothing(client, provider, name):
    client.force_login(provider_with_people().person)

    assert client.get(page(name, provider)).status_code == 404


def test_another_providers_file_does_not_exist(bilal, provider, mentor):
    other = provider_with_people()
    file = files.keep_file(other, "h.csv", csv_of(row_of(mentor)), by=other.person)

    assert bilal.get(page("show-file", provider, file.pk)).status_code == 404
    assert bilal.post(page("apply-file", provider, file.pk)).status_code == 404
    assert bilal.get(page("download-problems", provider, file.pk)).status_code == 404


def test_a_preview_changes_nothing_and_says_what_will(bilal, provider, mentor):
    file = upload(bilal, provider, row_of(mentor), f"{mentor.trn},100999,2025 to 2026,,,16,")

    shown = words(bilal.get(page("show-file", provider, file.pk)))

    assert "1 ready, 1 with problems" in shown
    assert "Row 3, school_urn: No open school has this URN." in shown
    assert not LedgerEntry.objects.exists()


def test_the_good_rows_are_recorded_and_the_bad_ones_come_back_as_a_file(bilal, provider, mentor):
    file = upload(bilal, provider, row_of(mentor), f"{mentor.trn},100999,2025 to 2026,,,16,")

    bilal.post(page("apply-file", provider, file.pk))

    assert LedgerEntry.objects.get().hours == 16
    shown = words(bilal.get(page("show-file", provider, file.pk)))
    assert "Hours recorded" in shown
    back = b"".join(bilal.get(page("download-problems", provider, file.pk)).streaming_content).decode("utf-8-sig")
    assert back.splitlines()[1] == f"{mentor.trn},100999,2025 to 2026,,,16,,3,No open school has this URN."


def test_a_corrected_file_of_problems_is_taken_as_it_is(bilal, provider, mentor):
    file = upload(bilal, provider, f"{mentor.trn},100999,2025 to 2026,,,16,")
    back = b"".join(bilal.get(page("download-problems", provider, file.pk)).streaming_content)

    corrected = files.keep_file(
        provider, "c.csv", back.replace(b"100999", mentor.school.urn.encode()), by=provider.person
    )

    assert (corrected.good, corrected.problems) == (1, [])


def test_the_same_file_again_changes_nothing(bilal, provider, mentor):
    first = upload(bilal, provider, row_of(mentor))
    bilal.post(page("apply-file", provider, first.pk))

    second = upload(bilal, provider, row_of(mentor))

    assert second.outlook == {"unchanged": 1}
    shown = words(bilal.get(page("show-file", provider, second.pk)))
    assert "No row of this file changes anything now" in shown
    assert "Record 1 row" not in shown


def test_a_file_is_recorded_once_however_often_the_button_is_pressed(bilal, provider, mentor):
    file = upload(bilal, provider, row_of(mentor))

    bilal.post(page("apply-file", provider, file.pk))
    bilal.post(page("apply-file", provider, file.pk))

    assert AuditEvent.objects.filter(event="hours.record").count() == 1
    assert AuditEvent.objects.filter(event="hours_file.apply").count() == 1


def test_a_preview_that_is_out_of_date_is_not_recorded_and_says_so(bilal, provider, mentor):
    file = upload(bilal, provider, row_of(mentor))
    other = upload(bilal, provider, row_of(mentor, "12"))
    bilal.post(page("apply-file", provider, other.pk))

    answer = bilal.post(page("apply-file", provider, file.pk), follow=True)

    assert "changed since you previewed" in words(answer)
    assert LedgerEntry.objects.get().hours == 12
    file.refresh_from_db()
    assert file.outlook == {"changed": 1}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04 a spreadsheet", "must be a CSV"),
        (b"mentor_trn,hours\r\n1234567,16\r\n", "is missing school_urn"),
        (b"mentor_trn,school_urn,hours\r\n", "has no rows"),
        (b'mentor_trn,school_urn,hours\r\n"1234567,100001,16\r\n', "never closed"),
        (b"mentor_trn,mentor_trn,school_urn,hours\r\n1,2,3,4\r\n", "twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(bilal, provider, data, says):
    answer = bilal.post(page("upload-hours", provider), {"file": upload_of(data)})

    assert says in words(answer)
    assert not HoursFile.objects.exists()


def test_no_file_at_all_is_asked_for(bilal, provider):
    assert "Choose a CSV file" in words(bilal.post(page("upload-hours", provider), {}))


class TestALargeFile:
    """Read and recorded by a worker, a part at a time."""

    @pytest.fixture
    def small_parts(self, monkeypatch):
        monkeypatch.setattr(files, "AT_ONCE", 2)
        monkeypatch.setattr(files, "PART", 2)

    @pytest.fixture
    def file(self, small_parts, provider, mentor):
        mentors = MentorFactory.create_batch(5, at=mentor.school)
        rows = []
        for other in mentors:
            other.school = mentor.school
            rows.append(row_of(other))
        return files.keep_file(provider, "large.csv", csv_of(*rows), by=provider.person)

    def test_waits_for_the_worker_and_says_so(self, bilal, provider, file):
        assert "We are reading this file" in words(bilal.get(page("show-file", provider, file.pk)))

        files.work_through_files()

        assert "5 ready" in words(bilal.get(page("show-file", provider, file.pk)))

    def test_is_recorded_in_parts_with_progress_on_its_page(self, bilal, provider, file):
        files.work_through_files()
        bilal.post(page("apply-file", provider, file.pk))
        assert "0 of 5 rows recorded" in words(bilal.get(page("show-file", provider, file.pk)))
        file.refresh_from_db()
        files.record_step(file.pk, files.good_rows(file))
        assert "2 of 5 rows recorded" in words(bilal.get(page("show-file", provider, file.pk)))

        files.work_through_files()

        assert LedgerEntry.objects.filter(minutes=960).count() == 5
        assert "Hours recorded" in words(bilal.get(page("show-file", provider, file.pk)))

    def test_a_worker_killed_in_the_middle_of_a_part_leaves_that_part_undone_and_the_next_goes_on(
        self,
        provider,
        file,
    ):
        files.work_through_files()
        file.refresh_from_db()
        files.apply_file(file, by=provider.person)
        rows = files.good_rows(file)
        files.record_step(file.pk, rows)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            files.record_step(file.pk, rows)
            raise KeyboardInterrupt
        assert LedgerEntry.objects.count() == 2

        files.work_through_files()

        assert LedgerEntry.objects.filter(minutes=960).count() == 5
        assert AuditEvent.objects.filter(event="hours.record").count() == 5

    def test_that_is_out_of_date_is_not_recorded_but_previewed_afresh_and_says_so(self, bilal, provider, mentor, file):
        files.work_through_files()
        first = files.good_rows(HoursFile.objects.get(pk=file.pk))[0]
        record_hours(provider, [replace(first, minutes=60)], by=provider.person, how="page")
        bilal.post(page("apply-file", provider, file.pk))

        files.work_through_files()

        assert LedgerEntry.objects.get().minutes == 60
        shown = words(bilal.get(page("show-file", provider, file.pk)))
        assert "Some hours changed since you previewed this file. Nothing was recorded on 10 February 2026" in shown
        assert "5 ready" in shown
        bilal.post(page("apply-file", provider, file.pk))
        files.work_through_files()
        assert LedgerEntry.objects.filter(minutes=960).count() == 5
        assert "Some hours changed" not in words(bilal.get(page("show-file", provider, file.pk)))

    def test_is_read_and_recorded_in_statements_that_do_not_grow_with_the_part(self, provider, mentor):
        def statements(count):
            mentors = MentorFactory.create_batch(count, at=mentor.school)
            for other in mentors:
                other.school = mentor.school
            data = csv_of(*[row_of(other) for other in mentors])
            with CaptureQueriesContext(connection) as captured:
                file = files.keep_file(provider, "hours.csv", data, by=provider.person)
                files.apply_file(file, by=provider.person)
            return len(captured)

        assert statements(2) == statements(40)

    def test_that_cannot_be_read_says_so(self, small_parts, bilal, provider):
        file = files.keep_file(
            provider, "large.csv", b"mentor_trn,hours\r\n" + b"1234567,16\r\n" * 5, by=provider.person
        )

        files.work_through_files()

        assert "is missing school_urn" in words(bilal.get(page("show-file", provider, file.pk)))


def test_uploads_are_emptied_after_ninety_days_and_what_was_recorded_stays(provider, mentor):
    file = files.keep_file(provider, "h.csv", csv_of(row_of(mentor)), by=provider.person)
    files.apply_file(file, by=provider.person)

    assert files.forget_files(older_than=file.created_at) == 0
    file.refresh_from_db()
    assert files.forget_files(older_than=file.created_at + timedelta(seconds=1)) == 1
    assert LedgerEntry.objects.get().hours == 16


def on(day, month, year="2025"):
    """A day as the page asks for it, in three boxes."""
    return {"trained_on-day": day, "trained_on-month": month, "trained_on-year": year}


class TestOnePage:
    """One mentor's hours, typed."""

    def typed(self, mentor, **changes):
        facts = {
            "trn": mentor.trn,
            "urn": mentor.school.urn,
            "year": year_2025().pk,
            "hours": "16",
            "what": "",
        }
        return facts | changes

    def test_records_and_says_so(self, bilal, provider, mentor):
        answer = bilal.post(page("record-hours", provider), self.typed(mentor), follow=True)

        assert f"16 hours recorded for TRN {mentor.trn} at {mentor.school.name}." in words(answer)
        assert LedgerEntry.objects.get().hours == 16

    def test_says_that_the_school_must_add_the_mentor(self, bilal, provider, mentor):
        answer = bilal.post(page("record-hours", provider), self.typed(mentor, trn="7654321"), follow=True)

        assert "They wait for the school to add this mentor." in words(answer)

    def test_says_how_many_hours_cannot_be_claimed(self, bilal, provider, mentor):
        answer = bilal.post(page("record-hours", provider), self.typed(mentor, hours="18"), follow=True)
        assert "2 hours of this mentor’s year go beyond what can be claimed." in words(answer)

        answer = bilal.post(page("record-hours", provider), self.typed(mentor, hours="17"), follow=True)
        assert "1 hour of this mentor’s year goes beyond what can be claimed." in words(answer)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"trn": ""}, "Enter the mentor’s TRN"),
            ({"trn": "123"}, "TRN must be 7 digits"),
            ({"urn": ""}, "Enter the school’s URN"),
            ({"urn": "12"}, "URN must be 6 digits"),
            ({"urn": "100999"}, "No open school has this URN"),
            ({"year": ""}, "Select a year"),
            ({"hours": ""}, "Enter the hours"),
            ({"hours": "0"}, "Hours must be more than 0"),
            ({"hours": "25", **on("6", "10")}, "Hours of one day must be 24 or fewer"),
            (on("30", "2"), "Day must be a real date"),
            (on("6", ""), "Day must include a month"),
            (on("11", "2", "2026"), "Day must be today or earlier"),
            (on("6", "10", "2024"), "training period"),
            ({"what": "Coaching"}, "Enter the day of the session"),
        ],
    )
    def test_refuses_beside_the_field_and_keeps_what_was_typed(self, bilal, provider, mentor, changes, says):
        answer = bilal.post(page("record-hours", provider), self.typed(mentor, **changes))

        assert says in words(answer)
        assert "Error: " in words(answer)
        assert not LedgerEntry.objects.filter(minutes__gt=0).exists()

    def test_asks_before_a_total_takes_the_place_of_sessions(self, bilal, provider, mentor):
        bilal.post(page("record-hours", provider), self.typed(mentor, hours="2", **on("6", "10")))

        answer = bilal.post(page("record-hours", provider), self.typed(mentor))
        assert "Say to put these hours in place of those recorded another way" in words(answer)

        bilal.post(page("record-hours", provider), self.typed(mentor, replaces="on"))
        assert LedgerEntry.objects.get().hours == 16

    def test_says_that_disputed_hours_must_be_answered_first(self, bilal, provider, mentor):
        bilal.post(page("record-hours", provider), self.typed(mentor))
        LedgerDispute.objects.create(
            entry=LedgerEntry.objects.get(), hours_said=8, words="Left", disputed_by=member_of(mentor.school)
        )

        answer = bilal.post(page("record-hours", provider), self.typed(mentor, hours="8"))

        assert "Answer the school first" in words(answer)
