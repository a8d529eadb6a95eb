"""Migrate, then tighten the floor: grants and guards that must stand after whatever the last migration made."""

from pathlib import Path

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

FLOOR = Path(__file__).parents[2] / "floor.sql"


class Command(Migrate):
    help = __doc__

    def handle(self, *args, **options):
        super().handle(*args, **options)
        with connections[options["database"]].cursor() as cursor:
            cursor.execute(FLOOR.read_text())
