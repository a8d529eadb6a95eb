"""The register is applied whole or not at all, by URN, and never deletes."""

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.actors import Actor
from apps.audit.history import history_of
from apps.core.files.reading import FileRefused
from apps.policy.models import FundingArea
from apps.schools.gias.sync import import_register
from apps.schools.models import RegisterImport, School, Trust
from tests.schools.register_files import HEADER, establishment, forty, register

pytestmark = pytest.mark.django_db
BY = Actor.job("The schools register")


def load(*rows, data=None, as_at=date(2026, 2, 10), **options):
    return import_register(
        register(*rows) if data is None else data, source="register.csv", as_at=as_at, by=BY, **options
    )


def stamps():
    """What moves when a school is changed."""
    return {urn: moves for urn, *moves in School.objects.values_list("urn", "version", "updated_at", "name", "pupils")}


def school(urn):
    return School.objects.get(urn=urn)


def test_a_school_is_as_the_register_has_it():
    load(establishment(100001, " St Anne’s School ", CloseDate="31/08/2026", **{"EstablishmentStatus (code)": "3"}))

    found = school("100001")
    assert (found.name, found.get_status_display()) == ("St Anne’s School", "Open, but proposed to close")
    assert (found.opened_on, found.closed_on) == (date(2001, 9, 1), date(2026, 8, 31))
    assert (found.postcode, found.pupils, found.authority_code) == ("HO1 1LN", 210, "919")
    assert found.funding_area == FundingArea.REST_OF_ENGLAND
    assert list(School.objects.matching("st annes hollins")) == [found]
    assert list(School.objects.matching("HO11LN")) == [found]


def test_the_words_to_search_by_are_those_that_saving_makes():
    load(establishment(100001, "Ysgol Tân-y-Bryn & St. John’s", Town="Llan’s"))
    found = school("100001")
    made = (found.sort_name, found.search_text)
    found.save()
    assert made == (found.sort_name, found.search_text)


def test_the_same_file_twice_changes_nothing():
    first = load(*forty())
    before = stamps()
    again = load(*forty())

    assert again == first
    assert stamps() == before


def test_the_same_rows_in_another_file_change_nothing():
    load(*forty())
    before = stamps()
    again = load(data=register(*forty()) + b"\r\n")

    assert not any(again.counts.values())
    assert stamps() == before


def test_columns_in_another_order_change_nothing():
    load(*forty())
    before = stamps()
    shuffled = random.Random(5).sample(HEADER, len(HEADER))
    again = load(data=register(*forty(), header=shuffled))

    assert not any(again.counts.values())
    assert stamps() == before


def test_what_changed_is_reported_and_nothing_else_is_touched():
    rows = forty()
    load(*rows)
    before = stamps()
    rows[0]["EstablishmentName"] = "Hollins Academy"
    rows[1]["EstablishmentStatus (code)"] = "2"
    rows[2] |= {"LA (code)": "886", "LA (name)": "Kent"}
    rows[3] |= {"DistrictAdministrative (code)": "E09000007", "DistrictAdministrative (name)": "Camden"}
    done = load(*rows, establishment(200000, "Brand New School"))

    kinds = {kind: [change["urn"] for change in changes] for kind, changes in done.changes.items()}
    assert kinds == {
        "new": ["200000"],
        "name": ["100000"],
        "status": ["100001"],
        "authority": ["100002"],
        "district": ["100003"],
        "area": ["100003"],
        "vanished": [],
    }
    assert done.changes["status"] == [{"urn": "100001", "now": "Closed", "was": "Open"}]
    moved = {urn for urn, at in stamps().items() if urn in before and at != before[urn]}
    assert moved <= {"100000", "100001", "100002", "100003"}
    assert school("100003").version == 2


def test_a_blank_never_overwrites_a_district():
    load(*forty())
    blank = {"DistrictAdministrative (code)": "", "DistrictAdministrative (name)": "", "NumberOfPupils": "211"}
    load(*forty(**blank))

    found = school("100000")
    assert (found.district_code, found.district_name, found.pupils) == ("E06000001", "Hartlepool", 211)


def test_an_unknown_district_gives_no_area_and_is_there_for_support():
    load(establishment(100001, **{"DistrictAdministrative (code)": "E07999999"}), establishment(100002))

    assert school("100001").funding_area is None
    assert list(School.objects.with_unknown_district()) == [school("100001")]


def test_a_welsh_school_is_no_unknown_district():
    load(establishment(100001, **{"DistrictAdministrative (code)": "W06000015", "TypeOfEstablishment (code)": "30"}))
    assert not School.objects.with_unknown_district()
    assert not School.objects.without_funding_area()
    assert not school("100001").is_in_england


def test_a_school_without_district_waits_for_support():
    load(establishment(100001, **{"DistrictAdministrative (code)": ""}))
    assert list(School.objects.without_funding_area()) == [school("100001")]


def test_a_vanished_school_is_kept_and_marked_and_one_that_returns_is_not():
    load(*forty())
    done = load(*forty()[1:])
    assert done.counts["vanished"] == 1
    assert school("100000").missing_since == date(2026, 2, 10)

    back = load(data=register(*forty()) + b"\r\n")
    assert back.counts["returned"] == 1
    assert school("100000").missing_since is None


