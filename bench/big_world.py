"""How long every page takes in the big world, as whoever it is for; and which take longer than they may.

    python bench/big_world.py [--rounds 3] [--only NAME]

Needs the world that `make big-world` builds, and brings its tables up to date first. The time is the server's: from the
request's arrival to the last byte of the answer, in one process, the median of the rounds after one that is not counted.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from claims_service.local import postgres  # noqa: E402
from claims_service.local.big_world.__main__ import NAME  # noqa: E402

MUST = 150
SHOWN = 25
# What a page is asked besides its bare address.
ASKED = {
    "claims:school-list-claims": ["sort=amount", "status=paid"],
    "claims:trust-list-claims": ["sort=-amount", "status=paid"],
    "support:list-claims": ["q=st+mary", "status=paid", "status=needs_review", "sort=amount", "q=1000001"],
    "support:list-schools": ["q=church+of+england", "q=s"],
    "doors:search-schools": ["q=st+mary"],
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", default="", help="Part of the names of the pages to ask")
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
    tell(measure(chosen))


def measure(chosen):
    """(name, address, status, milliseconds, queries) of every page."""
    import logging

    from apps.core.doors import addresses
    from tests.house.world import filled

    logging.disable(logging.CRITICAL)
    ids, people = ids_and_people()
    browsers = {door: [browser_of(person) for person in persons] for door, persons in people.items()}
    found = []
    for name, _, _, door, words in addresses():
        if door not in browsers or chosen.only not in name:
            continue
        address = filled(name, words, ids)
        for question in ["", *ASKED.get(name, [])]:
            asked = address + (f"?{question}" if question else "")
            found.append((name, asked, *ask(browsers[door], asked, chosen.rounds)))
    return found


def ids_and_people():
    """The busiest school of the big trust, the busiest provider, and rows of theirs; and who stands behind each door."""
    from django.apps import apps
    from django.db.models import Count

    from apps.claims.models import Claim
    from apps.payments.models import PaymentLine
    from apps.providers.models import Provider
    from apps.schools.models import TrustMembership
    from apps.users.models import PayerMembership, SupportMembership, SupportRole, User
    from tests.house.world import ANY

    tariq = TrustMembership.objects.select_related("trust", "user").earliest("created_at")
    school = tariq.trust.schools.annotate(size=Count("claims")).order_by("-size").first()
    provider = Provider.objects.annotate(size=Count("claims")).order_by("-size").first()
    claim = Claim.objects.filter(school=school, status="paid").first() or Claim.objects.filter(school=school).first()
    line = claim.lines.first()
    mentor = User.objects.get(email="mentor@mentor.example")
    ids = {
        "school_id": school.pk,
        "trust_id": tariq.trust_id,
        "provider_id": provider.pk,
        "claim_id": claim.pk,
        "mentor_id": line.mentor_id,
        "line_id": line.pk,
        "allowance_id": line.allowance_id,
        "user_id": claim.created_by_id,
        "place_id": line.mentor.places.first().pk,
        "membership_id": school.schoolmembership_set.first().pk,
    }
    # Of what else stands in an address, the first row there is.
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            row = model.objects.order_by("pk").values_list("pk", flat=True).first()
            words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in model.__name__)
            for name in {f"{words.strip('_')}_id", f"{words.rsplit('_', 1)[-1]}_id"}:
                if name not in ANY:
                    ids.setdefault(name, row or uuid.uuid4())
    ids["run_id"] = PaymentLine.objects.values_list("run", flat=True).first()
    roles = [SupportMembership.objects.filter(role=role).first().user for role in SupportRole]
    return ids, {
        "public": [None],
        "signed in": [claim.created_by],
        "school": [claim.created_by],
        "trust": [tariq.user],
        "provider": [provider.providermembership_set.first().user],
        "mentor": [mentor],
        "support": roles,
        "payer": [PayerMembership.objects.first().user],
    }


def browser_of(person):
    from django.test import Client

    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def ask(browsers, address, rounds):
    """Ask as the first person who is let in. Returns the status, milliseconds and queries."""
    from django.db import connection

    def count(execute, *asked):
        queries.append(asked[0])
        return execute(*asked)

    for browser in browsers:
        queries = []
        with connection.execute_wrapper(count):
            status = fetch(browser, address)[0]
        if status != 403:
            break
    times = [fetch(browser, address)[1] for _ in range(rounds)]
    return status, statistics.median(times), len(queries)


def fetch(browser, address):
    began = time.perf_counter()
    response = browser.get(address)
    if response.streaming:
        for _ in response.streaming_content:
            pass
    return response.status_code, (time.perf_counter() - began) * 1000


def tell(found):
    found.sort(key=lambda row: -row[3])
    for name, address, status, took, queries in found[:SHOWN]:
        print(f"{took:8.0f} ms  {queries:3} queries  {status}  {name}  {address}")
    answered = [row for row in found if row[2] == 200]
    slow = [
        row for row in answered if row[3] > MUST and "download" not in row[0]
    ]  # a file streams for as long as it is
    broken = sorted({row[0] for row in found if row[2] >= 500})
    print(f"{len(answered)} of {len(found)} pages answered 200; {len(slow)} took over {MUST} ms")
    if broken:
        print("Broke:", ", ".join(broken))
    if slow or broken:
        raise SystemExit("Slower than it must be")


if __name__ == "__main__":
    main()
