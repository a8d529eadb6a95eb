"""Static files as production serves them: hashed, so that browsers may keep them for ever, and all there."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

pytestmark = pytest.mark.urls("tests.core.sample")


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path


def files_of(page):
    return re.findall(r'(?:href|src)="/static/([^"]+)"', page)


def test_every_file_a_page_asks_for_is_there_and_named_by_its_hash(collected, rf):
    named = files_of(render_to_string("404.html", {}, rf.get("/")))

    assert len(named) >= 8
    assert [name for name in named if not Path(collected, name).exists()] == []
    assert [name for name in named if not re.search(r"\.[0-9a-f]{12}\.\w+$", name)] == []


def test_fonts_and_pictures_of_the_style_sheets_are_there_too(collected):
    sheet = next(collected.glob("vendor/govuk/govuk-frontend.min.*.css")).read_text()
    asked = {name for name in re.findall(r"url\(([^)]+)\)", sheet) if not name.startswith("data:")}

    assert asked
    assert [name for name in asked if not Path(collected, "vendor/govuk", name.strip("\"'")).exists()] == []


def test_the_page_of_our_own_mistakes_asks_for_no_hashed_name(collected):
    named = files_of(render_to_string("500.html", {"number": "1"}))

    assert [name for name in named if not Path(collected, name).exists()] == []
