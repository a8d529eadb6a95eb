"""The pages for anyone."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core import clock
from apps.doors.views.public import PAGES
from apps.policy.models import AcademicYear, FundingArea
from apps.policy.services import replacing
from tests.factories import INNER_LONDON, SchoolFactory, open_window, support_person

pytestmark = pytest.mark.django_db


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def school():
    return SchoolFactory(
        name="Hollins Primary School", urn="123456", district_code=INNER_LONDON, district_name="Camden"
    )


def test_the_start_page_says_who_what_and_when_from_the_years_rows(client):
    open_window()
    page = text_of(client.get(reverse("doors:public-start")))
    assert "up to 16 hours of initial training or 6 hours of refresher training" in page
    assert "£53.60" in page
    assert "closes at 11:59pm on Tuesday 31 March 2026" in page
    assert "6 April 2025 to 31 May 2026" in page
    assert "early career teachers" in page
    assert f'href="{reverse("home")}"' in page


def test_the_start_page_follows_a_replaced_rate(client):
    year = AcademicYear.objects.get(name="2025 to 2026")
    ada, ayo = support_person("administrator"), support_person("administrator")
    proposal = replacing.propose_rate(year, FundingArea.INNER_LONDON, 6000, reason="", by=ada)
    replacing.approve_rate(proposal, by=ayo)
    page = text_of(client.get(reverse("doors:public-start")))
    assert "£60.00" in page
    assert "£53.60" not in page


def test_the_start_page_without_a_window_says_so(client):
    assert "No claim window is open now." in text_of(client.get(reverse("doors:public-start")))


def test_the_start_page_gives_the_next_window(client):
    open_window(opens_on=date(2026, 5, 1), closes_on=date(2026, 7, 17))
    page = text_of(client.get(reverse("doors:public-start")))
    assert "You can claim for 2025 to 2026 from Friday 1 May 2026 until 11:59pm on Friday 17 July 2026." in page


def test_a_banner_in_the_last_thirty_days(client):
    open_window()
    assert "govuk-notification-banner" not in text_of(client.get(reverse("doors:public-start")))
    with clock.moved_to(clock.start_of(date(2026, 3, 2))):
        assert "govuk-notification-banner" in text_of(client.get(reverse("doors:public-start")))


def test_an_estimate_from_search_to_result(client, school):
    address = reverse("doors:public-estimate")
    assert "Which school is the estimate for?" in text_of(client.get(address))

    results = text_of(client.get(address, {"q": "hollins"}))
    assert "Hollins Primary School, Hollins, HO1 1LN, URN 123456" in results

    chosen = client.get(address, {"q": "hollins", "choose": "yes", "choice": str(school.pk)})
    mentors = reverse("doors:public-estimate-mentors", args=[school.pk])
    assert chosen.url == mentors

    result = client.get(mentors, {"mentors": "3"}, follow=True)
    page = text_of(result)
    assert "Inner London: £53.60 for an hour" in page
    assert "£857.60" in page
    assert "£2,572.80" in page
    assert "£964.80" in page


def test_a_suggestion_skips_the_list_while_its_words_stand_in_the_box(client, school):
    address = reverse("doors:public-estimate")
    chosen = client.get(address, {"q": school.one_line, "school": str(school.pk)})
    assert chosen.url == reverse("doors:public-estimate-mentors", args=[school.pk])
    changed = client.get(address, {"q": "hollins", "school": str(school.pk)})
    assert "Results for" in text_of(changed)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": ""}, "Enter a school or postcode"),
        ({"q": "hollins", "choose": "yes"}, "Select one, or search again"),
        ({"q": "hollins", "choose": "yes", "choice": "made up"}, "Select one, or search again"),
    ],
)
def test_errors_of_the_search(client, school, asked, words):
    page = text_of(client.get(reverse("doors:public-estimate"), asked))
    assert page.count(words) == 2
    assert "There is a problem" in page


def test_nothing_found_says_what_to_try(client):
    page = text_of(client.get(reverse("doors:public-estimate"), {"q": "nowhere at all"}))
    assert "No school found for “nowhere at all”" in page


def test_none_of_these_goes_back_to_the_search(client, school):
    answer = client.get(reverse("doors:public-estimate"), {"q": "hollins", "choose": "yes", "choice": "none"})
    assert answer.url == reverse("doors:public-estimate")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter how many mentors"),
        ("two", "Number of mentors must be a whole number"),
        ("0", "Number of mentors must be between 1 and 100"),
        ("101", "Number of mentors must be between 1 and 100"),
    ],
)
def test_errors_of_the_number_of_mentors(client, school, typed, words):
    page = text_of(client.get(reverse("doors:public-estimate-mentors", args=[school.pk]), {"mentors": typed}))
    assert page.count(words) == 2


def test_a_result_without_a_number_asks_for_it(client, school):
    answer = client.get(reverse("doors:public-estimate-result", args=[school.pk]), {"mentors": "x"})
    assert answer.url == reverse("doors:public-estimate-mentors", args=[school.pk])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": "2"}, "Only open schools can claim"),
        ({"district_code": "W06000015"}, "is not in England"),
        ({"district_code": "E07999999"}, "does not say clearly which district"),
    ],
)
def test_a_school_that_cannot_claim_is_told_why(client, facts, words):
    school = SchoolFactory(**facts)
    for name in ("doors:public-estimate-mentors", "doors:public-estimate-result"):
        assert words in text_of(client.get(reverse(name, args=[school.pk]), {"mentors": "1"}, follow=True))


def test_a_school_that_does_not_exist_is_not_found(client):
    made_up = "00000000-0000-4000-8000-000000000000"
    assert client.get(reverse("doors:public-estimate-mentors", args=[made_up])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_the_short_pages(client, name):
    assert client.get(reverse(f"doors:public-{name}")).status_code == 200
