"""Stored words and typed words are folded alike."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import searching


def slowly(text):
    """The words of a text by the long way round, which every text could take."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    found = re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("&", " "))
    return [same for word in found if (same := searching.SAME.get(word, word))]


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_takes_a_shorter_way_to_the_same_words(text):
    assert searching.words(text) == slowly(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("St. Mary’s & Saint John's", ["st", "marys", "st", "johns"]),
        ("École of Zoë", ["ecole", "of", "zoe"]),
        ("Peace and Quiet", ["peace", "quiet"]),
        ("a_b/c.d-e", ["a", "b", "c", "d", "e"]),
        ("", []),
    ],
)
def test_the_words_of_a_name(text, words):
    assert searching.words(text) == words


def test_a_postcode_is_kept_in_halves_and_in_one_piece():
    assert searching.fold("Oak", postcode="BS1 4XX") == "oak bs1 4xx bs14xx"
