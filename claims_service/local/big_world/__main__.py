"""Make the big world, or remove it: python -m claims_service.local.big_world [--scale 1] [remove]"""

import argparse
import gzip
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from claims_service.local import postgres

NAME = "claims_big_world"
REAL_DATA = Path(os.environ.get("CLAIMS_REAL_DATA", postgres.ROOT.parent / "shared" / "data"))
FILES = {
    "register": "gias_establishments.csv.gz",
    "trusts": "academy_trusts.csv.gz",
    "members": "academy_trust_members.csv.gz",
    "providers": "accredited_providers.csv",
}


def main():
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1, help="0.02 is made in a minute")
    arguments.add_argument("what", nargs="?", choices=["make", "remove"], default="make")
    chosen = arguments.parse_args()
    postgres.start()
    if chosen.what == "remove":
        postgres.drop_database(NAME)
        return
    if missing := [name for name in FILES.values() if not (REAL_DATA / name).exists()]:
        raise SystemExit(
            f"No {', '.join(missing)} in {REAL_DATA}: set CLAIMS_REAL_DATA to the folder of the real registers"
        )
    began = time.monotonic()
    postgres.drop_database(NAME)
    made = postgres.create_database(NAME)
    settle_in(made)
    build(began, chosen.scale)
    with psycopg.connect(made.superuser_url.replace("@:5432/", "@/"), autocommit=True) as database:
        database.execute("vacuum analyze")
    print(f"Made in {time.monotonic() - began:.0f} seconds: make bench measures it")


def settle_in(made):
    """Let this process, and those it starts, live in the new database, and bring its tables up to date."""
    os.environ |= {"DATABASE_URL": made.app_url, "MIGRATION_DATABASE_URL": made.owner_url}
    os.environ["DJANGO_SETTINGS_MODULE"] = "claims_service.settings.test"
    migrate = [sys.executable, postgres.ROOT / "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, check=True, env=os.environ | {"CLAIMS_DB_OWNER": "yes"})


def build(began, scale):
    """Fill it, and see that everything adds up."""
    import django

    django.setup()
    from django.core.management import call_command

    from apps.audit.actors import Actor, acting
    from claims_service.local.big_world.world import Sizes, fill

    def say(words):
        print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True)

    job = Actor.job("The big world")
    with acting(job):
        fill(job, Sizes().at(scale), **{kind: read(name) for kind, name in FILES.items()}, say=say)
    say("Recomputing the ledger")
    call_command("verify_ledger")


def read(name):
    data = (REAL_DATA / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


if __name__ == "__main__":
    main()
