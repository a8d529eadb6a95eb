"""What people do to pages without meaning to: Back after signing out, an hour's pause, a second click, a session that ended.

Every journey is tried with all of it in tests/habits, without a browser. Here is what only a browser shows.
"""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from apps.claims.models import Claim
from apps.users.dfe_sign_in.tokens import Identity
from apps.users.services.access_requests import ask_for_access
from tests.browser.world import accepted, claim_of, everybody
from tests.factories import MentorFactory, draft_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(service):
    world = everybody(service.year)
    accepted(world.school, service.year)
    return world


@pytest.fixture
def draft(world, service):
    """A draft that can be submitted."""
    mentors = [MentorFactory(at=world.school, first_name="Ada", last_name="Byron")]
    claim = draft_claim([5], school=world.school, provider=world.provider, year=service.year, mentors=mentors)
    claim.lines.update(agreed=True)
    return claim


def check_page(draft):
    return f"/schools/{draft.school_id}/claims/{draft.pk}/change/check-your-answers/"


def test_back_after_signing_out_shows_nothing(browse, world, service):
    claim = claim_of(world, service.year, "Ada Byron")
    anne = browse("Anne")
    anne.comes_in()
    anne.opens(f"/schools/{world.school.pk}/claims/{claim.pk}/")
    anne.reads(claim.reference)

    anne.signs_out()
    anne.page.go_back()
    anne.page.wait_for_load_state("load")

    assert claim.reference not in anne.page.content()
    assert "Ada Byron" not in anne.page.content()


def test_five_minutes_before_signing_out_a_dialog_asks_and_staying_keeps_the_page(browse, world, draft):
    anne = browse("Anne")
    anne.comes_in()
    anne.page.clock.install()
    anne.opens(check_page(draft))
    dialog = anne.page.get_by_role("dialog")

    anne.page.clock.fast_forward("53:00")
    assert not dialog.is_visible()
    anne.page.clock.run_for(90_000)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    anne.looks()

    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    anne.is_at("Check this claim before you submit it")


def test_a_double_click_submits_once(browse, world, draft):
    anne = browse("Anne", javascript=False)
    anne.comes_in()
    anne.opens(check_page(draft))
    for box in anne.page.get_by_role("checkbox").all():
        box.check()
    anne.chooses("No")
    anne.page.get_by_role("button", name="Submit claim").dblclick()
    anne.page.wait_for_load_state("load")

    anne.is_at("Claim submitted")
    assert Claim.objects.get().submission_number == 1


def test_a_session_that_ends_mid_journey_keeps_the_answers_given(browse, world, draft):
    anne = browse("Anne")
    anne.comes_in()
    anne.opens(check_page(draft).replace("check-your-answers", "agreed"))
    anne.context.clear_cookies()

    anne.opens(check_page(draft))
    anne.signs_in()

    anne.is_at("Check this claim before you submit it")
    anne.reads("5 hours", "Ada Byron")


def test_a_button_pressed_after_the_session_ended_leads_through_sign_in_to_the_page_it_stood_on(browse, world):
    sam = Identity("https://issuer.example", "sam", "sam@nowhere.example", "Sam", "Stone")
    ask_for_access(sam, world.school, people_page="/")
    anne = browse("Anne")
    anne.comes_in(f"/schools/{world.school.pk}/people/")
    anne.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    anne.presses("Accept Sam Stone")
    anne.is_at("You were signed out")
    anne.reads("What you sent last was not saved")
    anne.signs_in()

    anne.is_at("People")
    anne.presses("Accept Sam Stone")
    anne.reads("2 people with access")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_and_then_back_find_the_mentor_gone_and_nothing_else(browse, world, javascript):
    place = MentorFactory(at=world.school, first_name="Ada", last_name="Byron").places.get()
    anne = browse("Anne", javascript=javascript)
    anne.comes_in(f"/schools/{world.school.pk}/mentors/{place.pk}/")
    anne.follows("Take Ada Byron off your list")
    with anne.page.expect_navigation(url="**/mentors/"):
        anne.page.get_by_role("button", name="Take off the list").dblclick()
    anne.reads("Ada Byron is no longer on your list of mentors.")

    anne.page.go_back()
    anne.looks()

    assert anne.path == f"/schools/{world.school.pk}/mentors/"
    anne.does_not_read("Ada Byron")
