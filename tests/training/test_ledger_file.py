"""The columns of a file of hours are a contract; what is wrong with a row is said with its number and column."""

import pytest

from apps.core.files.reading import FileRefused
from apps.training.files.ledger import COLUMNS, read_hours
from apps.training.hours import minutes_of
from apps.training.services.files import hours_cell
from tests.factories import year_2025
from tests.training.world import csv_of, row_of

pytestmark = pytest.mark.django_db


def test_the_columns_are_a_contract():
    assert COLUMNS == ["mentor_trn", "school_urn", "academic_year", "trained_on", "what", "hours", "replaces"]


def test_a_good_row_is_read_whole(mentor):
    report = read_hours(
        "h.csv", csv_of(row_of(mentor, "1:30", day="06/10/2025", what="Coaching   one", replaces="Yes"))
    )

    assert report.problems == []
    said = report.good[0]
    assert (said.row, said.trn, said.urn, said.year) == (2, mentor.trn, mentor.school.urn, year_2025())
    assert (said.minutes, said.trained_on.isoformat(), said.what, said.replaces) == (
        90,
        "2025-10-06",
        "Coaching one",
        True,
    )


@pytest.mark.parametrize(
    ("columns", "order"),
    [
        ("hours,school_urn,mentor_trn,academic_year", "{hours},{urn},{trn},{year}"),
        ("Mentor TRN,School URN,Academic year,Hours", "{trn},{urn},{year},{hours}"),
        (
            " MENTOR_TRN , SCHOOL_URN , ACADEMIC_YEAR , HOURS , Notes ",
            " {trn} , {urn} , {year} , {hours} , left in May",
        ),
        ("mentor_trn;school_urn;academic_year;hours", "{trn};{urn};{year};{hours}"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_order_case_spaces_semicolons_and_encodings_are_forgiven(mentor, columns, order, encoding):
    line = order.format(trn=f"{mentor.trn[:2]} {mentor.trn[2:]}", urn=mentor.school.urn, year="2025/26", hours="16")

    report = read_hours("h.csv", f"{columns}\r\n{line}\r\n".encode(encoding))

    assert [said.minutes for said in report.good] == [960]


@pytest.mark.parametrize("year", ["2025 to 2026", "2025/26", "2025-26", "2025/2026", "2025–26", "2025 TO 2026"])
def test_a_year_is_read_as_people_write_it(mentor, year):
    assert read_hours("h.csv", csv_of(row_of(mentor, year=year))).good[0].year == year_2025()


def test_a_day_that_lies_in_one_year_only_names_its_year(mentor):
    assert read_hours("h.csv", csv_of(row_of(mentor, "2", year="", day="2025-10-06"))).good[0].year == year_2025()


def test_a_day_in_two_training_periods_must_say_which_year(mentor):
    report = read_hours("h.csv", csv_of(row_of(mentor, "2", year="", day="2025-05-06")))

    assert [(found["row"], found["column"]) for found in report.problems] == [(2, "academic_year")]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("trn", "", "The TRN is missing"),
        ("trn", "123456", "A spreadsheet may have dropped a 0"),
        ("trn", "12345678", "TRN must be 7 digits"),
        ("trn", "1.2E+06", "TRN must be 7 digits"),
        ("trn", "١٢٣٤٥٦٧", "TRN must be 7 digits"),
        ("urn", "", "The URN is missing"),
        ("urn", "12345", "URN must be 6 digits"),
        ("urn", "Hollins", "URN must be 6 digits"),
        ("year", "", "Say which year"),
        ("year", "1999 to 2000", "Write a year of the service"),
        ("year", "2025 to 2027", "Write a year of the service"),
        ("year", "this year", "Write a year of the service"),
        ("year", "2026 to 2027", "has not begun"),
        ("hours", "", "The hours are missing"),
        ("hours", "0", "Hours must be more than 0"),
        ("hours", "-1", "Hours must be a number of hours"),
        ("hours", "ten", "Hours must be a number of hours"),
        ("hours", "1e1", "Hours must be a number of hours"),
        ("hours", "١٦", "Hours must be a number of hours"),
        ("hours", "501", "no more than 500 hours"),
        ("day", "2025-02-30", "Write the date like"),
        ("day", "31/31/2025", "Write the date like"),
        ("day", "yesterday", "Write the date like"),
        ("day", "2026-02-11", "today or earlier"),
        ("day", "2024-10-06", "training period, 6 April 2025 to 31 May 2026"),
        ("what", "Coaching", "A total has no session"),
        ("replaces", "maybe", "Write yes"),
    ],
)
def test_a_row_that_cannot_be_recorded_says_why(mentor, column, value, words):
    cells = {"trn": mentor.trn, "urn": mentor.school.urn, "year": "2025 to 2026", "day": "", "what": "", "hours": "16"}
    cells = {**cells, "replaces": "", column: value}
    line = "{trn},{urn},{year},{day},{what},{hours},{replaces}".format(**cells)

    report = read_hours("h.csv", csv_of(line))

    assert report.good == []
    assert report.problems[0]["row"] == 2
    assert words in report.problems[0]["words"]
    assert report.problems[0]["cells"][0] == cells["trn"]


def test_more_than_a_day_of_one_day_is_refused(mentor):
    report = read_hours("h.csv", csv_of(row_of(mentor, "24.5", day="2025-10-06")))

    assert "24 or fewer" in report.problems[0]["words"]


def test_rows_that_contradict_each_other_are_both_named(mentor):
    report = read_hours("h.csv", csv_of(row_of(mentor, "16"), row_of(mentor, "15")))

    assert [found["row"] for found in report.problems] == [2, 3]


@pytest.mark.parametrize("columns", ["mentor_trn,hours", "school_urn,hours", "mentor_trn,school_urn", "name,hours"])
def test_a_file_without_a_column_it_needs_is_refused_and_names_it(columns):
    with pytest.raises(FileRefused, match="is missing"):
        read_hours("h.csv", csv_of("1,2", columns=columns))


@pytest.mark.parametrize("minutes", [1, 20, 45, 59, 60, 61, 75, 90, 959, 960, 30000])
def test_minutes_written_to_a_file_are_read_back_the_same(minutes):
    assert minutes_of(hours_cell(minutes)) == minutes
