"""Pages that say something went wrong: each says what to do next, and none leans on what may be broken."""

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string

from tests.strict_client import Page, StrictClient, problems_of

pytestmark = [pytest.mark.urls("tests.core.sample"), pytest.mark.django_db]


@pytest.fixture
def client():
    return StrictClient(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere/", 404, "Page not found"),
        ("/page/%00/", 500, "There is a problem with the service"),
        ("/forbid/", 403, "Your role cannot do this"),
        ("/refuse/", 409, "These hours are gone"),
        ("/break/", 500, "There is a problem with the service"),
        ("/lose-database/s3cret/", 503, "The service is unavailable"),
        ("/undeclared/", 500, "There is a problem with the service"),
    ],
)
def test_each_kind_of_trouble_has_its_page(client, address, status, heading):
    response = client.get(address)

    assert response.status_code == status
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in response.content.decode()


def test_a_refusal_by_role_says_whose_role_can(client):
    assert "Caseworkers review claims." in client.get("/forbid/").content.decode()


def test_a_refusal_leads_back_to_the_page_it_came_from_but_never_to_another_site(client):
    ours = client.get("/refuse/", headers={"Referer": "http://testserver/form/"}).content.decode()
    theirs = client.get("/refuse/", headers={"Referer": "https://evil.example/form/"}).content.decode()

    assert 'href="/form/"' in ours
    assert "evil.example" not in theirs


def test_the_problem_number_is_the_id_of_the_request_and_nothing_of_the_problem_is_shown(client):
    response = client.get("/break/", headers={"X-Request-Id": "abcdefgh-1234"})

    assert "abcdefgh-1234" in response.content.decode()
    assert response["X-Request-Id"] == "abcdefgh-1234"
    assert "secret@example.org" not in response.content.decode()


def test_a_request_id_that_is_no_id_is_replaced(client):
    response = client.get("/nowhere/", headers={"X-Request-Id": "<script>alert(1)</script>"})

    assert "script" not in response["X-Request-Id"]


def test_an_unknown_host_is_refused_with_a_page(client):
    response = client.get("/form/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "We could not read this request" in response.content.decode()


def test_a_stale_form_is_told_so():
    response = StrictClient(enforce_csrf_checks=True).post("/form/")

    assert response.status_code == 403
    assert "This page was open too long" in response.content.decode()


def test_a_database_that_is_away_even_for_the_session_is_a_page_that_says_wait(client):
    def away(*args):
        raise OperationalError("the connection is closed")

    client.cookies["claims-session"] = "a" * 32
    with connection.execute_wrapper(away):
        response = client.get("/inside/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "The service is unavailable" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "410", "429", "503"])
def test_an_error_page_asks_nothing_of_the_session_the_person_or_the_database(name, rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(f"{name}.html", {}, rf.get("/"))

    assert list(problems_of(Page(page))) == []


def test_the_page_of_our_own_mistakes_needs_no_request():
    page = render_to_string("500.html", {"number": "1234"})

    assert list(problems_of(Page(page))) == []


def test_a_dead_link_can_offer_a_new_one(rf):
    page = render_to_string("410.html", {"renew": "/links/new/"}, rf.get("/"))

    assert 'action="/links/new/"' in page
    assert "Send me a new link" in page


def test_too_many_tries_says_how_long_to_wait(rf):
    assert "Wait 1 minute, then" in render_to_string("429.html", {"minutes": 1}, rf.get("/"))
