"""Processes of one run: each in a group of its own, noted in a file so that the next run finds what a killed one left."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from claims_service.local import postgres

NOTE = postgres.VAR / "run.json"
LOGS = postgres.VAR / "log"
PATIENCE = 10
LEANED_ON = ("redis", "stand_ins")


class Processes:
    """What this run has started."""

    def __init__(self):
        self.started = {}

    def start(self, name, command, environment, cwd=postgres.ROOT):
        """Start one, its words going to .var/log/<name>.log."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with open(LOGS / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.keep(name, process)

    def keep(self, name, process):
        """Remember one, here and in the note."""
        self.started[name] = process
        write_note({name: identity(process.pid) for name, process in self.started.items()})
        return process

    def stopped_by_themselves(self):
        return [name for name, process in self.started.items() if process.poll() is not None]

    def stop_all(self):
        """Ask every one to stop, wait a little, then end whatever is left of their groups."""
        stop_in_order({name: process.pid for name, process in self.started.items()}, reap=self.stopped_by_themselves)
        self.started.clear()
        NOTE.unlink(missing_ok=True)


def set_logs_aside():
    """Begin new logs; those of the run before are kept beside them."""
    for log in LOGS.glob("*.log"):
        log.replace(log.with_suffix(".log.before"))


def last_words(name):
    """The last line of a log."""
    try:
        lines = (LOGS / f"{name}.log").read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "(empty)"


def write_note(processes):
    fresh = NOTE.with_suffix(".new")
    fresh.write_text(json.dumps({"parent": identity(os.getpid()), "processes": processes}))
    fresh.replace(NOTE)


def read_note():
    try:
        note = json.loads(NOTE.read_text())
        return note["parent"], note["processes"]
    except (OSError, ValueError, KeyError):
        return None, {}


def identity(pid):
    """A process number and when it began: together they never come back."""
    return [pid, began(pid)]


def began(pid):
    """When a living process began, as the system writes it; empty when there is none."""
    if not Path("/proc/self").exists():
        return subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    try:
        words = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        return "" if words[0] == "Z" else words[19]
    except (OSError, IndexError):
        return ""


def is_alive(known):
    return bool(known) and bool(known[1]) and began(known[0]) == known[1]


def stop_leftovers():
    """End what a killed run left behind. A group outlives its leader, and its number is not given away while it does."""
    _, processes = read_note()
    left = {
        name: known[0]
        for name, known in processes.items()
        if is_alive(known) or (not began(known[0]) and has_members(known[0]))
    }
    stop_in_order(left)
    NOTE.unlink(missing_ok=True)
    return len(left)


def stop_in_order(leaders, reap=lambda: None):
    """First those who lean on others, then those they lean on, so that work in hand can be put down."""
    stop_groups([leader for name, leader in leaders.items() if name not in LEANED_ON], reap)
    stop_groups([leader for name, leader in leaders.items() if name in LEANED_ON], reap)


def stop_groups(leaders, reap=lambda: None):
    """Ask the leaders; they stop their own. Whatever still lives after ten seconds is ended."""
    for leader in reversed(leaders):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(leader, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        reap()
        if not any(began(leader) for leader in leaders):
            break
        time.sleep(0.05)
    for leader in leaders:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)
    reap()


def has_members(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return sys.platform == "darwin"
    return True
