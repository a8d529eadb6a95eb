#!/usr/bin/env python
"""Django's command line. `migrate` and its kin run as the owner of the schema, everything else as the app."""

import os
import sys

OWNER_COMMANDS = {"migrate", "sqlmigrate", "showmigrations", "makemigrations"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claims_service.settings.local")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["CLAIMS_DB_OWNER"] = "1"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
