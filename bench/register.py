"""How long the register takes, beside PostgreSQL's own COPY of the same file; and how long a search takes over HTTP.

    python bench/register.py [--rounds 7]

Needs the real register: CLAIMS_REAL_DATA names its folder (default: ../shared/data beside the checkout).
"""

import argparse
import contextlib
import csv
import gzip
import http.client
import io
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from claims_service.local import postgres  # noqa: E402

REAL_DATA = Path(os.environ.get("CLAIMS_REAL_DATA", ROOT.parent / "shared" / "data"))
NAME = f"bench_register_{os.getpid()}"
QUERIES = (
    "st mary|st marys bristol|hollins|primary leeds|bs1 4|ec3a5de|100000|1000|s|st|church of england|grammar|école"
)
MUST = {"first": 6, "unchanged": 3}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    rounds = arguments.parse_args().rounds
    path = REAL_DATA / "gias_establishments.csv.gz"
    if not path.exists():
        raise SystemExit(f"No register at {path}: set CLAIMS_REAL_DATA")
    given = dict(os.environ)
    addresses = postgres.create_database(NAME)
    try:
        os.environ |= {"DATABASE_URL": addresses.app_url, "MIGRATION_DATABASE_URL": addresses.owner_url}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claims_service.settings.test")
        manage = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(manage, check=True, env=os.environ | {"CLAIMS_DB_OWNER": "yes"}, stderr=subprocess.DEVNULL)
        import django

        django.setup()
        narrow = gzip.decompress(path.read_bytes())
        measure_imports(addresses, "the file at hand", narrow, rounds)
        measure_imports(addresses, "as wide as the daily file", widened(narrow), rounds)
        with psycopg.connect(addresses.superuser_url.replace("@:5432/", "@/"), autocommit=True) as database:
            database.execute("vacuum analyze schools_school")
        measure_search(rounds)
    finally:
        with contextlib.suppress(Exception):
            from django.db import connections

            connections.close_all()
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
            os.environ.pop(name, None)
            os.environ.update({name: given[name]} if name in given else {})
        postgres.drop_database(NAME)


def widened(data):
    """The same schools with the columns that the daily file has besides, filled with real cells of the sample."""
    with (REAL_DATA / "gias_sample_raw.csv").open(encoding="cp1252", newline="") as file:
        sample = list(csv.DictReader(file))
    rows = csv.reader(io.StringIO(data.decode("cp1252"), newline=""))
    header = next(rows)
    more = [column for column in sample[0] if column not in header]
    tails = [[row[column] for column in more] for row in sample]
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*header, *more])
    writer.writerows([*row, *tails[number % len(tails)]] for number, row in enumerate(rows))
    return buffer.getvalue().encode("cp1252")


def measure_imports(addresses, words, data, rounds):
    took = {"copy": [], "first": [], "unchanged": []}
    superuser = addresses.superuser_url.replace("@:5432/", "@/")
    for number in range(rounds):
        took["copy"].append(timed(copy, addresses.owner_url.replace("@:5432/", "@/"), data))
        with psycopg.connect(superuser, autocommit=True) as database:
            database.execute("truncate schools_school, schools_trust, schools_registerimport cascade")
        took["first"].append(timed(load, data, number))
        # A blank line more is another file with the same records, so nothing is skipped for its fingerprint.
        took["unchanged"].append(timed(load, data + b"\r\n" * (number + 1), number))
    middle = {kind: statistics.median(times) for kind, times in took.items()}
    print(f"Register, {words}: {len(data) / 1e6:.0f} MB (median of {rounds}, alternating)")
    print(f"{'COPY of the same file':26} {middle['copy']:.3f} s")
    for kind, most in MUST.items():
        ratio = middle[kind] / middle["copy"]
        verdict = "within" if ratio <= most else "OVER"
        print(f"{kind + ' import':26} {middle[kind]:.3f} s = {ratio:.2f} x COPY ({verdict} {most})", flush=True)


def timed(do, *args):
    began = time.perf_counter()
    do(*args)
    return time.perf_counter() - began


def copy(url, data):
    header = next(csv.reader(io.StringIO(data[:10_000].decode("cp1252"))))
    with psycopg.connect(url) as database:
        database.execute("set client_encoding to 'WIN1252'")
        database.execute("drop table if exists floor")
        columns = ", ".join(f'"{name}" text' for name in header)
        database.execute(f"create table floor ({columns})")
        with database.cursor().copy("copy floor from stdin (format csv, header)") as stream:
            for start in range(0, len(data), 1 << 18):
                stream.write(data[start : start + (1 << 18)])


def load(data, number):
    from apps.audit.actors import Actor, acting
    from apps.core import clock
    from apps.schools.gias.sync import import_register

    by = Actor.job("Benchmark")
    with acting(by):
        import_register(data, source=f"round {number}", as_at=clock.today(), by=by)


def measure_search(rounds):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "claims_service.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    server = subprocess.Popen([*command, "--no-control-socket", "--log-level", "error"], cwd=ROOT)
    try:
        wait_for(port)
        times = []
        for query in QUERIES.split("|") * rounds * 3:
            began = time.perf_counter()
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            asked.request("GET", f"/search/schools/?q={quote(query)}", headers={"Host": "localhost"})
            answer = asked.getresponse()
            answer.read()
            asked.close()
            if answer.status != 200:
                raise SystemExit(f"The search answered {answer.status}")
            times.append((time.perf_counter() - began) * 1000)
        times.sort()
        p95 = times[round(len(times) * 0.95)]
        print(
            f"search over HTTP           p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, most {times[-1]:.1f} ms"
        )
    finally:
        server.terminate()
        server.wait()


def wait_for(port):
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("The server did not start")


if __name__ == "__main__":
    main()
