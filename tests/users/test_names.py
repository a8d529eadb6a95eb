"""Names as a stranger's sign-in gives them: people read them in emails and on pages, so they hold no link."""

import pytest

from apps.users.dfe_sign_in.tokens import name_part


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param("Zoë", "Zoë", id="a name"),
        pytest.param("  Anne  Marie ", "Anne Marie", id="stray spaces"),
        pytest.param("O’Neill-Smith", "O’Neill-Smith", id="apostrophe and hyphen"),
        pytest.param("[Press here](https://bad.example)", "Press herebad.example", id="a link in Markdown"),
        pytest.param("Sam\r\nBcc: all", "Sam Bcc: all", id="a line break"),
        pytest.param("x" * 300, "x" * 100, id="far too long"),
        pytest.param(7, "", id="no text at all"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_a_name_is_plain_words(said, kept):
    assert name_part(said) == kept
