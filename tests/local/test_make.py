"""What make says, in one line, on a computer that lacks something."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

STUB = """#!/bin/sh
case "$2" in {fails}) exit 1;; esac
exit 0
"""


@pytest.fixture
def install(tmp_path):
    """Run `make install` with a Python that fails at something."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(settings.BASE_DIR / name, tmp_path)

    def install(fails="nothing", python=None):
        stub = tmp_path / "python"
        stub.write_text(STUB.format(fails=fails))
        stub.chmod(0o755)
        return subprocess.run(
            ["make", "install", f"PYTHON={python or stub}"],
            cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True,
        )  # fmt: skip

    return install


def test_without_venv_it_names_the_package_to_install(install):
    said = install(fails="*ensurepip*")

    assert said.returncode != 0
    assert said.stdout == "Python's venv module is missing: install your system's python3-venv package\n"


def test_without_python_it_says_which_is_needed(install):
    said = install(python="no-such-python")

    assert said.returncode != 0
    assert said.stdout == "Python 3.11 or later is needed: there is no no-such-python here\n"


def test_an_old_python_stops_it_before_anything_is_installed(install):
    assert install(fails="*version_info*").stdout == ""


def test_packages_that_cannot_be_installed_are_explained(install):
    said = install()

    assert said.returncode != 0
    assert "set DATABASE_URL and REQUIREMENTS=requirements-image.txt" in said.stdout
