"""The real register, and a second day made from it with the real differences of June 2024."""

import gzip
from datetime import date

import pytest

from apps.audit.actors import Actor
from apps.policy.models import FundingArea
from apps.schools.gias.sync import import_register
from apps.schools.gias.trusts import read_members, read_trusts
from apps.schools.models import School, Trust
from tests.schools.register_files import REAL_DATA, second_day

FIRST, LATER = REAL_DATA / "gias_establishments.csv.gz", REAL_DATA / "gias_snapshot_2024-06-17.csv.gz"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LATER.exists(), reason="The real register is not here: set CLAIMS_REAL_DATA"),
]
BY = Actor.job("The schools register")


def load(data, day, **options):
    return import_register(data, source="register.csv", as_at=day, by=BY, **options)


@pytest.fixture(scope="module")
def first():
    return gzip.decompress(FIRST.read_bytes())


def test_the_second_day_applies_exactly_the_real_differences(first):
    tomorrow, differences = second_day(first, gzip.decompress(LATER.read_bytes()))
    loaded = load(first, date(2023, 11, 16))
    assert (loaded.rows, loaded.counts["new"], loaded.problems) == (50_515, 50_515, [])
    before = dict(School.objects.values_list("urn", "version"))

    done = load(tomorrow, date(2024, 6, 17))

    found = {kind: {change["urn"] for change in done.changes[kind]} for kind in differences}
    assert found == differences
    assert {kind: len(urns) for kind, urns in found.items()} == {
        "new": 499,
        "status": 615,
        "name": 185,
        "authority": 10,
    }
    assert (done.counts["vanished"], done.counts["district"], done.counts["area"]) == (0, 0, 0)
    touched = {urn for urn, version in School.objects.values_list("urn", "version") if before.get(urn) != version}
    assert touched == set.union(*differences.values())

    again = load(tomorrow + b"\r\n", date(2024, 6, 18))
    assert not any(again.counts.values())


def test_names_areas_and_trusts_of_the_real_register(first):
    trusts = read_trusts(gzip.decompress((REAL_DATA / "academy_trusts.csv.gz").read_bytes()))
    members = read_members(gzip.decompress((REAL_DATA / "academy_trust_members.csv.gz").read_bytes()))
    load(first, date(2023, 11, 16), trusts=trusts, members=members)

    assert School.objects.get(urn="100000").funding_area == FundingArea.INNER_LONDON
    assert not School.objects.with_unknown_district()
    assert School.objects.filter(name__contains="’").exists()
    assert not School.objects.filter(name__contains="â€").exists()
    assert Trust.objects.filter(is_multi_academy=True, is_open=True).count() >= 1_300
    assert School.objects.filter(trust__is_multi_academy=True).exclude(trust=None).count() > 7_000
    found = School.objects.matching("ec3a5de")
    assert [school.urn for school in found if school.is_open] == ["100000"]
