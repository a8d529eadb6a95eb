"""References: every single slip and every swap of two characters is noticed."""

import itertools

from apps.core.references import ALPHABET, new_reference, read, unbroken


def test_a_reference_is_found_in_any_case_without_hyphens_and_with_spaces():
    reference = new_reference()

    assert read(reference.lower().replace("-", " ")) == reference


def test_one_wrong_character_is_never_read_as_another_reference():
    characters = new_reference().replace("-", "")
    wrong = [
        characters[:place] + other + characters[place + 1 :]
        for place in range(7)
        for other in ALPHABET
        if other != characters[place]
    ]

    assert not [text for text in wrong if read(text)]


def test_two_swapped_characters_are_never_read_as_another_reference():
    characters = "2346789"[:6]
    from apps.core.references import check_character

    whole = list(characters + check_character(characters))
    for one, other in itertools.combinations(range(7), 2):
        swapped = whole.copy()
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert swapped == whole or read("".join(swapped)) is None


def test_look_alike_letters_are_refused():
    assert read("OIL-501-A") is None


def test_no_line_ends_within_a_reference_and_nothing_else_becomes_markup():
    assert unbroken("Claim ABC & DEF") == "Claim ABC &amp; DEF"
    reference = new_reference()
    assert unbroken(f"<b>{reference}") == f'&lt;b&gt;<span class="app-nowrap">{reference}</span>'
