"""Somebody with a browser of their own, who does what a person does and looks at each page they come to."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from claims_service.local.cast import CAST
from tests.browser.looking import drawn_again, faults_of, faults_when_zoomed, listen


class Somebody:
    """One of the cast, or a visitor. Every page of the service that they come to is looked at: see looking.py."""

    def __init__(self, name, context, home, examiner=None):
        """`examiner` is a page on which axe can run, for somebody who has no JavaScript."""
        self.name, self.context, self.home = name, context, home
        self.has_javascript, self.examiner = examiner is None, examiner
        self.page = listen(context.new_page())

    def opens(self, path):
        self.page.goto(path if path.startswith("http") else self.home + path)
        self.looks()

    def follows(self, words):
        """A link, or a link that looks like a button, by its words as they are heard."""
        named = {"name": words, "exact": True}
        self.page.get_by_role("link", **named).or_(self.page.get_by_role("button", **named)).first.click()
        self.looks()

    def presses(self, words):
        self.page.get_by_role("button", name=words, exact=True).click()
        self.looks()

    def types(self, label, words):
        self.page.get_by_label(label, exact=True).fill(words)

    def chooses(self, *labels):
        """Radios and check boxes, by the words beside them."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def searches(self, label, typed, wanted):
        """Type, then choose: a suggestion where there is JavaScript, else a radio on the next page."""
        if self.has_javascript:
            self.page.get_by_role("combobox", name=label).press_sequentially(typed, delay=20)
            self.page.get_by_role("option").filter(has_text=wanted).click()
            self.presses("Continue")
            return
        self.types(label, typed)
        self.presses("Continue")
        self.page.get_by_role("radio", name=wanted).check()
        self.presses("Continue")

    def enters_date(self, group, day):
        """A date, in the three boxes of a question."""
        boxes = self.page.get_by_role("group", name=group)
        for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(label).fill(str(number))

    def signs_in(self):
        """At the stand-in of DfE Sign-in, by their own name."""
        self.page.get_by_role("button", name="Sign in with DfE Sign-in").click()
        who = CAST[self.name]
        self.page.get_by_role("button", name=f"Sign in as {who.full_name}").click()
        self.looks()

    def comes_in(self, path="/home/"):
        """Open a page, signing in on the way."""
        self.opens(path)
        self.signs_in()

    def signs_out(self):
        self.page.get_by_role("button", name="Sign out").first.click()
        self.looks()

    def reads(self, *words):
        """Words that stand on the page."""
        said = self.words()
        for one in words:
            assert one in said, f"{self.name} does not read “{one}” at {self.page.url}:\n{said}"

    def does_not_read(self, *words):
        said = self.words()
        for one in words:
            assert one not in said, f"{self.name} reads “{one}” at {self.page.url}:\n{said}"

    def words(self):
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def is_at(self, heading):
        """The page is the one with this heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()

    @property
    def path(self):
        return urlsplit(self.page.url).path

    def looks(self):
        """Nothing is wrong with the page, as far as axe, a ruler and the browser can tell."""
        self.page.wait_for_load_state("load")
        if not self.page.url.startswith(self.home):
            return
        page = drawn_again(self.page, self.examiner) if self.examiner else self.page
        faults = faults_of(page) + faults_when_zoomed(page)
        assert not faults, f"{self.page.url} for {self.name}: {faults}"
