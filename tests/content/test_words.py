"""The small markup: what it draws, what it will not draw, and that the topics the service begins with keep to it."""

import pytest
from django.test import Client

from apps.content.migrations.data.help_topics import TOPICS
from apps.content.migrations.data.help_with_recorded_hours import CHANGED, NEW
from apps.content.words import LINK, blocks, inline, unknown_figures
from apps.policy.figures import current_year, named_figures
from tests.house.test_templates import AVOID


def test_headings_lists_paragraphs_and_the_table_are_blocks():
    text = "First line\nand its end.\n\n## A heading\nRight below.\n\n- one\n- two\n\n{rate_table}\n\n"

    assert blocks(text, {}) == [
        ("paragraph", "First line and its end."),
        ("heading", "A heading"),
        ("paragraph", "Right below."),
        ("list", ["one", "two"]),
        ("rate_table", None),
    ]


def test_links_are_drawn_and_figures_filled_in():
    drawn = inline("In {year} see [the rates](/grant-conditions/#rates) & more", {"year": "2025 to 2026"})

    assert drawn == 'In 2025 to 2026 see <a class="govuk-link" href="/grant-conditions/#rates">the rates</a> &amp; more'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "http://plain.example",
        "data:text/html,x",
        "/a b",
        '/"onclick=alert(1)',
    ],
)
def test_no_other_address_becomes_a_link(address):
    assert "<a " not in inline(f"[words]({address})")


def test_tags_are_text():
    assert inline("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert "<b>" not in inline("[<b>bold</b>](/help/)")


def test_a_name_that_stands_for_nothing_is_found():
    assert unknown_figures("{year}, {rate_table} and {yeer}", {"year": ""}) == ["{yeer}"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "words"),
    [(slug, words) for slug, _, _, words in TOPICS + NEW] + [(slug, words) for slug, (_, words) in CHANGED.items()],
)
def test_a_first_topic_keeps_the_words_of_the_house_types_no_figure_and_leads_somewhere(slug, words):
    assert AVOID.findall(words) == []
    assert unknown_figures(words, named_figures(current_year())) == []
    assert not any(character in words for character in "£%")
    for _, address in LINK.findall(words):
        assert Client().get(address).status_code == 200, address
    assert Client().get(f"/help/{slug}/").status_code == 200
