"""Bring the schools up to a file of the register, given by path or address; plain or gzip."""

import time
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from apps.audit.actors import Actor, acting
from apps.core import clock
from apps.core.bar import bar
from apps.core.files.fetching import fetch
from apps.core.files.reading import FileRefused
from apps.schools.gias.days import published_on
from apps.schools.gias.links import read_links
from apps.schools.gias.sync import import_register
from apps.schools.gias.trusts import read_members, read_trusts
from apps.schools.models import RegisterImport
from apps.schools.services.succession import keep_links

WORDS = {
    "new": "new",
    "changed": "changed in any way",
    "status": "changed status",
    "name": "changed name",
    "authority": "changed local authority",
    "district": "changed district",
    "area": "changed funding area",
    "vanished": "no longer in the register",
    "returned": "in the register again",
    "joined_trusts": "joined a trust",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("register", metavar="PATH_OR_URL")
        parser.add_argument("--trusts", metavar="PATH_OR_URL", help="The register's file of groups")
        parser.add_argument("--trust-members", metavar="PATH_OR_URL", help="The register's file of groups' members")
        parser.add_argument("--links", metavar="PATH_OR_URL", help="The register's file of links between schools")
        parser.add_argument("--as-at", type=date.fromisoformat, help="The day of the file, when its name does not say")
        parser.add_argument("--allow-loss", action="store_true", help="Accept a file that lost many schools")

    def handle(self, *args, register, trusts, trust_members, links, as_at, allow_loss, **options):
        began = time.monotonic()
        last = RegisterImport.objects.order_by("created_at").last()
        by = Actor.job("The schools register")
        name = register.rsplit("/", 1)[-1]
        try:
            with acting(by):
                done = import_register(
                    fetch(register, progress=bar(self.stderr, "Fetching")),
                    source=name,
                    as_at=as_at or published_on(name) or clock.today(),
                    by=by,
                    allow_loss=allow_loss,
                    trusts=read_trusts(fetch(trusts)) if trusts else (),
                    members=read_members(fetch(trust_members)) if trust_members else (),
                    progress=bar(self.stderr, "Importing"),
                )
                linked = keep_links(read_links(fetch(links))) if links else 0
        except FileRefused as refusal:
            raise CommandError(f"{refusal.words} Nothing was changed.") from None
        if linked:
            self.stdout.write(f"Schools followed by another: {linked:,}")
        if done == last:
            self.stdout.write(f"{name}: this file was imported before, as {done}. Nothing changed.")
            return
        self.tell(done, time.monotonic() - began)

    def tell(self, done, seconds):
        self.stdout.write(f"{done.source}: {done.rows:,} rows, as at {done.as_at:%-d %B %Y}, in {seconds:.1f} seconds")
        for kind, words in WORDS.items():
            if done.counts.get(kind):
                self.stdout.write(f"  {done.counts[kind]:>7,} {words}")
        if not any(done.counts.values()):
            self.stdout.write("  nothing changed")
        for problem in done.problems[:10]:
            self.stdout.write(f"  {problem}")
