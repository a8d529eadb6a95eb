"""The service as real processes on this test's database: gunicorn, a Celery worker, run_due_work, a Redis to take away."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import redis
import requests
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.claims.journeys.add_claim.journey import answers_from_lines
from claims_service.local import broker
from claims_service.local.addresses import NOTIFY_KEY, free_ports
from claims_service.local.run import web_command
from tests import database

RECOVERED_WITHIN = 45
GATE = 4711


def wait_until(happened, within=30, why=""):
    """Look again and again; returns how long it took."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < within, f"Not within {within} seconds: {why or happened}"
        time.sleep(0.1)
    return time.monotonic() - began


class Service:
    """Starts processes and leaves none behind. Their words are in the folder."""

    def __init__(self, folder, notify, broker_url=""):
        self.folder, self.started = Path(folder), []
        (self.port,) = free_ports(1, ())
        self.url = f"http://127.0.0.1:{self.port}"
        self.broker_url = broker_url
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "BROKER_URL": broker_url,
            "NOTIFY_BASE_URL": notify.url,
            "NOTIFY_API_KEY": NOTIFY_KEY,
            # Jobs beside the ones in question are asked for nothing outside this computer.
            "BANK_HOLIDAYS_URL": f"{notify.url}/none",
            "TRS_BASE_URL": f"{notify.url}/none",
        }

    def start(self, name, *command):
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def start_web(self):
        web = self.start("web", *web_command(self.port))
        wait_until(self.answers, within=60, why=self.words_of("web"))
        return web

    def answers(self):
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        except requests.ConnectionError:
            return False

    def start_worker(self):
        worker = self.start(
            "worker",
            *(sys.executable, "-m", "celery", "-A", "claims_service", "worker"),
            *("--concurrency", "1", "--loglevel", "INFO", "--without-mingle", "--without-gossip"),
        )
        wait_until(lambda: "ready." in self.words_of("worker"), within=60, why="the worker is ready")
        return worker

    def start_due_work(self, pause=1):
        return self.start("due_work", sys.executable, "manage.py", "run_due_work", "--pause", str(pause))

    def words_of(self, name):
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / f"{name}.log").read_text(errors="replace")
        return ""

    def send(self, task):
        """Offer a task to the worker, as a nudge does."""
        with current_app.connection(self.broker_url) as to:
            current_app.send_task(task, connection=to)

    def stop(self):
        for process in self.started:
            kill(process)

    # A person

    def browser_of(self, user):
        """A browser in which this person has signed in."""
        signed_in = Client()
        signed_in.force_login(user)
        browser = requests.Session()
        browser.cookies.set(settings.SESSION_COOKIE_NAME, signed_in.session.session_key)
        return browser

    def submit(self, browser, claim):
        """Read the last page of the journey, tick every statement, and submit. Gives the last answer that came."""
        address = self.url + reverse("claims:school-add-claim", args=[claim.school_id, claim.pk, "check-your-answers"])
        page = browser.get(address, timeout=30)
        if page.status_code != 200:
            return page
        return browser.post(
            address,
            {
                "csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.text)[1],
                "declared": re.findall(r'name="declared" type="checkbox" value="([^"]+)"', page.text),
                "is_mentor": "no",
            },
            allow_redirects=False,
            timeout=30,
        )


def kill(process):
    """Kill a process and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children_of(process):
    """The numbers of the processes that this one started."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def ready_to_submit(claim):
    """The draft with its journey walked up to the last page."""
    claim.answers = {**answers_from_lines(claim), "agreed": "agreed=on"}
    claim.save(update_fields=["answers"])
    return claim


class Redis:
    """A Redis of our own, to kill, empty, fill, stop for a while and start again."""

    def __init__(self, folder):
        (port,) = free_ports(1, ())
        self.broker = broker.choose(port, Path(folder))
        self.url, self.folder, self.process = self.broker.url, folder, None
        self.client = redis.Redis.from_url(self.url)

    def start(self):
        self.process = subprocess.Popen(
            self.broker.command, cwd=self.folder, stdout=subprocess.DEVNULL, start_new_session=True
        )
        wait_until(self.answers)
        return self

    def answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False

    def kill(self):
        if self.process:
            kill(self.process)


@contextlib.contextmanager
def gate(table, event, when):
    """Hold whoever writes such a row, inside their transaction, for as long as this lasts. Gives a function: is somebody held?

    The trigger asks for a lock that we have.
    """
    with psycopg.connect(database.superuser_url, autocommit=True) as owner:
        owner.execute(
            "create or replace function held_at_the_gate() returns trigger language plpgsql as $$ begin"
            f" perform pg_advisory_xact_lock_shared({GATE}); return new; end $$"
        )
        owner.execute(
            f"create trigger gate before {event} on {table} for each row when ({when})"
            " execute function held_at_the_gate()"
        )
        owner.execute(f"select pg_advisory_lock({GATE})")
        try:
            yield lambda: owner.execute("select 1 from pg_locks where locktype = 'advisory' and not granted").fetchone()
        finally:
            owner.execute(f"select pg_advisory_unlock({GATE})")
            owner.execute(f"drop trigger gate on {table}")
            owner.execute("drop function held_at_the_gate")
            connection.close()
