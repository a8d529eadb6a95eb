"""Rows of the providers register that come to nothing, and what the command says when nothing changed."""

from io import StringIO

import pytest
from django.core.management import call_command

from apps.providers.models import Accreditation, Provider
from tests.providers.test_register import HEADER, THAMES, load, provider

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ended", ["2024-08-01", "2023-07-31"])
def test_an_accreditation_that_ended_before_there_were_any_is_none(ended):
    load(f"Old ITT,O01,10990009,SCITT,2019-09-01,{ended},Kelder,KE1 1AA,")

    assert provider("O01").name == "Old ITT"
    assert not Accreditation.objects.exists()


def test_the_same_file_again_says_that_nothing_changed(tmp_path):
    (tmp_path / "providers.csv").write_text(f"{HEADER}\n{THAMES}\n")
    said = StringIO()
    for _ in range(2):
        call_command("import_providers", str(tmp_path / "providers.csv"), stdout=said, stderr=StringIO())

    first, second = said.getvalue().split("providers.csv: 1 accredited providers\n")[1:]
    assert "1 new" in first
    assert second.strip() == "nothing changed"


@pytest.mark.parametrize("typed", ["", " ", "—"])
def test_a_search_for_nothing_finds_nobody(typed):
    load(THAMES)

    assert not Provider.objects.matching(typed)
