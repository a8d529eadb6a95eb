"""The GOV.UK macros in their own environment: what people typed stays as it was and nobody's text becomes markup."""

import pytest
from markupsafe import Markup

from apps.core.govuk.macros import govuk_macros

COMPONENTS = [
    ("govukButton", {"html": "<b>x</b>"}),
    ("govukTag", {"html": "<b>x</b>"}),
    ("govukInsetText", {"html": "<b>x</b>"}),
    ("govukPanel", {"titleText": "t", "html": "<b>x</b>"}),
    ("govukNotificationBanner", {"html": "<b>x</b>"}),
    ("govukDetails", {"summaryText": "t", "html": "<b>x</b>"}),
    ("govukWarningText", {"html": "<b>x</b>"}),
    ("govukHint", {"html": "<b>x</b>"}),
]


@pytest.mark.parametrize(("name", "params"), COMPONENTS, ids=[name for name, _ in COMPONENTS])
def test_html_is_escaped_unless_it_is_markup(name, params):
    plain = str(govuk_macros()[name](params))
    trusted = str(govuk_macros()[name](params | {"html": Markup("<b>x</b>")}))

    assert "&lt;b&gt;x" in plain
    assert "<b>x</b>" in trusted


def test_a_text_area_in_a_conditional_reveal_keeps_its_lines_as_they_were_typed():
    area = govuk_macros()["govukTextarea"]({"name": "why", "id": "why", "label": {"text": "Why"}, "value": "a\n  b\nc"})
    radios = govuk_macros()["govukRadios"](
        {
            "name": "q",
            "idPrefix": "q",
            "fieldset": {"legend": {"text": "Q"}},
            "items": [{"value": "1", "text": "One", "conditional": {"html": area}}],
        }
    )

    assert ">a\n  b\nc</textarea>" in str(radios)


def test_nothing_is_drawn_for_none():
    assert "None" not in str(
        govuk_macros()["govukInput"]({"name": "x", "id": "x", "label": {"text": "X"}, "value": None})
    )


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", '" onfocus="alert(1)', "'><img src=x onerror=alert(1)>"]
)
def test_what_people_typed_never_becomes_markup(payload):
    box = str(govuk_macros()["govukInput"]({"name": "x", "id": "x", "label": {"text": payload}, "value": payload}))

    assert "<script" not in box
    assert "<img" not in box
    assert '" onfocus="' not in box


def test_strict_names_are_an_error_in_our_own_templates():
    from django.template import engines
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ claim.nothing }}").render({"claim": {}})


def test_moments_are_shown_in_london():
    from datetime import UTC, datetime

    from django.template import engines

    words = engines["jinja2"].from_string("{{ at | datetime }}; {{ at | day }}; {{ at | time }}")
    assert words.render({"at": datetime(2026, 7, 1, 23, 30, tzinfo=UTC)}) == (
        "2 July 2026, 12:30am; Thursday 2 July 2026; 12:30am"
    )


def test_emails_are_not_escaped_and_pages_are():
    from apps.core.jinja2 import unless_text

    assert unless_text("404.html")
    assert unless_text(None)
    assert not unless_text("notifications/claim_submitted.txt")
