"""The table of moves: whole, obeyed by every writer, and the same as the floor beneath it and the page drawn from it."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from apps.claims.enums import ENDS, HOLDS_HOURS, LABELS, ClaimStatus, Move, Party
from apps.claims.lifecycle import MoveNotAllowed, move
from apps.claims.management.commands.draw_lifecycle import drawing
from apps.claims.moves import MOVES
from tests.factories import draft_claim

OUTSIDERS = {Party.SCHOOL, Party.PROVIDER, Party.PAYER}


def test_every_move_stands_in_the_table():
    assert set(MOVES) == set(Move)


def test_every_status_but_draft_has_a_way_in():
    reached = {row.target for row in MOVES.values() if row.target}

    assert set(ClaimStatus) - reached == {ClaimStatus.DRAFT}


@pytest.mark.parametrize("status", sorted(set(ClaimStatus) - ENDS))
def test_every_status_but_the_ends_has_a_way_out_that_waits_for_no_outsider(status):
    ways = [row for row in MOVES.values() if status in row.sources and row.target and row.target != status]

    assert ways
    if status in {ClaimStatus.DRAFT, ClaimStatus.PAID}:
        return  # a draft is the school's own until it is deleted with its year; paid is where a claim rests
    assert any(row.parties - OUTSIDERS for row in ways)


@pytest.mark.parametrize("status", sorted(ENDS))
def test_an_end_is_an_end(status):
    assert not [row for row in MOVES.values() if status in row.sources]


@pytest.mark.parametrize("row", MOVES.values(), ids=[move.value for move in MOVES])
def test_every_move_says_who_and_why(row):
    assert row.parties
    assert row.parties <= set(Party)
    assert row.because.endswith(".")


@pytest.mark.parametrize("audience", LABELS)
@pytest.mark.parametrize("status", list(ClaimStatus))
def test_every_status_has_words_for_every_audience_or_is_not_shown(audience, status):
    assert status in LABELS[audience]
    label = LABELS[audience][status]
    if audience in {"school", "support"}:
        assert label.text
        assert label.next.endswith(".")


@pytest.mark.django_db
@pytest.mark.parametrize("how", list(Move))
def test_a_draft_refuses_every_move_but_submit(how):
    claim = draft_claim()
    if ClaimStatus.DRAFT in MOVES[how].sources:
        return

    with pytest.raises(MoveNotAllowed):
        move(claim, how, by=claim.created_by)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.DRAFT


@pytest.mark.django_db
def test_the_floor_counts_hours_as_the_table_says():
    with connection.cursor() as cursor:
        for status in ClaimStatus:
            cursor.execute("SELECT claims_hours_held(%s, 10, 4)", [status.value])
            held = cursor.fetchone()[0]
            if status == ClaimStatus.CLAWBACK_COMPLETE:
                assert held == 6
            else:
                assert held == (10 if status in HOLDS_HOURS else 0), status


@pytest.mark.django_db
def test_the_floor_moves_as_the_table_says():
    """The trigger of the database holds just the pairs of the table of moves."""
    import re

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE tgrelid = 'claims_claim'::regclass"
            " AND tgname LIKE %s",
            ["%claims_move_as_the_table_says%"],
        )
        text = cursor.fetchone()[0]
    floor = set(re.findall(r"\b[a-z_]+:[a-z_]+\b", text.replace("::", " ")))
    table = {f"{source.value}:{row.target.value}" for row in MOVES.values() if row.target for source in row.sources}

    assert floor == table


def test_the_drawn_page_is_up_to_date():
    page = Path(settings.BASE_DIR) / "docs" / "claim-lifecycle.md"

    assert page.read_text(encoding="utf-8") == drawing(), "Run manage.py draw_lifecycle"


def test_only_the_lifecycle_writes_a_claims_status():
    """No assignment to `.status` of something called claim, and no update(status=…) on Claim, outside lifecycle.py."""
    strays = []
    for path in sorted((Path(settings.BASE_DIR) / "apps").rglob("*.py")):
        if "migrations" in path.parts or path.name == "lifecycle.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            strays += [
                f"{path}:{node.lineno}"
                for target in targets
                if isinstance(target, ast.Attribute)
                and target.attr == "status"
                and "claim" in ast.unparse(target.value).lower()
            ]
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and "Claim.objects" in ast.unparse(node.func)
                and any(keyword.arg == "status" for keyword in node.keywords)
            ):
                strays.append(f"{path}:{node.lineno}")

    assert strays == []
