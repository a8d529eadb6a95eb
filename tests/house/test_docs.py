"""The docs tell the truth about themselves: links lead somewhere, commands exist, and every page is on the map."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
NAMES_A_PLACE = re.compile(r"(?<![\w/.~-])/(?:work|root|home/\w+)/")
ADDRESS = re.compile(r"^[a-z]+:")


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def words(page):
    return page.read_text(encoding="utf-8")


def code_in(page):
    """What a page gives to type in, as one text."""
    return "\n".join(CODE.findall(words(page)))


def anchors(page):
    """The headings of a page as GitHub links to them."""
    headings = re.findall(r"^#+ (.+)$", words(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    lost = []
    for link in LINK.findall(words(page)):
        if ADDRESS.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_of_django_exists(page):
    named = set(re.findall(r"manage\.py ([a-z_]+)", code_in(page)))

    assert named <= set(get_commands())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|[`\s])make ([a-z-]+)\b", code_in(page)))

    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_module_run_by_name_exists(page):
    named = re.findall(r"python -m (claims_service[\w.]*)", code_in(page))
    missing = [name for name in named if not list(ROOT.glob(name.replace(".", "/") + "*"))]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_ours_that_a_page_names_is_there(page):
    paths = re.findall(r"`((?:apps|claims_service|templates|tests|bench|tools|static|docs)/[\w./-]+)`", words(page))
    missing = [path for path in paths if not (ROOT / path).exists()]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_begins_with_its_title_and_names_no_folder_of_one_computer(page):
    assert words(page).startswith("# ")
    assert not NAMES_A_PLACE.search(words(page))


def test_every_page_is_on_the_map():
    on_the_map = {
        page.resolve()
        for folder_or_page in [(DOCS / link) for link in LINK.findall(words(DOCS / "README.md"))]
        for page in ([folder_or_page] if folder_or_page.is_file() else folder_or_page.glob("*.md"))
    }

    assert {page for page in DOCS.rglob("*.md") if page.name != "README.md"} == on_the_map


def test_every_setting_that_the_environment_gives_is_explained():
    code = "\n".join(path.read_text() for path in sorted((ROOT / "claims_service" / "settings").glob("*.py")))
    read = set(re.findall(r'(?:env\.\w+|flag)\(\s*"([A-Z_]+)"', code))
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", words(DOCS / "development.md"), flags=re.MULTILINE))

    assert read <= explained


def test_every_table_is_explained():
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    tables = {model.__name__ for model in ours if not hasattr(model, "pgh_tracked_model")}
    explained = set(re.findall(r"`([A-Z]\w+)`", words(DOCS / "data-model.md")))

    assert tables == explained


@pytest.mark.parametrize("decision", sorted((DOCS / "adr").glob("*.md")), ids=name_of)
def test_a_decision_has_its_four_parts(decision):
    headings = re.findall(r"^## (.+)$", words(decision), flags=re.MULTILINE)

    assert headings == ["Context", "Options", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(page.name[:4]) for page in sorted((DOCS / "adr").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))
