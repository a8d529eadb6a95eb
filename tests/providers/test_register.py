"""Accredited providers come from a file, by code, and an accreditation ends on its own date."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.audit.actors import Actor
from apps.core.files.reading import FileRefused
from apps.providers.models import Provider
from apps.providers.register.sync import import_providers
from tests.schools.register_files import REAL_DATA

pytestmark = pytest.mark.django_db
HEADER = "name,code,ukprn,type,accreditation_start,accreditation_end,town,postcode,website"
THAMES = "Thames ITT,T01,10990001,SCITT,2024-08-01,,Reading,RG1 1AA,https://thames.example"
KELDER = "Université Kelder,K01,10990002,HEI,2019-09-01,2025-07-31,Kelder,KE1 1AA,"


def load(*rows, **options):
    data = "\n".join([HEADER, *rows]).encode()
    return import_providers(data, source="providers.csv", by=Actor.job("The providers register"), **options)


def provider(code):
    return Provider.objects.get(code=code)


def test_a_provider_is_as_the_register_has_it_and_can_be_found():
    load(THAMES, KELDER)
    assert (provider("T01").name, provider("T01").kind, provider("T01").town) == ("Thames ITT", "SCITT", "Reading")
    assert list(Provider.objects.matching("universite kel")) == [provider("K01")]


@pytest.mark.parametrize(
    ("day", "is_accredited"),
    [
        (date(2024, 7, 31), False),
        (date(2024, 8, 1), True),
        (date(2025, 7, 30), True),
        (date(2025, 7, 31), False),
    ],
)
def test_nobody_is_accredited_before_august_2024_or_from_the_day_it_ended(day, is_accredited):
    load(KELDER)
    assert provider("K01").is_accredited_on(day) is is_accredited


def test_the_same_file_twice_changes_nothing():
    load(THAMES, KELDER)
    before = dict(Provider.objects.values_list("code", "updated_at"))
    again = load(THAMES, KELDER)
    assert not any(again.counts.values())
    assert dict(Provider.objects.values_list("code", "updated_at")) == before
    assert provider("K01").accreditations.count() == 1


def test_an_end_and_a_new_name_are_taken_over():
    load(THAMES)
    done = load(
        THAMES.replace("Thames ITT", "Thames Teacher Training").replace("2024-08-01,,", "2024-08-01,2026-08-31,")
    )
    assert done.counts == {"new": 0, "changed": 1, "accredited": 0, "ended": 1, "vanished": 0}
    assert provider("T01").accreditations.get().ends_on == date(2026, 8, 31)


def test_a_provider_that_vanished_is_kept():
    rows = [f"Provider {number},P{number:02},109800{number:02},SCITT,2024-08-01,,,," for number in range(20)]
    load(*rows)
    assert load(*rows[1:]).counts["vanished"] == 1
    assert provider("P00").is_accredited_on(date(2026, 2, 10))


def test_providers_that_were_never_accredited_are_passed_over():
    load(THAMES, "Lead School,L01,10990003,school,,,,,")
    assert not Provider.objects.filter(code="L01").exists()


def test_one_ukprn_belongs_to_one_provider():
    done = load(THAMES, KELDER.replace("10990002", "10990001"))
    assert done.problems == [
        "Université Kelder: UKPRN 10990001 belongs to provider T01. "
        "If it is a site of that provider, say so on the provider’s page."
    ]
    assert not Provider.objects.filter(code="K01").exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([THAMES, THAMES], "T01 stands in the file twice"),
        ([THAMES.replace("10990001", "123")], "not 8 digits"),
        ([THAMES.replace("2024-08-01", "1 August 2024")], "not a date"),
        ([KELDER.replace("2025-07-31", "2018-07-31")], "ends before it starts"),
        ([THAMES.replace("T01", "")], "no provider's name and code"),
        ([KELDER], "1 of 1 providers are not in the file"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(rows, words):
    load(THAMES)
    with pytest.raises(FileRefused, match=words):
        load(*rows)
    assert list(Provider.objects.values_list("code", flat=True)) == ["T01"]


def test_a_file_without_a_column_is_refused(tmp_path):
    path = tmp_path / "providers.csv"
    path.write_text("name,code\nThames,T01\n")
    with pytest.raises(CommandError, match="is missing ukprn"):
        call_command("import_providers", str(path), stderr=StringIO())


def test_an_accreditation_without_a_start_counts_from_the_first_day_known_and_is_said():
    data = f"{HEADER},accreditation_status\n{THAMES.replace('2024-08-01', '')},accredited".encode()
    done = import_providers(data, source="providers.csv", by=Actor.job("The providers register"))
    assert done.problems == ["Thames ITT: accredited, with no start given; taken as 1 August 2024."]
    assert provider("T01").accreditations.get().starts_on == date(2024, 8, 1)


@pytest.mark.skipif(not REAL_DATA.exists(), reason="The real providers are not here: set CLAIMS_REAL_DATA")
def test_the_real_accredited_providers_are_loaded():
    said = StringIO()
    call_command("import_providers", str(REAL_DATA / "accredited_providers.csv"), stdout=said, stderr=StringIO())
    assert "183 accredited providers" in said.getvalue()
    assert Provider.objects.count() == 183
    assert Provider.objects.accredited_on(date(2026, 2, 16)).count() < 183
