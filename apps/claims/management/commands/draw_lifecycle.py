"""Write docs/claim-lifecycle.md from the table of moves. Never edit that page by hand."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.claims.enums import ENDS, HOLDS_HOURS, LABELS, ClaimStatus, Move
from apps.claims.moves import MOVES


def drawing():
    """The whole page."""
    lines = [
        "# The life of a claim",
        "",
        "Drawn from `apps/claims/moves.py` by `manage.py draw_lifecycle`. A test fails when it is out of date.",
        "",
        "## Statuses",
        "",
        "| Status | School sees | Provider sees | DfE sees | Payer sees | Holds hours | End |",
        "|---|---|---|---|---|---|---|",
    ]
    for status in ClaimStatus:
        labels = [LABELS[audience][status] for audience in ("school", "provider", "support", "payer")]
        seen = " | ".join(label.text if label else "—" for label in labels)
        holds = "yes" if status in HOLDS_HOURS else "no"
        if status == ClaimStatus.CLAWBACK_COMPLETE:
            holds = "what stands"
        lines.append(f"| `{status.value}` | {seen} | {holds} | {'yes' if status in ENDS else ''} |")
    lines += ["", "## Moves", "", "| Move | From | To | Who | Because |", "|---|---|---|---|---|"]
    for move in Move:
        row = MOVES[move]
        sources = ", ".join(f"`{status.value}`" for status in ClaimStatus if status in row.sources)
        target = f"`{row.target.value}`" if row.target else "the same"
        parties = ", ".join(sorted(party.label for party in row.parties))
        lines.append(f"| `{move.value}` | {sources} | {target} | {parties} | {row.because} |")
    lines += ["", "## Picture", "", "```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for move in Move:
        row = MOVES[move]
        lines += [
            f"    {status.value} --> {(row.target or status).value}: {move.value}"
            for status in ClaimStatus
            if status in row.sources
        ]
    lines += [f"    {status.value} --> [*]" for status in ClaimStatus if status in ENDS]
    return "\n".join([*lines, "```", ""])


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        page = Path(settings.BASE_DIR) / "docs" / "claim-lifecycle.md"
        page.write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Wrote {page.relative_to(settings.BASE_DIR)}")
