"""How long pages take beside a bare view, over HTTP, and how many queries they ask as rows grow.

    python bench/pages.py [--rounds 7] [--requests 60]

A page is asked in turn with the bare view (/healthz, full middleware), round after round; the figure is the median of
the rounds' ratios.
"""

import argparse
import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from claims_service.local import postgres  # noqa: E402

NAME = f"bench_pages_{os.getpid()}"
MUST = {"wizard page": 15, "list of 25 claims": 30}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--requests", type=int, default=60)
    chosen = arguments.parse_args()
    addresses = postgres.create_database(NAME)
    try:
        os.environ |= {"DATABASE_URL": addresses.app_url, "MIGRATION_DATABASE_URL": addresses.owner_url}
        os.environ["DJANGO_SETTINGS_MODULE"] = "claims_service.settings.test"
        manage = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(manage, check=True, env=os.environ | {"CLAIMS_DB_OWNER": "yes"}, stderr=subprocess.DEVNULL)
        import django

        django.setup()
        measure(fill(), chosen)
    finally:
        with contextlib.suppress(Exception):
            from django.db import connections

            connections.close_all()
        os.environ.pop("DATABASE_URL")
        os.environ.pop("MIGRATION_DATABASE_URL")
        postgres.drop_database(NAME)


def fill():
    """A school with 25 claims and a draft; the pages to ask, each with a signed-in session."""
    from django.urls import reverse

    from apps.audit.actors import Actor, acting
    from apps.core import clock
    from apps.policy.figures import current_year
    from tests import factories

    year, today = current_year(), clock.today()
    with acting(Actor.job("A bench")):
        factories.open_window(year, today - timedelta(days=5), today + timedelta(days=5))
        school = factories.school_that_can_claim(year)
        provider = factories.ProviderFactory()
        for _ in range(25):
            factories.submitted_claim(hours=(4, 6), school=school, provider=provider, year=year)
        other = factories.school_that_can_claim(year)
        draft = as_the_journey_leaves_it(
            factories.draft_claim(hours=(4, 6, 8), school=other, provider=provider, year=year)
        )
        caseworker = factories.support_person("caseworker")
    as_school, as_other, as_support = (signed_in(user) for user in (school.member, other.member, caseworker))
    return {
        "wizard page": (reverse("claims:school-add-claim", args=[other.pk, draft.pk, "mentors"]), as_other),
        "list of 25 claims": (reverse("claims:school-list-claims", args=[school.pk]), as_school),
        "claim page": (reverse("doors:school-show-claim", args=[school.pk, school.claims.first().pk]), as_school),
        "school home": (reverse("doors:school-home", args=[school.pk]), as_school),
        "console list": (reverse("support:list-claims"), as_support),
    }


def as_the_journey_leaves_it(draft):
    """A draft that keeps the answers its lines were made from."""
    from apps.claims.services.drafts import answers_of

    hours = {line.mentor: line.hours for line in draft.lines.select_related("mentor")}
    draft.answers = answers_of(hours, agreed=True)
    draft.save(update_fields=["answers"])
    return draft


def signed_in(user):
    """The cookies of a browser that signed in as this person and has seen a page."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    client.get("/", follow=True)
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def measure(pages, chosen):
    with server() as port:
        bare = ("/healthz", "")
        for page in [bare, *pages.values()]:
            took(port, page, 5)
        ratios = {name: [] for name in pages}
        times = {name: [] for name in pages}
        for _ in range(chosen.rounds):
            for name, page in pages.items():
                floor = took(port, bare, chosen.requests)
                own = took(port, page, chosen.requests)
                ratios[name].append(own / floor)
                times[name].append(own)
    print(f"{'page':<20} {'ms':>7} {'÷ bare view':>12} {'must be':>8}")
    failed = False
    for name, found in ratios.items():
        ratio, most = statistics.median(found), MUST.get(name)
        failed |= bool(most and ratio > most)
        print(
            f"{name:<20} {statistics.median(times[name]) * 1000:>7.1f} {ratio:>12.1f} {'≤ ' + str(most) if most else '':>8}"
        )
    if failed:
        raise SystemExit("Slower than it must be")


def took(port, page, requests):
    """Median seconds of one answer, on one connection."""
    path, cookie = page
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    found = []
    for _ in range(requests):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - began)
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
    return statistics.median(found)


@contextlib.contextmanager
def server():
    """The service as it is served, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "claims_service.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--no-control-socket", "--log-level", "error"], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
