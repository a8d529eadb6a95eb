"""What can be known of the image and the containers where there is no Docker: what they copy exists, and who they run as."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()


def test_everything_the_image_copies_exists_and_is_let_through():
    let_through = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    ]

    assert {"apps", "claims_service", "static", "templates", "manage.py"} <= set(copied)
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let_through


def test_tests_history_and_local_data_stay_outside():
    let_through = (ROOT / ".dockerignore").read_text().splitlines()

    assert let_through[0] == "*"
    assert not {"!tests", "!.git", "!.var", "!.venv"} & set(let_through)


@pytest.mark.parametrize("target", ["local", "service"])
def test_each_target_runs_as_an_ordinary_user(target):
    stage = DOCKERFILE.split(f" AS {target}\n")[1].split("\nFROM ")[0]

    assert stage.rstrip().endswith("USER service")


def test_production_holds_no_stand_ins_and_no_local_settings():
    assert (
        "RUN rm -r claims_service/local claims_service/settings/local.py claims_service/settings/test.py" in DOCKERFILE
    )
    assert DOCKERFILE.rstrip().split("\nFROM ")[-1].startswith("base AS service\n")


def test_the_image_installs_from_the_hashed_lock():
    assert "--require-hashes -r requirements-image.txt" in DOCKERFILE


def test_the_containers_are_those_of_the_service():
    services = COMPOSE.split("\nservices:\n")[1].split("\nvolumes:\n")[0]

    assert set(re.findall(r"^  ([\w-]+):$", services, re.MULTILINE)) == {
        "web", "worker", "beat", "run_due_work", "migrate", "stand-ins", "postgres", "redis",
    }  # fmt: skip
    assert "\t" not in COMPOSE


def test_what_the_containers_mount_exists():
    mounted = re.findall(r"^\s+- (\./[^:]+):", COMPOSE, re.MULTILINE)

    assert mounted
    assert all((ROOT / path).exists() for path in mounted)


@pytest.mark.slow
def test_the_steps_of_the_build_leave_static_files_and_nothing_local(tmp_path):
    for name in ("apps", "claims_service", "static", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    built = DOCKERFILE.split(" AS built\n")[1].split("\nFROM ")[0]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    for step in re.findall(r"^RUN (.+)$", built, re.MULTILINE):
        environment = {"PATH": path, "DJANGO_SETTINGS_MODULE": "claims_service.settings.production"}
        subprocess.run(["sh", "-ec", step], cwd=tmp_path, env=environment, check=True)

    assert (tmp_path / "staticfiles" / "staticfiles.json").exists()
    assert not (tmp_path / "claims_service" / "local").exists()
