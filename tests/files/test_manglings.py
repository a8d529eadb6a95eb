"""Whatever people and their programs do to a file, it has the same result, or its rows are named, or it is refused whole."""

import pytest
from django.db import transaction

from apps.core.files.reading import FileRefused
from tests.files.kinds import KINDS, WORDS
from tests.files.manglings import MANGLINGS

pytestmark = pytest.mark.django_db


def test_there_are_at_least_sixty_manglings_and_each_is_another():
    assert len({mangling.what for mangling in MANGLINGS}) == len(MANGLINGS) >= 60


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param()


def outcome(kind, data):
    """What a file comes to, and the database as it was: rows to correct with what was kept, or the words of the refusal."""
    with transaction.atomic():
        try:
            problems, words = kind.send(data), ""
        except FileRefused as refused:
            problems, words = (), refused.words
        came = kind.came()
        transaction.set_rollback(True)
    return problems, came, words


def is_right(mangling, found, rows):
    """Whether a mangled file came to what it must. `rows` is what each row of the good file comes to, in their order."""
    problems, came, words = found
    if mangling.refused:
        return mangling.refused in words and not came
    kept = [row for number, row in enumerate(rows, 2) if number not in mangling.rows]
    return not words and (problems, came) == (mangling.rows, set(kept))


def test_every_mangling_comes_to_what_it_must(kind):
    rows = [outcome(kind, one_row(kind, number))[1].pop() for number in range(len(WORDS))]

    wrong = {}
    for mangling in MANGLINGS:
        found = outcome(kind, mangling.make(kind.good))
        if not is_right(mangling, found, rows):
            wrong[mangling.what] = found

    assert wrong == {}


def one_row(kind, number):
    return "".join(",".join(row) + "\r\n" for row in [kind.columns, kind.rows[number]]).encode()


def test_words_come_through_as_they_were_written(kind):
    written = {cell for row in kind.rows for cell in row if cell in WORDS}

    came = {value for row in outcome(kind, kind.good)[1] for value in row}

    assert written <= came or kind.columns[-1] == "school_name"


def test_every_mangling_is_answered_by_a_page(kind, client):
    client.force_login(kind.by)

    for mangling in MANGLINGS:
        data = mangling.make(kind.good)
        is_refused_now = mangling.refused and data.count(b"\n") <= kind.read_at_once
        assert kind.post(client, data).status_code == (200 if is_refused_now else 302), mangling.what
