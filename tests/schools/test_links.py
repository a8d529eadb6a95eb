"""The register's file of links: which school followed a closed one."""

import gzip
from datetime import date

import pytest

from apps.schools.gias.links import read_links
from apps.schools.gias.reading import RegisterRefused
from apps.schools.models import SaidBy, Succession
from apps.schools.services.succession import keep_links
from tests.factories import SchoolFactory
from tests.schools.register_files import REAL_DATA

LINKS = REAL_DATA / "gias_links_2025-04-22.csv.gz"

FILE = b"""URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
100001,150001,Hollins Academy,Successor,01-02-2026
100002,150001,Hollins Academy,Successor - merged,
150001,100001,Hollins Primary,Predecessor,01-02-2026
100003,100004,Elsewhere,Sixth Form Centre School,
"""


def test_only_successors_are_read():
    assert read_links(FILE) == [("100001", "150001", date(2026, 2, 1)), ("100002", "150001", None)]


def test_a_file_without_a_column_is_refused():
    with pytest.raises(RegisterRefused, match="missing LinkType"):
        read_links(b"URN,LinkURN,LinkEstablishedDate\n1,2,\n")


@pytest.mark.skipif(not LINKS.exists(), reason="The real links are not here: set CLAIMS_REAL_DATA")
def test_the_real_file_names_successors_and_nothing_else():
    found = read_links(gzip.decompress(LINKS.read_bytes()))

    assert len(found) == 16_793
    assert ("100016", "132245", None) in found


@pytest.mark.django_db
def test_links_between_schools_we_know_are_kept_once():
    old, new = SchoolFactory(urn="100001", status="2"), SchoolFactory(urn="150001")

    assert keep_links(read_links(FILE)) == 1
    assert keep_links(read_links(FILE)) == 0

    kept = Succession.objects.get()
    assert (kept.predecessor, kept.successor, kept.said_by, kept.linked_on) == (
        old,
        new,
        SaidBy.REGISTER,
        date(2026, 2, 1),
    )