def test_trusts_come_with_their_schools_and_a_foundation_trust_is_none():
    in_trust = {"TrustSchoolFlag (code)": "3", "Trusts (code)": "5143", "Trusts (name)": "Kelder Trust"}
    alone = {"TrustSchoolFlag (code)": "5", "Trusts (code)": "5144", "Trusts (name)": "Hollins Trust"}
    foundation = {"TrustSchoolFlag (code)": "1", "Trusts (code)": "5145", "Trusts (name)": "Old Foundation"}
    load(establishment(100001, **in_trust), establishment(100002, **alone), establishment(100003, **foundation))

    assert school("100001").trust == Trust.objects.get(uid="5143", is_multi_academy=True)
    assert school("100002").trust == Trust.objects.get(uid="5144", is_multi_academy=False)
    assert school("100003").trust is None
    assert not Trust.objects.filter(uid="5145").exists()


def test_a_school_that_leaves_its_trust_leaves_it_here():
    load(establishment(100001, **{"TrustSchoolFlag (code)": "3", "Trusts (code)": "5143", "Trusts (name)": "Kelder"}))
    load(establishment(100001))
    assert school("100001").trust is None


def test_one_line_of_history_for_an_import():
    done = load(*forty())
    [(event, words)] = history_of(done)
    assert event.actor_name == "The schools register"
    assert words.startswith("Imported register.csv: 40 rows as at 2026-02-10. 40 new, 0 changed status")


def test_what_support_set_by_hand_stays():
    load(*forty())
    School.objects.filter(urn="100000").update(area_by_hand=FundingArea.FRINGE, finance_email="money@hollins.example")
    load(*forty(Town="Kelder"))
    found = school("100000")
    assert (found.town, found.area_by_hand, found.finance_email) == ("Kelder", "fringe", "money@hollins.example")


def test_organisations_added_by_hand_are_no_part_of_the_register():
    School.objects.create(vendor_number="V123", name="Kelder Learning Hub")
    load(*forty())
    load(data=register(*forty()) + b"\r\n")
    assert School.objects.get(vendor_number="V123").missing_since is None


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda data: data[: len(data) // 10], "cut short", id="cut to a tenth"),
        pytest.param(lambda data: data[:-40], "cut short", id="cut inside the last row"),
        pytest.param(
            lambda data: b"\r\n".join(data.split(b"\r\n")[:20]) + b"\r\n", "are not in the file", id="cut between rows"
        ),
        pytest.param(
            lambda data: data.replace(b'"Postcode"', b'"Post code"', 1), "missing Postcode", id="a column renamed"
        ),
        pytest.param(
            lambda data: data.replace(b'"Street"', b'"Town"', 1), "missing Street", id="a column in another's place"
        ),
        pytest.param(
            lambda data: data.replace(b'"TypeOfEstablishment (name)"', b'"Town"', 1), "Town twice", id="a column twice"
        ),
        pytest.param(lambda data: data.split(b"\r\n")[0] + b"\r\n", "a header and no rows", id="only a header"),
        pytest.param(lambda data: b"", "empty", id="nothing"),
        pytest.param(lambda data: b"<html></html>", "not the register", id="a web page"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, "windows-1252", id="UTF-8 with its mark"),
        pytest.param(lambda data: data.replace(b'Number 1"', 'Zoë’s"'.encode()), "UTF-8", id="UTF-8"),
        pytest.param(
            lambda data: data.replace(b'Number 1"', b'Zo\x81"'), "windows-1252 does not have", id="a stray byte"
        ),
        pytest.param(lambda data: data.replace(b"100001", b"100002"), "stands in the file twice", id="a URN twice"),
        pytest.param(lambda data: data.replace(b'"919",', b""), "cannot be read|cut short", id="cells shifted"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_and_nothing_is_lost(spoil, words):
    load(*forty())
    before = stamps()
    with pytest.raises(FileRefused, match=words):
        load(data=spoil(register(*forty(NumberOfPupils="300"))))
    assert stamps() == before
    assert RegisterImport.objects.count() == 1


def test_a_file_that_lost_schools_is_taken_when_somebody_says_so():
    load(*forty())
    done = load(*forty()[:20], allow_loss=True)
    assert done.counts["vanished"] == 20
    assert School.objects.count() == 40


def test_a_file_that_would_close_many_schools_is_refused():
    load(*forty())
    with pytest.raises(FileRefused, match="40 of 40 open schools would close"):
        load(*forty(**{"EstablishmentStatus (code)": "2"}))


def test_a_row_shifted_sideways_is_left_out_and_said():
    rows = [establishment(100000 + number, f"School {number}") for number in range(399)]
    shifted = establishment("Kelder", "919", **{"LA (code)": "Hollins"})
    done = load(*rows, shifted)
    assert School.objects.count() == 399
    assert done.problems == ["URN Kelder, 919: cells stand in the wrong columns."]


def test_a_file_with_more_shifted_rows_than_a_slip_explains_is_refused():
    rows = [establishment("Kelder", str(910 + number), **{"LA (code)": "Hollins"}) for number in range(2)]

    with pytest.raises(FileRefused, match=r"2 of 42 rows cannot be read\. The first: URN Kelder"):
        load(*forty(), *rows)
    assert not School.objects.exists()


def test_a_cell_may_hold_a_line_break():
    load(data=register(establishment(100001, Street="Mill Lane\nOld Town"), establishment(100002)) + b"\r\n")

    assert School.objects.count() == 2
    assert school("100001").street.split() == ["Mill", "Lane", "Old", "Town"]


def test_an_identical_row_twice_counts_once():
    load(*forty(), forty()[0])
    assert School.objects.count() == 40


def test_statements_do_not_grow_with_the_rows():
    def count(rows):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            load(*rows)
        return len(queries)

    load(*forty()[:2])
    few = count(forty()[:4])
    many = count(forty())
    assert few == many <= 25
