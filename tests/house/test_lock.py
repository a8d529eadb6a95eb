"""The lock: what pip installs is what uv locked, no more and no less, and neither says where one of us fetched it."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PUBLIC = {"pypi.org", "files.pythonhosted.org"}
PROJECT = "claims-service"


@pytest.fixture(scope="module")
def lock():
    return tomllib.loads((ROOT / "uv.lock").read_text())


@pytest.fixture(scope="module")
def packages(lock):
    """Locked packages by name: the lock has one version of each."""
    found = {package["name"]: package for package in lock["package"]}
    assert len(found) == len(lock["package"])
    return found


def reached(packages, asked):
    """name==version of everything that these dependencies lead to, with their extras."""
    waiting, seen = list(asked), set()
    while waiting:
        dependency = waiting.pop()
        package = packages[dependency["name"]]
        for extra in ["", *dependency.get("extra", [])]:
            if (package["name"], extra) not in seen:
                seen.add((package["name"], extra))
                waiting += (
                    package.get("optional-dependencies", {}).get(extra, [])
                    if extra
                    else package.get("dependencies", [])
                )
    return {f"{name}=={packages[name]['version']}" for name, _ in seen}


def pinned(name):
    """name==version of every line that pip installs."""
    return set(re.findall(r"^([a-z0-9._-]+==[^\s;\\]+)", (ROOT / name).read_text(), flags=re.MULTILINE))


def test_requirements_are_everything_that_is_locked(packages):
    project = packages[PROJECT]
    groups = [dependency for group in project["dev-dependencies"].values() for dependency in group]

    assert pinned("requirements.txt") == reached(packages, [*project["dependencies"], *groups])
    assert len(pinned("requirements.txt")) == len(packages) - 1


def test_the_image_has_what_production_needs_and_nothing_else(packages):
    assert pinned("requirements-image.txt") == reached(packages, packages[PROJECT]["dependencies"])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-image.txt"])
def test_every_hash_is_one_of_the_lock(name, packages):
    locked = {
        file["hash"]
        for package in packages.values()
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    }
    text = (ROOT / name).read_text()

    assert set(re.findall(r"--hash=(sha256:[0-9a-f]{64})", text)) <= locked
    assert len(re.findall(r"==[^\n]+\\\n +--hash=", text)) == len(pinned(name))


def test_the_lock_asks_for_what_the_project_asks_for(packages):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {re.split(r"[\[<>=;, ]", line)[0] for line in project["project"]["dependencies"]}
    groups = {
        group: {re.split(r"[\[<>=;, ]", line)[0] for line in lines}
        for group, lines in project["dependency-groups"].items()
    }
    locked = packages[PROJECT]

    assert {one["name"] for one in locked["dependencies"]} == asked
    assert {name: {one["name"] for one in found} for name, found in locked["dev-dependencies"].items()} == groups


@pytest.mark.parametrize("name", ["uv.lock", "requirements.txt", "requirements-image.txt", "pyproject.toml"])
def test_it_names_no_index_but_the_public_one(name):
    text = (ROOT / name).read_text()

    assert set(re.findall(r"https?://([^/\"\s]+)", text)) <= PUBLIC
    assert not re.search(r"^--?(?:extra-)?index|^-i |find-links|trusted-host", text, flags=re.MULTILINE)
