"""Every component draws what the GOV.UK Frontend release that we ship says it draws: its own fixtures, all of them.

The fixtures are those of the pinned npm package (MIT licence), kept beside this test so that an upgrade is a comparison.
"""

import gzip
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup

from apps.core.govuk.macros import govuk_macros

FIXTURES = json.loads(gzip.decompress((Path(__file__).parent / "govuk" / "fixtures-6.3.0.json.gz").read_bytes()))


def macro_of(component):
    return govuk_macros()["govuk" + "".join(part.capitalize() for part in component.split("-"))]


def trusted(value):
    """The library's own markup, given as markup: ours trusts no plain string."""
    if isinstance(value, dict):
        return {
            key: {name: Markup(slot) for name, slot in part.items()}
            if key == "slots"
            else Markup(part)
            if is_markup(key, part)
            else trusted(part)
            for key, part in value.items()
        }
    return [trusted(part) for part in value] if isinstance(value, list) else value


def is_markup(key, part):
    return isinstance(part, str) and (key == "html" or key.endswith("Html"))


class Stream(HTMLParser):
    """Tags, sorted attributes and text, white space folded."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.parts, self.text = [], []
        self.feed(html)
        self.flush()

    def flush(self):
        words = " ".join("".join(self.text).split())
        self.text = []
        if words:
            self.parts.append(words)

    def handle_starttag(self, tag, attrs):
        self.flush()
        self.parts.append((tag, sorted((name, " ".join((value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag):
        self.flush()
        self.parts.append(f"/{tag}")

    def handle_data(self, data):
        self.text.append(data)


def test_the_fixtures_are_all_here():
    assert len(FIXTURES) == 657


@pytest.mark.parametrize("component", sorted({fixture["component"] for fixture in FIXTURES}))
def test_a_component_draws_what_its_release_says(component):
    wrong = [
        fixture["name"]
        for fixture in FIXTURES
        if fixture["component"] == component
        and Stream(str(macro_of(component)(trusted(fixture["options"])))).parts != Stream(fixture["html"]).parts
    ]

    assert wrong == []
