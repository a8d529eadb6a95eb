"""How long every page takes in the big world, as whoever it is for; and which take longer than they may.

    python bench/big_world.py [--rounds 3] [--only NAME]

Needs the world that `make big-world` builds, and brings its tables up to date first. Everybody follows every link from
their home, and from the rows of bench/situations.py; then every form that was met is posted, filled in, and what it did is
taken back. The time is the server's: from the request's arrival to the last byte of the answer, in one process, the least
of the rounds after one that is not counted; of that, the work is what the process and its part of the database did, which is
what a page takes when the machine has nothing else to do. Pages are judged by their work. What is posted is posted once.
"""

import argparse
import logging
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from claims_service.local import postgres  # noqa: E402
from claims_service.local.big_world.__main__ import NAME  # noqa: E402

MUST = 150
SHOWN = 10
MOST_OF_A_KIND, ENOUGH, MOST_TRIES = 2, 4, 4
# What a form that was taken answers: elsewhere, or a file, which is noted here as 201.
TAKEN = (201, 302, 303)
# What a page is asked besides its bare address.
ASKED = {
    "claims:school-list-claims": ["sort=amount", "status=paid"],
    "claims:trust-list-claims": ["sort=-amount", "status=paid"],
    "support:list-claims": ["q=st+mary", "status=paid", "status=needs_review", "sort=amount", "q=1000001"],
    "support:list-schools": ["q=church+of+england", "q=s"],
    "doors:search-schools": ["q=st+mary"],
}
# What nobody can be answered, and why.
LEFT_OUT = {
    (
        "account_change_password",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_reauthenticate",
        "account_reset_password",
        "account_set_password",
        "account_signup",
        "socialaccount_connections",
        "socialaccount_signup",
        "usersessions_list",
    ): "Addresses of the sign-in library that are closed",
    (
        "account_logout",
        "users:sign-out-everywhere",
        "users:end-session",
        "core:stay-signed-in",
    ): "About the session itself",
    (
        "openid_connect_login",
        "openid_connect_callback",
        "notifications:notify-receive-receipt",
    ): "Between us and an outside party",
}
# A file takes as long as it is long.
NO_PAGES = ("download", "-file", "calendar")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", default="", help="Part of the names of the pages to time")
    chosen = arguments.parse_args()
    if not postgres.has_database(NAME):
        print("There is no big world to measure: make big-world builds it")
        return
    addresses = postgres.create_database(NAME)
    os.environ |= {"DATABASE_URL": addresses.app_url, "MIGRATION_DATABASE_URL": addresses.owner_url}
    os.environ["DJANGO_SETTINGS_MODULE"] = "claims_service.settings.test"
    manage = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(manage, check=True, env=os.environ | {"CLAIMS_DB_OWNER": "yes"})
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    import situations
    from django.db import transaction

    from apps.audit.actors import Actor, acting

    seen = Seen(chosen)
    with transaction.atomic():
        for begin in (situations.everybody, situations.afterwards, situations.released):
            with acting(Actor.job("The measurement")):
                people = begin()
            seen.walk(people)
            seen.post()
        transaction.set_rollback(True)
    tell(seen)


class Seen:
    """What was asked and answered, by the name of its address."""

    def __init__(self, chosen):
        self.chosen, self.times, self.forms, self.posted = chosen, {}, {}, {}

    def walk(self, people):
        """Each person follows links from where they begin; what has been timed often enough is opened no more."""
        from tests.security.forms import Forms, forms_on, is_page

        for who, browser, starts in people:
            print(f"{time.process_time():6.0f} s of work  {who}", file=sys.stderr, flush=True)
            waiting, opened, kinds = list(starts), set(), Counter()
            while waiting:
                address = waiting.pop(0)
                kind = kind_of(address)
                most = 1 if len(self.times.get(kind, [])) >= ENOUGH else MOST_OF_A_KIND
                if kind is None or address in opened or (kinds[kind] >= most and address not in starts):
                    continue
                opened.add(address)
                kinds[kind] += 1
                response = self.ask(who, browser, kind, address)
                if response.status_code in (301, 302):
                    waiting.append(urljoin(address, response["Location"]))
                if not is_page(response):
                    continue
                for action, form in forms_on(address, response):
                    self.forms.setdefault(kind_of(action), []).append((who, browser, action, form))
                links = Forms(response.content.decode()).links
                waiting += [urljoin(address, link).partition("#")[0] for link in links]

    def ask(self, who, browser, kind, address):
        """Time a page, unless that was done often enough, and what it may be asked besides. Returns its answer."""
        name, response = kind.partition(" ")[0], None
        is_new = len(self.times.get(kind, [])) < ENOUGH
        for question in ["", *(ASKED.get(name, []) if is_new else [])]:
            asked = address + (("&" if "?" in address else "?") + question if question else "")
            queries = []
            with connection_counting(queries):
                answer, took, busy = fetch(browser.get, asked)
            response = response or answer
            if not is_new:
                return response
            rounds = self.chosen.rounds * (3 if busy > MUST else 1) if answer.status_code == 200 else 0
            again = [fetch(browser.get, asked)[1:] for _ in range(rounds)]
            took, busy = (min(of) for of in zip(*again, strict=True)) if again else (took, busy)
            self.times.setdefault(kind, []).append((took, busy, answer.status_code, len(queries), asked, who))
        return response

    def post(self):
        """Each kind of form that was met is posted until one is taken; then it is as if nothing had happened."""
        import answering
        from django.db import connection, transaction

        for kind, met in sorted(self.forms.items(), key=str):
            if (
                kind is None
                or self.chosen.only not in kind
                or any(one[2] in TAKEN for one in self.posted.get(kind, []))
            ):
                continue
            for who, browser, action, form in met[:MOST_TRIES]:
                with transaction.atomic():
                    answer, took, busy = fetch(browser.post, action, answering.answers_to(kind, form))
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    transaction.set_rollback(True)
                is_file = answer.status_code == 200 and "html" not in answer.get("Content-Type", "")
                is_shown = answer.status_code == 200 and kind in answering.SHOWN_AT_ONCE
                status = 201 if is_file or is_shown else answer.status_code
                self.posted.setdefault(kind, []).append((took, busy, status, 0, action, who))
                if status in TAKEN:
                    break


