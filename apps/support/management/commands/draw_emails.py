"""Write docs/emails.md from the table of emails and from the classes and words of each. Never edit that page by hand."""

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from apps.claims.enums import Move
from apps.notifications.message import Message, template_of
from apps.support.emails import EMAILS


def every_message():
    """Every class of email there is, by name."""
    for app in apps.get_app_configs():
        if app.name.startswith("apps.") and (Path(app.path) / "notifications.py").exists():
            import_module(f"{app.name}.notifications")
    return {kind.__name__: kind for kind in sorted(Message.__subclasses__(), key=lambda kind: kind.__name__)}


def subject_of(kind):
    """The first line of an email's words, as its template has it."""
    path = Path(settings.BASE_DIR) / "templates" / template_of(kind.__name__)
    return path.read_text(encoding="utf-8").splitlines()[0]


def drawing():
    """The whole page."""
    lines = [
        "# Emails",
        "",
        "Drawn from the code by `manage.py draw_emails`. A test fails when it is out of date. The words of each email",
        "are in `templates/notifications/`. An email is told once: its key is message, recipient and line of history.",
        "A local run shows how each one reads, with example data, at `/emails/` (`claims_service/local/previews.py`).",
        "",
        "## By move of a claim",
        "",
        "| Move | Emails |",
        "|---|---|",
    ]
    for move in Move:
        told = EMAILS[move]
        lines.append(
            f"| `{move.value}` | {told if isinstance(told, str) else ', '.join(f'`{name}`' for name in told)} |"
        )
    lines += ["", "## Every email", "", "| Email | What it says | Subject |", "|---|---|---|"]
    for name, kind in every_message().items():
        subject = subject_of(kind).replace("|", "\\|")
        lines.append(f"| `{name}` | {kind.__doc__.strip()} | `{subject}` |")
    return "\n".join([*lines, ""])


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        page = Path(settings.BASE_DIR) / "docs" / "emails.md"
        page.write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Wrote {page.relative_to(settings.BASE_DIR)}")
