"""Emails: each move says who is told, each email has its words, and the drawn page is up to date."""

from pathlib import Path

import pytest
from django.conf import settings

from apps.claims.enums import Move
from apps.notifications.message import template_of
from apps.support.emails import EMAILS
from apps.support.management.commands.draw_emails import drawing, every_message


def test_every_move_says_who_is_told_or_why_nobody():
    assert set(EMAILS) == set(Move)
    told = {name for names in EMAILS.values() if isinstance(names, list) for name in names}
    assert told <= set(every_message())


@pytest.mark.parametrize("name", every_message())
def test_an_email_has_a_subject_a_body_and_no_trn(name):
    words = (Path(settings.BASE_DIR) / "templates" / template_of(name)).read_text(encoding="utf-8")
    subject, _, body = words.strip().partition("\n")

    assert subject
    assert body.strip()
    assert "trn" not in words.lower()


def test_no_words_are_left_without_their_email():
    there = {path.name for path in (Path(settings.BASE_DIR) / "templates" / "notifications").glob("*.txt")}

    assert there == {Path(template_of(name)).name for name in every_message()}


def test_the_drawn_page_is_up_to_date():
    page = Path(settings.BASE_DIR) / "docs" / "emails.md"

    assert page.read_text(encoding="utf-8") == drawing(), "Run manage.py draw_emails"