def connection_counting(queries):
    from django.db import connection

    def count(execute, *asked):
        queries.append(asked[0])
        return execute(*asked)

    return connection.execute_wrapper(count)


def kind_of(address):
    """The name of the page at an address of ours, with its step; None for signing out, and for any other place."""
    from django.urls import Resolver404, resolve

    parts = urlsplit(address)
    if parts.netloc or parts.scheme:
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    if found.view_name in ("account_logout", "users:sign-out-everywhere"):
        return None
    step = re.sub("-[0-9a-f-]{36}$", "", found.kwargs.get("step", ""))
    return f"{found.view_name} {step}".strip()


def fetch(method, *asked):
    """The answer to its last byte, how long it took in milliseconds, and how much of that was work."""
    began, worked = time.perf_counter(), work()
    response = method(*asked)
    if response.streaming:
        response.streaming_content = [b"".join(response.streaming_content)]
    return response, (time.perf_counter() - began) * 1000, (work() - worked) * 1000


def work():
    """Seconds that this process and its part of the database have worked, whoever else had the processors meanwhile."""
    from django.db import connection

    database = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    there = int(database.read_text().split()[0]) / 1e9 if database.exists() else 0
    return time.process_time() + there


def tell(seen):
    from apps.core.doors import addresses

    every = {address.name for address in addresses()}
    pages, posts = rows_of(seen.times), rows_of(seen.posted)
    show("The slowest pages", pages)
    show("The slowest posts", posts)
    got = {name for name, (_, _, status, *_) in pages if status in (200, 302)}
    taken = {name for name, (_, _, status, *_) in posts if status in TAKEN}
    for names, why in LEFT_OUT.items():
        print(f"{why}:", ", ".join(sorted(set(names) - got - taken)))
    known = {name for names in LEFT_OUT for name in names}
    print("Not answered:", *sorted(every - got - taken - known), sep="\n    ")
    refused = {name: [one[2] for other, one in posts if other == name] for name, _ in posts if name not in taken}
    print("Posted and not taken:", *sorted(refused.items()), sep="\n    ")
    slow = [one for one in pages if one[1][1] > MUST and not any(word in one[0] for word in NO_PAGES)]
    broken = [one for one in [*pages, *posts] if one[1][2] >= 500 and one[0] not in known]
    print(
        f"{len(every)} addresses: {len(got)} answered as pages, {len(taken)} took what was posted, {len(every & (got | taken))} either"
    )
    show(f"Over {MUST} ms", slow, len(slow))
    if slow or broken:
        raise SystemExit(f"{len(slow)} slower than they must be; broken: {broken}")


def rows_of(found):
    """(name, what was measured) of everything, the slowest first."""
    rows = [(kind.partition(" ")[0], one) for kind, measured in found.items() for one in measured]
    return sorted(rows, key=lambda row: -row[1][1])


def show(heading, rows, most=SHOWN):
    print(heading)
    for name, (took, busy, status, queries, address, who) in rows[:most]:
        print(f"{took:8.0f} ms, {busy:5.0f} ms of work  {queries:3} queries  {status}  {name}  {address}  {who}")


if __name__ == "__main__":
    main()
