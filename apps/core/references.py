"""Public references such as ABC-DEF-G: easy to read aloud, and a slip of the pen is noticed.

Six characters from an alphabet of 23 (a prime) without look-alikes, and a check character weighted by position:
any one wrong character and any two swapped ones change it.
"""

import re
import secrets
from contextlib import contextmanager
from contextvars import ContextVar

from markupsafe import Markup, escape

ALPHABET = "2346789CDFHJKMNPQRTVWXY"
LENGTH = 6
IN_WORDS = re.compile(rf"\b[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}-[{ALPHABET}]\b")

_drawn_by: ContextVar = ContextVar("drawn_by", default=secrets)


def new_reference():
    """A fresh reference at random. Whoever keeps it sees to it that it is unique."""
    body = "".join(_drawn_by.get().choice(ALPHABET) for _ in range(LENGTH))
    return written(body + check_character(body))


@contextmanager
def drawn_by(chance):
    """Draw references by a seeded chance for a while, so that the demo is the same every time."""
    token = _drawn_by.set(chance)
    try:
        yield
    finally:
        _drawn_by.reset(token)


def check_character(body):
    """The character that makes the weighted sum a multiple of 23."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def written(characters):
    """ABCDEFG as ABC-DEF-G."""
    return f"{characters[:3]}-{characters[3:6]}-{characters[6:]}"


def read(text):
    """The reference a person typed, in any case, with or without hyphens and spaces; None if it is none."""
    characters = "".join(text.upper().replace("-", "").split())
    if len(characters) != LENGTH + 1 or any(character not in ALPHABET for character in characters):
        return None
    if check_character(characters[:LENGTH]) != characters[LENGTH]:
        return None
    return written(characters)


def unbroken(text):
    """Words in which no line ends within the reference of a claim."""
    kept = IN_WORDS.sub(r'<span class="app-nowrap">\g<0></span>', str(escape(text)))
    return text if isinstance(text, Markup) else Markup(kept)  # noqa: S704
