"""One way to fold text for searching: the stored words and the words a person types go through the same function."""

import re
import unicodedata

SAME = {"saint": "st", "saints": "st", "and": ""}
APART = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): ""}


def words(text):
    """The plain words of a text: lower case, no accents, no apostrophes, "saint" as "st", "and" and "&" dropped."""
    if text.isascii():  # as most names are: the same words, sooner
        return [same for word in text.lower().translate(APART).split() if (same := SAME.get(word, word))]
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    found = re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("&", " "))
    return [same for word in found if (same := SAME.get(word, word))]


def fold(*texts, postcode=""):
    """What is stored to be searched."""
    return together([word for text in texts for word in words(text or "")], postcode)


def together(found, postcode=""):
    """Plain words, each once. A postcode is kept both in two halves and in one piece."""
    halves = words(postcode or "")
    if halves:
        whole = "".join(halves)
        found += [*halves, whole, whole[:-3], whole[-3:]]
    return " ".join(dict.fromkeys(found))


def sort_name(text):
    """What is stored to be sorted by."""
    return " ".join(words(text))


def query(text):
    """The text of a prefix query for to_tsquery, or "" when nothing searchable was typed."""
    return " & ".join(f"{word}:*" for word in words(text)[:12])
