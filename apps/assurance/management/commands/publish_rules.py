"""Write docs/assurance-rules.md from the rules' own docstrings."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.assurance.rules import RULES
from apps.assurance.rules.base import on

HEAD = """# Assurance rules

Every rule that the service runs over a submitted claim, in the words that policy colleagues sign off. Drawn from the
rules themselves by `manage.py publish_rules`; do not edit this page.

A rule **passes**, **notes** (kept and shown, stops nothing), **refers** (a person looks), **does not apply**, or is
**not yet known** (an outside party has not answered; past the deadline it refers). Whether a finding notes or refers is
a row of each academic year, so it is not on this page: see Service, Rules in the console.

| Code | Rule | Policy | In force since | Version |
|---|---|---|---|---|
"""


def rules_page():
    """The page as it should stand in docs/."""
    rows = [f"| {rule.code} | {rule.title} | {rule.policy} | {on(rule.since)} | {rule.version} |" for rule in RULES]
    return HEAD + "\n".join(rows) + "\n"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        (Path(settings.BASE_DIR) / "docs" / "assurance-rules.md").write_text(rules_page(), encoding="utf-8")
