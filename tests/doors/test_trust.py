"""A trust's home and its lists: schools, claims and mentors of all its schools, in tables and in files."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.claims.enums import Move
from apps.claims.lifecycle import move
from apps.claims.services.submission import submit_claim
from apps.core import clock
from apps.core.references import unbroken
from apps.mentors.models import Place
from apps.policy.models import AcademicYear
from apps.schools.models import ConditionsAcceptance
from tests.factories import (
    INNER_LONDON,
    MentorFactory,
    ProviderFactory,
    SchoolFactory,
    TrustFactory,
    draft_claim,
    member_of,
    open_window,
    school_that_can_claim,
    statements,
    submitted_claim,
)

pytestmark = pytest.mark.django_db

CLAIM_CONTRACT = (
    "school_urn,school_name,claim_reference,academic_year,provider_name,status,status_code,mentor_trn,mentor_name,"
    "training_type,hours,rate,amount,claim_amount,submitted_on,submitted_by,paid_on"
)
MENTOR_CONTRACT = (
    "school_urn,school_name,mentor_trn,mentor_name,academic_year,provider_name,training_type,"
    "hours_allowed,hours_used,hours_left"
)
ALL_PAGES = ["doors:trust-home", "claims:trust-list-schools", "claims:trust-list-claims", "claims:trust-list-mentors"]


@pytest.fixture(autouse=True)
def window():
    return open_window()


@pytest.fixture
def trust():
    return TrustFactory(name="Northfield Learning Trust")


@pytest.fixture
def tariq(client, trust):
    client.force_login(member_of(trust, first_name="Tariq"))
    return client


@pytest.fixture
def ashgrove(trust):
    return school_that_can_claim(name="Ashgrove Academy", trust=trust, district_code=INNER_LONDON)


@pytest.fixture
def eastmoor(trust):
    return school_that_can_claim(name="Eastmoor Free School", trust=trust)


def page(client, name, trust, **asked):
    return " ".join(client.get(reverse(name, args=[trust.pk]), asked).content.decode().split())


def rows_of(client, name, trust, **asked):
    response = client.get(reverse(name, args=[trust.pk]), asked)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def returned(claim, return_by):
    move(
        claim,
        Move.RETURN,
        by=claim.created_by,
        note={"words": "Change it."},
        return_by=return_by,
        return_words="Change it.",
    )
    return claim


class TestHome:
    def test_it_says_what_waits_across_the_schools_most_urgent_first(self, tariq, trust, ashgrove, eastmoor):
        claim = returned(submitted_claim(school=ashgrove), date(2026, 2, 13))
        draft_claim(school=eastmoor)
        late = school_that_can_claim(name="Saltmarsh Academy", trust=trust)
        ConditionsAcceptance.objects.filter(school=late).delete()

        text = page(tariq, "doors:trust-home", trust)

        assert "To do (3)" in text
        assert text.index(unbroken(f"Change claim {claim.reference}")) < text.index(
            "Accept the grant conditions for 1 school"
        )
        assert "Due in 3 days" in text
        assert "Finish and submit 1 draft" in text
        assert reverse("schools:trust-accept-year", args=[trust.pk, claim.year.slug]) in text

    def test_it_adds_up_what_was_claimed_and_what_could_still_come(self, tariq, trust, ashgrove, eastmoor):
        submitted_claim((10,), school=ashgrove)
        MentorFactory(at=eastmoor)

        text = page(tariq, "doors:trust-home", trust)

        assert "£536.00" in text
        assert "could still be claimed, 22 hours" in text
        assert "£1,022.40" in text  # 6 hours at £53.60 and 16 at £43.80
        assert "0 of 2" in text

    def test_hours_of_a_mentor_of_two_schools_count_once_at_the_better_rate(self, tariq, trust, ashgrove, eastmoor):
        mentor = MentorFactory(at=eastmoor)
        Place.objects.create(mentor=mentor, school=ashgrove)

        text = page(tariq, "doors:trust-home", trust)

        assert "could still be claimed, 16 hours" in text
        assert "£857.60" in text

    def test_without_schools_or_a_window_it_says_what_will_be_there(self, tariq, trust, window):
        with clock.moved_to(clock.start_of(date(2026, 4, 10))):
            text = page(tariq, "doors:trust-home", trust)

        assert "The open schools of the trust will be listed here" in text
        assert "No claim window is open now." in text
        assert "Nothing to do." in text

    @pytest.mark.parametrize("name", ALL_PAGES)
    def test_a_stranger_and_a_school_user_find_nothing(self, client, trust, ashgrove, name):
        client.force_login(ashgrove.member)

        assert client.get(reverse(name, args=[trust.pk])).status_code == 404


class TestSchools:
    def test_each_school_has_its_year_in_one_row_and_leads_into_its_door(self, tariq, trust, ashgrove):
        submitted_claim((10,), school=ashgrove)
        draft_claim(school=ashgrove)

        text = page(tariq, "claims:trust-list-schools", trust)

        assert reverse("doors:school-home", args=[ashgrove.pk]) in text
        assert "1 draft" in text
        assert "£536.00" in text
        assert "Its people have not signed in yet" in text

    def test_they_sort_by_what_could_still_be_claimed(self, tariq, trust, ashgrove, eastmoor):
        MentorFactory(at=eastmoor)

        text = page(tariq, "claims:trust-list-schools", trust, sort="-left")

        assert text.index("Eastmoor Free School</a>") < text.index("Ashgrove Academy</a>")

    @pytest.mark.parametrize(
        ("that", "words"),
        [("to-do", "With something to do"), ("nothing", "Nothing submitted"), ("left", "With hours left")],
    )
    def test_a_filter_is_in_the_heading_and_can_be_taken_away(self, tariq, trust, ashgrove, eastmoor, that, words):
        submitted_claim((10,), school=ashgrove)
        draft_claim(school=eastmoor)

        text = page(tariq, "claims:trust-list-schools", trust, that=that)

        assert f"{words}</h2>" in text
        assert "Remove this filter" in text

    def test_a_search_finds_by_the_beginning_of_words(self, tariq, trust, ashgrove, eastmoor):
        text = page(tariq, "claims:trust-list-schools", trust, q="ash")

        assert "1 school: matching “ash”" in text
        assert "Eastmoor" not in text

    def test_a_school_whose_rate_is_not_known_says_so(self, tariq, trust):
        SchoolFactory(trust=trust, district_code="")

        assert "Rate not known" in page(tariq, "claims:trust-list-schools", trust)

    def test_no_match_says_so(self, tariq, trust, ashgrove):
        assert "No school matches." in page(tariq, "claims:trust-list-schools", trust, q="zzz")


class TestClaims:
    def test_they_are_filtered_by_status_school_and_provider(self, tariq, trust, ashgrove, eastmoor):
        thames = ProviderFactory(name="Thames ITT")
        mine = submitted_claim(school=ashgrove, provider=thames)
        draft = draft_claim(school=eastmoor)
        of = {"school": ashgrove.pk, "provider": thames.pk, "status": "submitted"}

        for asked in of.items():
            text = page(tariq, "claims:trust-list-claims", trust, **dict([asked]))
            assert mine.reference in text
            assert draft.reference not in text
        assert "1 claim: Checks in progress, Ashgrove Academy, Thames ITT" in page(
            tariq, "claims:trust-list-claims", trust, **of
        )

    def test_another_trusts_claims_are_not_there_whatever_is_asked(self, tariq, trust, ashgrove):
        other = submitted_claim()

        for asked in ({}, {"q": other.reference}, {"school": other.school_id}):
            assert other.reference + "</a>" not in page(tariq, "claims:trust-list-claims", trust, **asked)

    def test_nothing_ticked_is_an_error_and_the_list_stays(self, tariq, trust, ashgrove):
        claim = draft_claim(school=ashgrove)

        answer = tariq.post(reverse("claims:trust-list-claims", args=[trust.pk]), {"do": "submit"})

        assert "Select at least one claim" in answer.content.decode()
        assert claim.reference in answer.content.decode()

    def test_another_trusts_claim_cannot_be_ticked(self, tariq, trust, ashgrove):
        draft_claim(school=ashgrove)
        other = draft_claim()

        answer = tariq.post(reverse("claims:trust-list-claims", args=[trust.pk]), {"do": "submit", "claim": other.pk})

        assert "Select at least one claim" in answer.content.decode()

    def test_the_file_has_a_row_for_each_mentor_in_columns_that_stay(self, tariq, trust, ashgrove):
        mentor = MentorFactory(at=ashgrove, first_name="Zoë", last_name="O’Neill")
        claim = submitted_claim((10,), school=ashgrove, mentors=[mentor])
        empty = draft_claim((), school=ashgrove)

        header, *rows = rows_of(tariq, "claims:trust-download-claims", trust)

        assert header == [
            "school_urn",
            "school_name",
            "claim_reference",
            "academic_year",
            "provider_name",
            "status",
            "status_code",
            "mentor_trn",
            "mentor_name",
            "training_type",
            "hours",
            "rate",
            "amount",
            "claim_amount",
            "submitted_on",
            "submitted_by",
            "paid_on",
        ]
        by_reference = {row[2]: dict(zip(header, row, strict=True)) for row in rows}
        assert by_reference[claim.reference] == {
            "school_urn": ashgrove.urn,
            "school_name": "Ashgrove Academy",
            "claim_reference": claim.reference,
            "academic_year": "2025 to 2026",
            "provider_name": claim.provider.name,
            "status": "Checks in progress",
            "status_code": "submitted",
            "mentor_trn": mentor.trn,
            "mentor_name": "Zoë O’Neill",
            "training_type": "initial",
            "hours": "10",
            "rate": "53.60",
            "amount": "536.00",
            "claim_amount": "536.00",
            "submitted_on": "2026-02-10",
            "submitted_by": ashgrove.member.full_name,
            "paid_on": "",
        }
        assert by_reference[empty.reference]["mentor_trn"] == ""

    def test_the_file_follows_the_filters(self, tariq, trust, ashgrove):
        submitted_claim(school=ashgrove)
        draft = draft_claim(school=ashgrove)

        _, *rows = rows_of(tariq, "claims:trust-download-claims", trust, status="draft")

        assert [row[2] for row in rows] == [draft.reference]


class TestMentors:
    def test_a_mentor_of_two_schools_is_one_row_with_the_hours_they_share(self, tariq, trust, ashgrove, eastmoor):
        mentor = MentorFactory(at=ashgrove, first_name="Ada", last_name="Byron")
        Place.objects.create(mentor=mentor, school=eastmoor)
        claim = submitted_claim((10,), school=ashgrove, mentors=[mentor])

        text = page(tariq, "claims:trust-list-mentors", trust)

        assert "1 mentor</h2>" in text
        assert f"6 hours of 16 with {claim.provider}" in text
        assert "Ashgrove Academy<span" in text
        assert "Eastmoor Free School<span" in text

    def test_they_are_found_by_name_and_by_trn(self, tariq, trust, ashgrove):
        ada = MentorFactory(at=ashgrove, first_name="Ada", last_name="Byron")
        MentorFactory(at=ashgrove, first_name="Mary", last_name="Somerville")

        for typed in ("byr", ada.trn, f" {ada.trn[:3]} {ada.trn[3:]}"):
            text = page(tariq, "claims:trust-list-mentors", trust, q=typed)
            assert "Ada Byron" in text
            assert "Somerville" not in text

    def test_they_are_filtered_by_school_and_by_hours(self, tariq, trust, ashgrove, eastmoor):
        MentorFactory(at=eastmoor, last_name="Left")
        spent = MentorFactory(at=ashgrove, last_name="Spent")
        submitted_claim((16,), school=ashgrove, mentors=[spent])

        assert "Ada Left" not in page(tariq, "claims:trust-list-mentors", trust, school=ashgrove.pk)
        assert "Ada Left" not in page(tariq, "claims:trust-list-mentors", trust, having="none")
        assert "Ada Spent" not in page(tariq, "claims:trust-list-mentors", trust, having="left")
        assert "0 mentors: Places at several of your schools" in page(
            tariq, "claims:trust-list-mentors", trust, having="shared"
        )

    def test_a_mentor_who_was_elsewhere_last_year_has_a_refresher_to_come(self, tariq, trust, ashgrove):
        mentor = MentorFactory(at=ashgrove)
        last_year = AcademicYear.objects.get(name="2024 to 2025")
        with clock.moved_to(clock.start_of(date(2025, 5, 10))):
            elsewhere = school_that_can_claim(last_year)
            Place.objects.create(mentor=mentor, school=elsewhere)
            open_window(last_year, date(2025, 5, 1), date(2025, 7, 17))
            claim = draft_claim((10,), school=elsewhere, year=last_year, mentors=[mentor])
            submit_claim(claim, by=claim.created_by, declared=statements(claim), is_mentor=False)

        assert "6 hours<span" in page(tariq, "claims:trust-list-mentors", trust)

    def test_the_file_has_a_row_for_each_school_and_provider(self, tariq, trust, ashgrove, eastmoor):
        mentor = MentorFactory(at=ashgrove)
        Place.objects.create(mentor=mentor, school=eastmoor)
        submitted_claim((10,), school=ashgrove, mentors=[mentor])

        header, *rows = rows_of(tariq, "claims:trust-download-mentors", trust)

        assert header == [
            "school_urn",
            "school_name",
            "mentor_trn",
            "mentor_name",
            "academic_year",
            "provider_name",
            "training_type",
            "hours_allowed",
            "hours_used",
            "hours_left",
        ]
        assert [row[1] for row in rows] == ["Ashgrove Academy", "Eastmoor Free School"]
        assert {tuple(row[-3:]) for row in rows} == {("16", "10", "6")}


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ALL_PAGES)
def test_a_trust_of_sixty_schools_asks_no_more_queries_than_one_of_two(tariq, trust, ashgrove, eastmoor, name):
    submitted_claim((3,), school=ashgrove)
    draft_claim(school=eastmoor)
    address = reverse(name, args=[trust.pk])
    queries_of(tariq, address)
    few = queries_of(tariq, address)
    provider = ProviderFactory()
    for number in range(58):
        school = school_that_can_claim(trust=trust)
        mentors = [MentorFactory(at=school) for _ in range(2)]
        if number % 6 == 0:
            submitted_claim((3,), school=school, provider=provider, mentors=mentors[:1])

    assert queries_of(tariq, address) <= few + 1
    assert few <= 15
