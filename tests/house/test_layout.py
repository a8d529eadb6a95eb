"""The shape of the tree: where nothing may be kept, how long a file may get, and what is never left for later."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CODE = [
    path
    for folder in ("apps", "claims_service", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
LONGEST = 400
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("app", ["support", "doors"])
def test_apps_of_pages_keep_no_rows_and_decide_nothing(app):
    kept = [
        name_of(path)
        for pattern in ("models*", "services*", "migrations*", "tasks.py")
        for path in (ROOT / "apps" / app).glob(pattern)
    ]

    assert kept == []


def test_no_file_is_too_long_to_be_read_at_once():
    ours = [path for path in CODE if name_of(path).startswith(("apps/", "claims_service/"))]

    assert [name_of(path) for path in ours if len(path.read_text().splitlines()) > LONGEST] == []


def test_nothing_is_left_for_later():
    written = [*CODE, *sorted((ROOT / "templates").rglob("*.*")), *sorted((ROOT / "docs").rglob("*.md"))]

    assert [name_of(path) for path in written if LATER.search(path.read_text(encoding="utf-8"))] == []


def test_every_module_says_what_it_is_for():
    silent = [
        name_of(path)
        for path in CODE
        if name_of(path).startswith(("apps/", "claims_service/"))
        and path.name not in {"__init__.py", "urls.py", "apps.py"}
        and not path.read_text().lstrip().startswith('"""')
    ]

    assert silent == []


def test_every_app_is_installed_and_has_its_place_in_the_layers():
    apps = {path.parent.name for path in (ROOT / "apps").glob("*/apps.py")}
    layers = re.findall(r"apps\.(\w+)", (ROOT / "pyproject.toml").read_text())

    assert {f"apps.{app}" for app in apps} <= set(settings.INSTALLED_APPS)
    assert apps <= set(layers)
