"""A school's list of mentors and the page of each: what is shown, found, sorted, filtered and downloaded."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import AuditEvent
from apps.claims.mentor_list import COLUMNS
from apps.claims.services.ending import withdraw_claim
from apps.claims.services.leaving import end_place
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.mentors.services import add_mentor
from apps.mentors.teaching_record.client import Found
from apps.policy.models import AcademicYear
from tests.factories import (
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    draft_claim,
    open_window,
    school_that_can_claim,
    statements,
    submitted_claim,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    open_window()
    return school_that_can_claim(name="Hollins Primary School")


@pytest.fixture
def anne(client, school):
    client.force_login(school.member)
    return client


def mentor_at(school, last_name, **fields):
    mentor = MentorFactory(at=school, first_name="Ada", last_name=last_name)
    place = mentor.places.get()
    for name, value in fields.items():
        setattr(place if name in {"subjects", "phases", "ended_at"} else mentor, name, value)
    place.save()
    mentor.save()
    return mentor


def claimed_last_year(mentor, provider):
    """A claim of another school for a mentor's hours in the year before, submitted in that year's own window."""
    year = AcademicYear.objects.get(name="2024 to 2025")
    elsewhere = school_that_can_claim(year)
    mentor.places.create(school=elsewhere)
    with clock.moved_to(clock.now().replace(year=2025)):
        claim = draft_claim((4,), school=elsewhere, provider=provider, mentors=[mentor], year=year)
        open_window(year, date(2025, 1, 5), date(2025, 3, 31))
        submit_claim(claim, by=claim.created_by, declared=statements(claim), is_mentor=False)
    return claim


def listed(anne, school, asked=""):
    return anne.get(reverse("claims:school-list-mentors", args=[school.pk]) + asked).content.decode()


def names_in(page):
    return [name for name in ("Abbott", "Byron", "Chen", "Desai") if f"Ada {name}</a>" in page]


def shown(anne, mentor, school):
    place = mentor.places.get(school=school)
    return anne.get(reverse("claims:school-show-mentor", args=[school.pk, place.pk])).content.decode()


class TestList:
    def test_an_empty_one_gives_the_first_step(self, anne, school):
        page = listed(anne, school)

        assert "add the first teacher" in page
        assert "Find mentors among your staff" in page
        assert "Apply filters" not in page

    def test_a_filter_that_nobody_meets_says_so(self, anne, school):
        page = listed(anne, school, "?q=nobody")

        assert "0 mentors matching “nobody”" in page
        assert "Nobody matches" in page

    @pytest.mark.parametrize("typed", ["chén", "ADA CHEN", "3999", "399 9999", "2888888"])
    def test_it_finds_by_name_and_by_trn_old_or_new(self, anne, school, typed):
        mentor_at(school, "Byron")
        mentor_at(school, "Chen", trn="3999999", former_trn="2888888")

        assert names_in(listed(anne, school, f"?q={typed}")) == ["Chen"]

    def test_filters_say_who_has_hours_left_and_who_has_none(self, anne, school):
        mentor_at(school, "Abbott")
        some, none = mentor_at(school, "Byron"), mentor_at(school, "Chen")
        submitted_claim((5, 16), school=school, mentors=[some, none])

        assert names_in(listed(anne, school, "?standing=hours")) == ["Abbott", "Byron"]
        page = listed(anne, school, "?standing=none")
        assert names_in(page) == ["Chen"]
        assert "1 mentor with no hours left this year" in page

    def test_filters_find_who_is_not_active_not_found_and_gone(self, anne, school):
        mentor_at(school, "Abbott")
        mentor_at(school, "Byron", is_active=False)
        mentor_at(school, "Chen", is_active=False, missing_since=clock.now())
        mentor_at(school, "Desai", ended_at=clock.now())

        everybody = listed(anne, school)
        assert names_in(everybody) == ["Abbott", "Byron", "Chen"]
        assert everybody.count("Not free to teach") == 1
        assert everybody.count("Check TRN") == 1
        assert names_in(listed(anne, school, "?standing=inactive")) == ["Byron"]
        assert names_in(listed(anne, school, "?standing=missing")) == ["Chen"]
        gone = listed(anne, school, "?standing=left")
        assert names_in(gone) == ["Desai"]
        assert "Left on 10 February 2026" in gone

    def test_filters_find_who_teaches_what(self, anne, school):
        mentor_at(school, "Abbott", subjects=["art", "physics"], phases=["secondary"])
        mentor_at(school, "Byron", subjects=["art"], phases=["primary"])

        assert names_in(listed(anne, school, "?subject=art")) == ["Abbott", "Byron"]
        page = listed(anne, school, "?subject=art&phase=primary")
        assert names_in(page) == ["Byron"]
        assert "1 mentor teaching Art and design, in Primary" in page

    def test_what_makes_no_sense_is_left_out(self, anne, school):
        mentor_at(school, "Abbott")

        assert names_in(listed(anne, school, "?standing=x&subject=y&phase=z&sort=w&after=!&q=")) == ["Abbott"]

    def test_it_is_sorted_by_name_or_by_last_claim_and_who_has_none_comes_last(self, anne, school):
        mentor_at(school, "Abbott")
        for last_name, day in (("Byron", 9), ("Chen", 8)):
            mentor = mentor_at(school, last_name)
            with clock.moved_to(clock.now().replace(day=day)):
                submitted_claim((1,), school=school, mentors=[mentor])

        def order(sort):
            page = listed(anne, school, f"?sort={sort}")
            return sorted(names_in(page), key=page.index)

        assert order("-name") == ["Chen", "Byron", "Abbott"]
        assert order("claimed") == ["Chen", "Byron", "Abbott"]
        assert order("-claimed") == ["Byron", "Chen", "Abbott"]

    def test_it_goes_on_over_pages_however_it_is_sorted(self, anne, school):
        submitted_claim((1,) * 13, school=school)
        for _ in range(17):
            MentorFactory(at=school)

        for sort in ("", "claimed", "-claimed"):
            first = listed(anne, school, f"?sort={sort}")
            onward = first.split('class="govuk-pagination__next"')[1].split('href="')[1].split('"')[0]
            second = listed(anne, school, onward.replace("&amp;", "&"))
            assert first.count("TRN 3") == 25
            assert second.count("TRN 3") == 5

    def test_each_provider_who_trained_them_shows_hours_of_this_year(self, anne, school):
        mentor = mentor_at(school, "Byron")
        claimed_last_year(mentor, ProviderFactory(name="Tyne ITT"))
        submitted_claim((10,), school=school, mentors=[mentor], provider=ProviderFactory(name="Thames ITT"))

        page = listed(anne, school)

        assert "6 hours of 16 with Thames ITT" in page
        assert "6 hours of 6 with Tyne ITT" in page

    def test_a_withdrawn_claim_leaves_nothing_of_an_earlier_year(self, anne, school):
        mentor = mentor_at(school, "Byron")
        claim = claimed_last_year(mentor, ProviderFactory(name="Tyne ITT"))
        withdraw_claim(claim, by=claim.created_by, reason="A mistake")

        assert "All hours left, with every provider" in listed(anne, school)

    def test_queries_and_time_do_not_grow_with_mentors(self, anne, school):
        def asked(address):
            ask = anne.post if "download" in address else anne.get
            ask(address)
            with CaptureQueriesContext(connection) as queries:
                response = ask(address)
                b"".join(response.streaming_content) if response.streaming else None
            return len(queries)

        submitted_claim((1,), school=school)
        addresses = [
            reverse("claims:school-list-mentors", args=[school.pk]) + "?sort=claimed&standing=hours",
            reverse("claims:school-download-mentors", args=[school.pk]),
        ]
        few = [asked(address) for address in addresses]
        submitted_claim((1,) * 25, school=school)

        assert all(now <= before <= 12 for now, before in zip(map(asked, addresses), few, strict=True))


class TestFile:
    def test_it_holds_the_mentors_of_the_list_a_row_for_each_provider_and_is_noted(self, anne, school):
        mentor = mentor_at(school, "Byron", subjects=["art"], phases=["primary"])
        claim = submitted_claim((10,), school=school, mentors=[mentor], provider=ProviderFactory(name="=Thames"))
        mentor_at(school, "Chen", is_active=False)
        mentor_at(school, "Desai", ended_at=clock.now())

        answer = anne.post(reverse("claims:school-download-mentors", args=[school.pk]))
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

        assert list(rows[0]) == COLUMNS
        assert [row["mentor_name"] for row in rows] == ["Ada Byron", "Ada Chen"]
        assert list(rows[0].values())[3:] == [
            "Art and design", "Primary", "2026-02-10", "", "yes", "2025 to 2026", "'=Thames", "initial", "16", "6",
            claim.reference, "2026-02-10",
        ]  # fmt: skip
        assert list(rows[1].values())[7:] == ["no", "2025 to 2026", "", "", "", "", "", ""]
        assert AuditEvent.objects.get(event="place.export").details == {"conditions": "everybody on the list"}

    def test_it_holds_what_was_asked_for(self, anne, school):
        mentor_at(school, "Byron")
        mentor_at(school, "Desai", ended_at=clock.now())

        answer = anne.post(reverse("claims:school-download-mentors", args=[school.pk]) + "?standing=left")
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

        assert [(row["mentor_name"], row["on_list_until"]) for row in rows] == [("Ada Desai", "2026-02-10")]


class TestMentor:
    def test_a_changed_trn_is_shown_with_its_day(self, anne, school):
        mentor = mentor_at(school, "Byron")
        mentor.follow("7654321")
        mentor.save()

        assert f"Changed from {mentor.former_trn} to 7654321 on 10 February 2026" in shown(anne, mentor, school)

    def test_one_nobody_finds_and_one_merged_into_another_say_what_to_do(self, anne, school):
        missing = mentor_at(school, "Byron", is_active=False, missing_since=clock.now())
        merged = mentor_at(school, "Chen", merged_into=MentorFactory(trn="7654321"))

        assert "Since 10 February 2026 the teaching record finds nobody" in shown(anne, missing, school)
        assert "under TRN 7654321, which another mentor of this service has too" in shown(anne, merged, school)

    def test_one_who_may_not_teach_and_one_in_induction_are_told_apart(self, anne, school):
        assert "qualified and free to teach" in shown(anne, mentor_at(school, "Byron", is_active=False), school)
        assert "own induction" in shown(anne, mentor_at(school, "Chen", induction_status="InProgress"), school)

    def test_one_who_left_is_still_there_to_read_and_not_to_change(self, anne, school):
        mentor = mentor_at(school, "Desai", ended_at=clock.now())
        place = mentor.places.get()

        page = shown(anne, mentor, school)

        assert "Ada Desai left your list on 10 February 2026" in page
        assert reverse("mentors:school-change-mentor", args=[school.pk, place.pk]) not in page
        assert "off your list</a>" not in page
        assert anne.get(reverse("mentors:school-change-mentor", args=[school.pk, place.pk])).status_code == 404
        left = anne.post(reverse("claims:school-end-place", args=[school.pk, place.pk]))
        assert left.url == reverse("claims:school-list-mentors", args=[school.pk])

    def test_the_way_back_leads_to_the_list_as_it_was_left_and_nowhere_else(self, anne, school):
        mentors = reverse("claims:school-list-mentors", args=[school.pk])
        address = reverse("claims:school-show-mentor", args=[school.pk, mentor_at(school, "Byron").places.get().pk])

        def back_from(led_here):
            page = anne.get(address, headers={"Referer": led_here}).content.decode()
            return page.split('class="govuk-back-link"')[0].rsplit('href="', 1)[1].split('"')[0]

        assert back_from(f"http://testserver{mentors}?q=ada&sort=-name") == f"{mentors}?q=ada&amp;sort=-name"
        for led_here in ("", f"http://testserver{mentors}", f"http://evil.example{mentors}?q=ada", "http://[::"):
            assert back_from(led_here) == mentors

    def test_another_schools_mentor_does_not_exist(self, anne, school):
        place = MentorFactory(at=SchoolFactory()).places.get()

        assert anne.get(reverse("claims:school-show-mentor", args=[school.pk, place.pk])).status_code == 404


class TestLeaving:
    def test_who_returns_begins_anew_and_the_page_tells_both_times(self, anne, school):
        found = Found("1234567", "Ada", "Byron", True, "Passed")
        place = add_mentor(school, found, by=school.member, email="ada@hollins.example", subjects=["art"])
        end_place(place, by=school.member)
        with clock.moved_to(clock.now() + timedelta(days=30)):
            add_mentor(school, found, by=school.member)

        page = shown(anne, place.mentor, school)

        assert "12 March 2026, by" in page
        assert "ada@hollins.example" not in page
        assert "added to the list of mentors again" in page
        assert "taken off the list of mentors" in page
