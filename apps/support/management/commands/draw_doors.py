"""Write docs/permissions.md from the addresses of the service. Never edit that page by hand."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.core.doors import addresses
from apps.users.models import SupportRole

DOORS = {
    "public": "Anyone.",
    "token": "A caller that proves itself with a token of its own. No cookie counts.",
    "signed in": "Anyone who has signed in.",
    "stranger": "Anyone whom DfE Sign-in vouches for, invited or not: only to ask for access.",
    "school": "People of that school now, and people of its trust while it is open. To everybody else it does not exist.",
    "trust": "People of that trust now. To everybody else it does not exist.",
    "provider": "People of that provider now. To everybody else it does not exist.",
    "mentor": "A mentor, signed in by a code sent to their own address: their own record.",
    "support": "People with a role at DfE now. What each role may do is asked again by the page.",
    "payer": "People of the payer now.",
}


def roles_of(permission):
    """The DfE roles that a permission of the console lets in."""
    allowed = [role.label.lower() for role in SupportRole if permission(None, frozenset({role.value}))]
    return ", ".join(allowed) or "nobody"


def drawing():
    """The whole page."""
    lines = [
        "# Whose door is whose",
        "",
        "Drawn from the addresses of the service by `manage.py draw_doors`. A test fails when it is out of date, and",
        "another asks every address as every kind of person: a visitor is sent to sign in, a stranger finds nothing (404),",
        "and only somebody inside their own door whose role may not is told so (403).",
    ]
    found = addresses()
    for door, words in DOORS.items():
        lines += ["", f"## {door.capitalize()}", "", words, ""]
        inside = sorted((one for one in found if one.door == door), key=lambda one: one.pattern)
        is_support = door == "support"
        lines += (
            ["| Page | Address | Who may |", "|---|---|---|"] if is_support else ["| Page | Address |", "|---|---|"]
        )
        for one in inside:
            row = f"| `{one.name}` | `/{one.pattern}` |"
            if is_support:
                row += f" {roles_of(one.permission) if one.permission else 'every role'} |"
            lines.append(row)
    return "\n".join([*lines, ""])


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        page = Path(settings.BASE_DIR) / "docs" / "permissions.md"
        page.write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Wrote {page.relative_to(settings.BASE_DIR)}")
