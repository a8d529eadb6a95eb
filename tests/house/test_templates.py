"""Templates look after themselves: each compiles, each is used, none breaks the content policy or the house's words."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from jinja2 import meta

FOLDER = Path(settings.BASE_DIR) / "templates"
ALL = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
PAGES = [name for name in ALL if name.endswith(".html")]
PLAIN = ["house.html", "500.html"]
NAMED_BY_OTHERS = ("account/", "socialaccount/", "usersessions/", "notifications/", "history/")
AVOID = re.compile(
    r"\b(please|sorry|successfully|invalid|valid|log ?in|don't|can't|won't|isn't|doesn't|haven't)\b", re.IGNORECASE
)


def source(name):
    return (FOLDER / name).read_text()


def words_of(text):
    """What a person reads: no comments, tags, expressions or markup."""
    return re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", ALL)
def test_it_compiles_and_everything_it_leans_on_is_there(name):
    env = engines["jinja2"].env
    env.get_template(name)

    named = {found for found in meta.find_referenced_templates(env.parse(source(name))) if found}
    assert named <= set(ALL)


@pytest.mark.parametrize("name", PAGES)
def test_it_stands_in_a_layout(name):
    found = source(name)

    assert (
        name in PLAIN
        or name == "layouts/base.html"
        or name.startswith("layouts/fixed/")
        or name.split("/")[-1].startswith("_")
        or re.search(r'{% extends "[\w/-]+\.html" %}|{% extends \w+ %}|{%-? macro ', found)
    )


@pytest.mark.parametrize("name", PAGES)
def test_it_has_no_style_or_script_of_its_own(name):
    found = source(name).replace("<script>{{ snippet }}</script>", "")

    assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", found)
    assert not re.search(r"<script(?![^>]*\ssrc=)", found)


@pytest.mark.parametrize("name", PAGES)
def test_it_turns_off_the_browsers_own_checks_and_posts_a_token(name):
    for form, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", source(name), flags=re.DOTALL):
        assert "novalidate" in form
        assert 'method="post"' not in form or "csrf_input" in inside


@pytest.mark.parametrize("name", ALL)
def test_it_keeps_to_the_words_of_the_house(name):
    assert AVOID.findall(words_of(source(name))) == []


def test_none_is_unused():
    code = "\n".join(
        path.read_text()
        for path in [*Path(settings.BASE_DIR, "apps").rglob("*.py"), *Path("claims_service").rglob("*.py")]
    )
    said = code + "\n".join(source(name) for name in ALL)
    unused = [
        name
        for name in ALL
        if not name.startswith(NAMED_BY_OTHERS)
        and not re.fullmatch(r"\d{3}(_csrf)?\.html", name)
        and f'"{name}"' not in said
        and f'"{name.rsplit("/", 1)[0]}' not in code
    ]

    assert [name for name in unused if not name.startswith(("layouts/", "moj/"))] == []


def test_every_macro_of_moj_is_named_as_its_official_name():
    names = {
        found for name in PAGES if name.startswith("moj/") for found in re.findall(r"{% macro (\w+)", source(name))
    }

    assert names == {
        "mojAlert",
        "mojFilter",
        "mojNotificationBadge",
        "mojSubNavigation",
        "mojTimeline",
    }
