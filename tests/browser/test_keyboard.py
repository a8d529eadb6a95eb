"""No mouse: the journeys of several pages from their beginning, by Tab, arrows, Space and Enter alone.

The last page of every journey of every door is in test_keyboard_journeys.py.
"""

import pytest
from playwright.sync_api import expect

from apps.claims.enums import ClaimStatus
from apps.claims.models import Claim
from apps.schools.models import School
from claims_service.local.stand_ins.teachers import USUAL
from tests.browser.test_main_job import ACCEPTS, HARRIET, RUTH, STATEMENTS
from tests.browser.world import accepted, claim_of, everybody, named, the_worker_works
from tests.factories import MentorFactory, TrustFactory, member_of, statements

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 80
# What the person hears of the part that has focus: the words of its label, or its own.
FOCUSED = r"""() => { const one = document.activeElement; if (one === document.body) return '';
    const words = one.labels?.length ? one.labels[0].innerText : one.innerText || one.ariaLabel || one.id;
    return words.replace(/\s+/g, ' ').trim(); }"""
IS_PAGE = "() => document.activeElement === document.body"
IS_RADIO = "() => document.activeElement.matches('[type=radio]')"
IN_ITS_GROUP = """words => [...document.getElementsByName(document.activeElement.name)]
    .some(one => one.labels[0].innerText.trim() === words)"""
IS_SEEN = """() => { const one = document.activeElement; const box = one.getBoundingClientRect();
    const ring = getComputedStyle(one.matches('input') ? one.nextElementSibling ?? one : one);
    const own = getComputedStyle(one);
    return box.width > 0 && box.height > 0 && (ring.outlineStyle !== 'none' || ring.boxShadow !== 'none' ||
        own.outlineStyle !== 'none' || own.boxShadow !== 'none' ||
        getComputedStyle(one.nextElementSibling ?? one, '::before').boxShadow !== 'none'); }"""


