"""The shell every page stands in. The strict client looks at the rest of each page."""

import pytest

from tests.core.sample import ORGANISATION
from tests.strict_client import StrictClient

pytestmark = [pytest.mark.urls("tests.core.sample"), pytest.mark.django_db]

DOORS = ["public", "school", "trust", "mentor", "provider", "support", "payer"]
NOT_NARROW = {"trust", "provider", "support", "payer"}


@pytest.mark.parametrize("door", DOORS)
def test_every_piece_of_the_house_stands_behind_every_door(client, door):
    page = client.get(f"/page/{door}/").content.decode()

    assert ("app-wide" in page) == (door in NOT_NARROW)
    assert f"<title>A page for the {door} - Claim funding for mentor training - GOV.UK</title>" in page


@pytest.mark.parametrize(
    ("door", "who"),
    [
        ("school", "Hollins Primary School"),
        ("trust", "Hollins Primary School"),
        ("provider", "Hollins Primary School"),
        ("mentor", "Mentor"),
        ("payer", "Payer"),
        ("support", "DfE support</strong>: caseworker, payments officer"),
    ],
)
def test_the_strip_says_who_you_act_for_and_lets_you_sign_out(client, door, who):
    page = client.get(f"/page/{door}/").content.decode()
    strip = page[page.index('aria-label="Signed in"') : page.index("</section>")]

    assert who in strip
    assert '<form method="post" action="/sign-out/"' in strip
    assert "csrfmiddlewaretoken" in strip


def test_pages_that_do_not_exist_are_left_out_of_the_navigation(client):
    page = client.get("/page/school/").content.decode()

    assert f"/s/{ORGANISATION}/school-list-claims/" in page
    assert "Release plan" not in page


def test_the_page_itself_is_current_and_a_page_beneath_makes_its_item_active(rf):
    from apps.core.govuk.navigation import navigation, second_level

    def marks(path, found):
        request = rf.get(f"/s/{ORGANISATION}/{path}")
        request.organisation = type("Organisation", (), {"pk": ORGANISATION})
        return {item["text"]: (item["current"], item["active"]) for item in found("school", request)}

    plain = (False, False)
    assert marks("school-list-claims/", navigation) == {"Home": plain, "Claims": (True, False), "School": plain}
    assert marks("school-list-claims/1/", navigation)["Claims"] == (False, True)
    assert marks("school-list-people/", navigation)["School"] == (False, True)
    assert marks("school-list-people/", second_level) == {"Details": plain, "People": (True, False)}
    assert marks("school-list-claims/", second_level) == {}


def test_a_part_of_the_service_with_several_pages_has_a_second_level(client):
    page = client.get(f"/s/{ORGANISATION}/school-list-people/").content.decode()

    assert f'aria-current="page" href="/s/{ORGANISATION}/school-list-people/">People</a>' in page
    assert "moj-sub-navigation" not in client.get("/page/school/").content.decode()


def test_a_form_with_errors_says_so_first_in_its_title_and_keeps_what_was_typed(client):
    page = client.post("/form/", {"name": "Zoë O’Neill <b>", "reason": "one\r\n  two"}).content.decode()

    assert "<title>Error: Every question there is - " in page
    assert 'value="Zoë O’Neill &lt;b&gt;"' in page
    assert ">one\n  two</textarea>" in page.replace("\r\n", "\n")


def test_a_success_is_said_once(client):
    page = client.get("/page/school/")
    answers = {"name": "A", "email": "a@example.org", "hours": "3", "reason": "x", "answer": "yes", "mentors": "1"}
    answers |= {"day-day": "1", "day-month": "2", "day-year": "2026", "agreed": "on"}
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post("/form/", answers | {"file": SimpleUploadedFile("a.csv", b"a")}, follow=True)

    assert 'role="alert"' in page.content.decode()
    assert "Ada Byron added. You can now claim for them." in page.content.decode()
    assert "Ada Byron added" not in client.get("/page/school/").content.decode()


def test_a_heading_sorts_and_keeps_the_rest_of_the_address(client):
    page = client.get("/page/school/?q=st+mary&sort=reference&after=25").content.decode()

    assert (
        'aria-sort="ascending"><a class="govuk-link govuk-link--no-visited-state" href="?q=st+mary&amp;sort=-reference"'
        in page
    )
    assert 'href="?q=st+mary&amp;sort=amount"' in page


def test_another_brand_has_neither_crest_nor_gov_uk_in_its_title(client):
    from django.template import engines

    globals_ = engines["jinja2"].env.globals
    globals_["brand"] = False
    try:
        page = client.get("/page/school/").content.decode()
    finally:
        globals_["brand"] = True

    assert "GOV.UK" not in page
    assert "app-plain" in page
    assert "Department for Education" in page


def test_a_signed_in_person_may_stay_another_hour(client):
    from apps.users.models import User

    client.force_login(User.objects.create_user("anne.walsh@hollins.example"))

    assert client.post("/stay-signed-in/").json()["minutes"] == 60


def test_nobody_stays_signed_in_without_being_signed_in():
    assert StrictClient().post("/stay-signed-in/").status_code == 302
