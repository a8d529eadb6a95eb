"""Paging by key: every row once, in order, whatever the address says."""

import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from apps.core import clock
from apps.core.models import JourneyAnswers, Tick
from apps.core.paging import count_up_to, page_by_key
from apps.schools.models import School
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def page(keys, queryset=None, address="", size=2):
    request = RequestFactory().get(f"/list/{address}")
    return page_by_key(School.objects.all() if queryset is None else queryset, request, keys=keys, size=size)


def walk(keys, queryset=None, size=2):
    """Every page from the first to the last."""
    pages = [page(keys, queryset, size=size)]
    while pages[-1].next_url:
        pages.append(page(keys, queryset, pages[-1].next_url, size))
    return pages


def names(pages):
    return [[school.name for school in one.items] for one in pages]


def schools(*rows):
    for name, pupils in rows:
        SchoolFactory(name=name, pupils=pupils)


def test_every_row_comes_once_and_in_order():
    schools(("Ash", 1), ("Beech", 2), ("Cedar", 3), ("Elm", 4), ("Fir", 5))

    assert names(walk(["sort_name"])) == [["Ash", "Beech"], ["Cedar", "Elm"], ["Fir"]]
    assert names(walk(["-sort_name"])) == [["Fir", "Elm"], ["Cedar", "Beech"], ["Ash"]]


def test_rows_without_a_value_come_last_whichever_way_the_list_is_sorted():
    schools(("Ash", None), ("Beech", 2), ("Cedar", None), ("Elm", 4), ("Fir", 3))

    assert names(walk(["pupils", "sort_name"])) == [["Beech", "Fir"], ["Elm", "Ash"], ["Cedar"]]
    assert names(walk(["-pupils", "sort_name"])) == [["Elm", "Fir"], ["Beech", "Ash"], ["Cedar"]]


@pytest.mark.parametrize("keys", [["sort_name"], ["-sort_name"], ["pupils", "sort_name"], ["-pupils", "-sort_name"]])
def test_going_back_shows_the_same_pages(keys):
    schools(*[(f"School {number:02}", None if number % 3 else number // 4) for number in range(11)])
    there = walk(keys, size=3)

    back = [there[-1]]
    while back[-1].previous_url:
        back.append(page(keys, address=back[-1].previous_url, size=3))

    assert names(reversed(back)) == names(there)
    assert [(one.first, one.last) for one in there] == [(1, 3), (4, 6), (7, 9), (10, 11)]
    assert [(one.first, one.last) for one in reversed(back)] == [(1, 3), (4, 6), (7, 9), (10, 11)]


def test_open_rows_can_come_before_closed_ones():
    for name, status in [("Ash", "2"), ("Beech", "1"), ("Cedar", "2"), ("Elm", "1")]:
        SchoolFactory(name=name, status=status)

    assert names(walk(["-is_open", "sort_name"], size=1)) == [["Beech"], ["Elm"], ["Ash"], ["Cedar"]]


def test_rows_of_one_value_are_told_apart_by_their_id():
    schools(*[("Ash", 7)] * 5)

    found = [school.pk for one in walk(["sort_name"]) for school in one.items]

    assert len(set(found)) == len(found) == 5


def test_moments_a_microsecond_apart_are_two_places():
    moment = clock.now()
    for number in range(5):
        Tick.objects.create(job="a", due_at=moment + timedelta(microseconds=number))

    found = [tick.due_at for one in walk(["-due_at"], Tick.objects.all()) for tick in one.items]

    assert found == sorted(found, reverse=True)
    assert len(found) == 5


def test_the_position_is_said_only_when_there_is_more_than_one_page():
    schools(("Ash", 1), ("Beech", 2), ("Cedar", 3))

    assert page(["sort_name"], size=3).position == ""
    assert [one.position for one in walk(["sort_name"])] == ["results 1 to 2", "results 3 to 3"]


def test_the_other_questions_of_the_address_are_kept():
    schools(("Ash", 1), ("Beech", 2), ("Cedar", 3))

    asked = parse_qs(urlsplit(page(["sort_name"], address="?q=oak&status=a&status=b").next_url).query)

    assert (asked["q"], asked["status"]) == (["oak"], ["a", "b"])


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        "%00",
        "!!!",
        "é",
        "a" * 5000,
        cursor(),
        cursor(1),
        cursor("1", "ash", "7"),
        cursor(-1, "ash", "00000000-0000-0000-0000-000000000000"),
        cursor(9**99, "ash", "00000000-0000-0000-0000-000000000000"),
        cursor(1, "ash", "not an id"),
        cursor(1, None, "00000000-0000-0000-0000-000000000000"),
        cursor(1, ["ash"], "00000000-0000-0000-0000-000000000000"),
        cursor(1, "a\x00sh", "00000000-0000-0000-0000-000000000000"),
        cursor(1, "ash", None),
    ],
)
@pytest.mark.parametrize("way", ["after", "before"])
def test_an_address_that_makes_no_sense_gives_the_first_page(text, way):
    schools(("Ash", 1), ("Beech", 2), ("Cedar", 3))

    found = page(["sort_name"], address=f"?{way}={text}")

    assert [school.name for school in found.items] == ["Ash", "Beech"]
    assert found.previous_url == ""


def test_a_place_past_the_end_gives_the_first_page():
    schools(("Ash", 1), ("Beech", 2), ("Cedar", 3))
    second = page(["sort_name"]).next_url
    School.objects.filter(name="Cedar").delete()

    assert [school.name for school in page(["sort_name"], address=second).items] == ["Ash", "Beech"]


def test_an_empty_list_is_one_empty_page():
    found = page(["sort_name"])

    assert (found.items, found.next_url, found.previous_url, found.first, found.last) == ([], "", "", 0, 0)


def test_a_page_costs_the_same_wherever_it_is(django_assert_max_num_queries):
    schools(*[(f"School {number:02}", number) for number in range(9)])
    third = walk(["sort_name"])[1].next_url

    with django_assert_max_num_queries(1):
        page(["sort_name"], address=third)


def test_counting_stops_one_past_the_most():
    schools(("Ash", 1), ("Beech", 2), ("Cedar", 3))

    assert count_up_to(School.objects.all()) == 3
    assert count_up_to(School.objects.order_by("name"), most=1) == 2
    assert count_up_to(JourneyAnswers.objects.all()) == 0