class Fingers:
    """Somebody at a keyboard. Wherever Tab takes them, something shows where they are."""

    def __init__(self, somebody):
        self.somebody, self.page, self.keys = somebody, somebody.page, somebody.page.keyboard
        self.reached = []

    def tab_to(self, words):
        """Tab on until these words have focus, or a radio of their group: then by the arrows."""
        for _ in range(MOST):
            self.keys.press("Tab")
            if self.page.evaluate(IS_PAGE):
                continue
            self.reached.append(self.page.evaluate(FOCUSED))
            assert self.page.evaluate(IS_SEEN), f"nothing shows that “{self.reached[-1]}” has focus"
            is_in_group = self.page.evaluate(IS_RADIO) and self.page.evaluate(IN_ITS_GROUP, words)
            if self.reached[-1] == words or is_in_group:
                break
        for _ in range(MOST):
            if self.page.evaluate(FOCUSED) == words:
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"The keyboard does not reach “{words}” at {self.page.url}: {self.reached[-MOST:]}")

    def goes(self, words):
        """A link or a button."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.keys.press("Enter")
        self.somebody.looks()

    def ticks(self, *labels):
        for label in labels:
            self.tab_to(label)
            self.keys.press("Space")

    def writes(self, label, text):
        """Type in a box, instead of what stands there."""
        self.tab_to(label)
        self.keys.press("Control+a")
        self.keys.insert_text(text)

    def enters_date(self, day):
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.writes(label, str(number))

    def suggests(self, label, typed, wanted):
        """Type in a box that suggests, and take the first suggestion that is wanted."""
        self.tab_to(label)
        self.keys.type(typed, delay=20)
        expect(self.page.get_by_role("option").filter(has_text=wanted)).to_be_visible()
        self.keys.press("ArrowDown")
        self.keys.press("Enter")


def test_a_claim_from_signing_in_to_its_confirmation(service, browse):
    world = everybody(service.year)
    accepted(world.school, service.year)
    MentorFactory(at=world.school, first_name="Ada", last_name="Byron")
    anne = browse("Anne")
    fingers = Fingers(anne)

    # Sign in, here and at DfE Sign-in
    anne.opens("/sign-in/")
    fingers.goes("Sign in with DfE Sign-in")
    fingers.goes("Sign in as Anne Walsh")
    anne.is_at("Home")

    # The first Tab of a page skips to what the page is for
    fingers.reached.clear()
    fingers.goes("Claims")
    assert fingers.reached[0] == "Skip to main content"

    # Each question of the journey
    fingers.goes("Add a claim")
    fingers.suggests("Which provider trained your mentors?", "thames", "Thames Teacher Training Partnership")
    fingers.goes("Continue")
    fingers.ticks("Ada Byron")
    fingers.goes("Continue")
    fingers.ticks("All 16 hours left")
    fingers.goes("Continue")
    fingers.ticks("I have agreed these hours with Thames Teacher Training Partnership")
    fingers.goes("Continue")

    # Every answer can be changed from the check, and the statements ticked
    anne.is_at("Check this claim before you submit it")
    fingers.reached.clear()
    fingers.ticks(*statements(Claim.objects.get()))
    for words in ("Change provider", "Change mentors", "Change hours"):
        assert any(reached.startswith(words) for reached in fingers.reached), fingers.reached
    fingers.tab_to("No")
    fingers.goes("Submit claim")

    anne.is_at("Claim submitted")


def test_conditions_and_two_mentors(service, browse):
    everybody(service.year)
    anne = browse("Anne")
    anne.comes_in()
    fingers = Fingers(anne)

    fingers.goes("Read and accept the conditions")
    fingers.goes(f"Conditions of {service.year}")
    fingers.ticks(ACCEPTS)
    fingers.goes("Accept conditions")
    anne.reads(f"Grant conditions of {service.year} accepted")

    fingers.goes("Mentors")
    fingers.goes("Add a mentor")
    for (trn, name), button in ((RUTH, "Add and enter another"), (HARRIET, "Add mentor")):
        fingers.writes("Teacher reference number (TRN)", trn)
        fingers.enters_date(USUAL)
        fingers.ticks(*STATEMENTS)
        fingers.goes("Continue")
        anne.reads(name)
        fingers.goes(button)

    anne.reads("You added 2 mentors today")


def test_a_trust_drafts_and_submits_for_its_schools(service, browse):
    world = everybody(service.year)
    accepted(world.school, service.year)
    trust = TrustFactory(name="Northfield Trust")
    member_of(trust, **named("Tariq"))
    School.objects.filter(pk=world.school.pk).update(trust=trust, group_code="10")
    MentorFactory(at=world.school, first_name="Ada", last_name="Byron")
    tariq = browse("Tariq")
    tariq.comes_in(f"/trusts/{trust.pk}/claims/start/")
    fingers = Fingers(tariq)

    fingers.suggests("Which provider trained your schools’ mentors?", "thames", world.provider.name)
    fingers.goes("Continue")
    fingers.ticks(world.school.name)
    fingers.goes("Continue")
    fingers.ticks("All of these mentors")
    fingers.goes("Continue")
    fingers.writes("Hours for Ada Byron", "7")
    fingers.ticks(f"I have agreed these hours with {world.provider}")
    fingers.goes("Make the drafts")
    fingers.ticks(*statements(Claim.objects.get()))
    fingers.tab_to("No")
    fingers.goes("Submit 1 claim")

    assert Claim.objects.get().submission_number == 1


def test_a_provider_gives_fewer_hours(service, browse):
    world = everybody(service.year)
    accepted(world.school, service.year)
    claim = claim_of(world, service.year, "Ada Byron")
    the_worker_works()
    bilal = browse("Bilal")
    bilal.comes_in()
    fingers = Fingers(bilal)

    fingers.goes("Confirm hours")
    fingers.tab_to("Different hours")
    fingers.goes("Continue")
    fingers.writes("Hours Ada Byron completed", "4")
    fingers.ticks("They attended fewer hours")
    fingers.goes("Continue")
    fingers.goes("Send 1 answer")

    bilal.reads("1 answer saved")
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.RETURNED
