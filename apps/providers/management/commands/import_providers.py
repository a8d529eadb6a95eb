"""Bring the providers up to a file of accredited providers, given by path or address; plain or gzip."""

from django.core.management.base import BaseCommand, CommandError

from apps.audit.actors import Actor, acting
from apps.core.bar import bar
from apps.core.files.fetching import fetch
from apps.core.files.reading import FileRefused
from apps.providers.register.sync import import_providers

WORDS = {
    "new": "new",
    "changed": "changed name, address or UKPRN",
    "accredited": "newly accredited",
    "ended": "changed the end of an accreditation",
    "vanished": "known but not in the file",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("register", metavar="PATH_OR_URL")
        parser.add_argument("--allow-loss", action="store_true", help="Accept a file that lost many providers")

    def handle(self, *args, register, allow_loss, **options):
        by = Actor.job("The providers register")
        name = register.rsplit("/", 1)[-1]
        try:
            with acting(by):
                data = fetch(register, progress=bar(self.stderr, "Fetching"))
                done = import_providers(data, source=name, by=by, allow_loss=allow_loss)
        except FileRefused as refusal:
            raise CommandError(f"{refusal.words} Nothing was changed.") from None
        self.stdout.write(f"{done.source}: {done.rows:,} accredited providers")
        for kind, words in WORDS.items():
            if done.counts[kind]:
                self.stdout.write(f"  {done.counts[kind]:>7,} {words}")
        if not any(done.counts.values()):
            self.stdout.write("  nothing changed")
        for problem in done.problems:
            self.stdout.write(f"  {problem}")
