"""What the ledger of hours turns away, and what it says: pages, files and calls at their edges."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from apps.core.files.reading import MOST_BYTES
from apps.providers.models import ProviderMembership
from apps.training import api
from apps.training.files import ledger
from apps.training.models import HoursFile, LedgerEntry
from apps.training.services.limiting import limit_person
from apps.training.services.tokens import make_token
from tests.factories import SchoolFactory, member_of, year_2025
from tests.training.world import csv_of, row_of, upload_of

pytestmark = pytest.mark.django_db


def page(name, provider, *args):
    return reverse(f"training:provider-{name}", args=[provider.pk, *args])


def words(answer):
    return " ".join(answer.content.decode().split())


class TestFiles:
    def test_one_that_is_too_large_is_refused_before_it_is_read(self, bilal, provider):
        answer = bilal.post(page("upload-hours", provider), {"file": upload_of(b"x" * (MOST_BYTES + 1))})

        assert "hours.csv must be smaller than 10MB" in words(answer)
        assert not HoursFile.objects.exists()

    def test_what_was_done_in_a_session_has_a_longest_length(self, bilal, provider, mentor):
        long, fits = ("x" * length for length in (ledger.LONGEST_WHAT + 1, ledger.LONGEST_WHAT))
        data = csv_of(
            row_of(mentor, "1", day="2025-10-06", what=long), row_of(mentor, "2", day="2025-10-07", what=fits)
        )
        answer = bilal.post(page("upload-hours", provider), {"file": upload_of(data)}, follow=True)

        assert f"Row 2, what: Write {ledger.LONGEST_WHAT} characters or fewer." in words(answer)
        assert "1 ready, 1 with problems" in words(answer)

    def test_the_template_is_a_file_that_can_be_read_once_its_rows_are_ones_own(self, bilal, provider, mentor):
        template = b"".join(bilal.get(page("download-template", provider)).streaming_content).decode("utf-8-sig")
        columns, *examples = csv.reader(io.StringIO(template))
        own = template.replace("1234567", mentor.trn).replace("7654321", mentor.trn)
        own = own.replace("123456", mentor.school.urn)
        first_row = "\n".join(own.splitlines()[:2])

        assert columns == ledger.COLUMNS
        assert len(examples) == 2
        answer = bilal.post(page("upload-hours", provider), {"file": upload_of(first_row.encode())}, follow=True)
        assert "1 ready" in words(answer)

    def test_they_are_listed_newest_first_and_only_ones_own(self, bilal, provider, mentor):
        for name in ("autumn.csv", "spring.csv"):
            bilal.post(page("upload-hours", provider), {"file": upload_of(csv_of(row_of(mentor)), name)})

        listed = words(bilal.get(page("list-files", provider)))

        assert "autumn.csv" in listed
        assert "spring.csv" in listed


def test_hours_that_were_recorded_already_are_said_to_be(bilal, provider, mentor):
    typed = {"trn": mentor.trn, "urn": mentor.school.urn, "year": year_2025().pk, "hours": "16"}
    typed |= {"what": ""}
    bilal.post(page("record-hours", provider), typed)

    again = bilal.post(page("record-hours", provider), typed, follow=True)

    assert f"16 hours for TRN {mentor.trn} at {mentor.school} was recorded already." in words(again)
    assert LedgerEntry.objects.get().hours == 16


class TestCalls:
    @pytest.fixture
    def call(self, provider):
        _, secret = make_token(provider, name="Timetables", days=30, by=provider.person)

        def ask(method, *args, **headers):
            return getattr(Client(), method)(
                "/api/v1/hours/",
                *args,
                content_type="application/json",
                headers={"Authorization": f"Bearer {secret}"} | headers,
            )

        return ask

    @pytest.mark.parametrize("key", ["x" * 101, "caf\x07e"])
    def test_a_key_that_is_too_long_or_cannot_be_printed_is_refused(self, call, key):
        answer = call("post", '{"entries": []}', **{"Idempotency-Key": key})

        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "key")

    def test_a_body_that_is_too_big_is_refused_unread(self, call):
        answer = call("post", "[" + " " * api.MOST_BYTES)

        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_big")

    def test_a_year_reads_the_entries_of_that_year_alone(self, bilal, call, provider, mentor):
        bilal.post(page("upload-hours", provider), {"file": upload_of(csv_of(row_of(mentor)))})
        file = HoursFile.objects.get()
        bilal.post(page("apply-file", provider, file.pk))
        found = {
            year: len(call("get", {"academic_year": year}).json()["entries"])
            for year in ("2025 to 2026", "2024 to 2025")
        }

        assert found == {"2025 to 2026": 1, "2024 to 2025": 0}


def test_the_same_limit_again_changes_nothing(provider):
    partner = ProviderMembership.objects.get(user=member_of(provider))
    school = SchoolFactory()
    limited = limit_person(partner, [school], version=partner.version, by=provider.person)

    again = limit_person(partner, [school], version=partner.version, by=provider.person)

    assert (again.version, again.limited_to) == (limited.version, [school.pk])
