"""Each answer of the teaching record is one type, and nothing private leaves the client."""

import time
from datetime import date

import pytest

from apps.mentors.teaching_record.client import Busy, Found, Mismatch, Moved, NotFound, Unavailable, look_up, refresh
from claims_service.local.addresses import TRS_KEY, free_ports
from claims_service.local.stand_ins.teachers import USUAL
from claims_service.local.stand_ins.teaching_record import TeachingRecord


@pytest.fixture
def stand_in(settings):
    with TeachingRecord(TRS_KEY) as stand_in:
        settings.TRS_BASE_URL, settings.TRS_API_KEY = stand_in.url, TRS_KEY
        yield stand_in


def test_a_teacher_is_found_by_number_and_date_of_birth(stand_in):
    assert look_up("7000001", USUAL) == Found("7000001", "Ruth", "Okonjo", True, "Passed")


@pytest.mark.parametrize(
    ("trn", "first_name", "last_name"),
    [
        ("0000042", "Edith", "Marlow"),
        ("7000030", "Siân", "O’Neill-Åberg"),
        ("7000031", "", "Suryani"),
        ("7000006", "Dilys", "Prosser"),
        ("7000005", "Colm", "Rafferty"),
    ],
)
def test_unusual_numbers_names_and_harmless_alerts_are_found_and_active(stand_in, trn, first_name, last_name):
    found = look_up(trn, USUAL)

    assert (found.first_name, found.last_name, found.is_active) == (first_name, last_name, True)


@pytest.mark.parametrize(("trn", "why_not"), [("7000003", "prohibited"), ("7000018", "not qualified")])
def test_who_may_not_mentor_is_found_and_not_active(stand_in, trn, why_not):
    found = look_up(trn, USUAL)

    assert (found.is_active, found.why_not) == (False, why_not)


def test_an_early_career_teacher_has_induction_in_progress(stand_in):
    assert look_up("7000033", USUAL).induction_status == "InProgress"


def test_an_induction_word_nobody_knows_is_kept_as_it_is(stand_in):
    found = look_up("7000049", USUAL)

    assert (found.is_active, found.induction_status) == (True, "SomethingNew")


@pytest.mark.parametrize(
    ("trn", "born"),
    [
        ("7000002", USUAL),
        ("7000001", date(1980, 1, 2)),
        ("7000004", USUAL),
        ("70000", USUAL),
        ("700000A", USUAL),
        ("٧٠٠٠٠٠١", USUAL),
    ],
    ids=["unknown", "born on another day", "deactivated", "too short", "a letter", "other digits"],
)
def test_unknown_deactivated_and_wrong_date_of_birth_look_alike(stand_in, trn, born):
    assert look_up(trn, born) == NotFound()


def test_what_is_no_number_is_never_sent(stand_in):
    look_up("../7000001", USUAL)

    assert stand_in.journal == []


def test_a_merged_record_names_the_kept_one_and_is_not_followed(stand_in):
    assert look_up("7000011", USUAL) == Moved("7000012")
    assert [asked["path"] for asked in stand_in.journal] == ["/v3/persons/7000011"]


@pytest.mark.parametrize(
    "claims", [{"dateOfBirth": "1955-05-05"}, {"trn": "7000099"}], ids=["another date of birth", "another number"]
)
def test_an_answer_about_somebody_else_is_a_mismatch(stand_in, claims):
    stand_in.fault({"claims": claims})

    assert look_up("7000001", USUAL) == Mismatch()


def test_the_oldest_version_would_ignore_the_date_of_birth_so_ours_is_always_named(stand_in):
    look_up("7000001", USUAL)
    refresh("7000001")

    assert [asked["headers"]["X-Api-Version"] for asked in stand_in.journal] == ["20260120", "20260120"]


def test_the_nightly_refresh_sends_no_date_of_birth(stand_in):
    assert refresh("7000001") == Found("7000001", "Ruth", "Okonjo", True, "Passed")
    assert "dateOfBirth" not in stand_in.journal[0]["query"]


def test_too_many_questions_say_how_long_to_wait(stand_in):
    assert look_up("7000048", USUAL) == Busy(30)

    stand_in.fault({"status": 429, "headers": {"Retry-After": "0"}})
    assert look_up("7000001", USUAL) == Busy(1)


@pytest.mark.parametrize(
    "action",
    [
        {"status": 500},
        {"status": 503, "body": "<h1>Down</h1>", "headers": {"Content-Type": "text/html"}},
        {"status": 200, "body": "<h1>Hello</h1>", "headers": {"Content-Type": "text/html"}},
        {"status": 200, "body": "[]"},
        {"status": 200, "body": {"trn": 7000001}},
        {"status": 308, "headers": {"Location": "https://elsewhere.example/"}},
        {"garbage": True},
        {"reset": "before"},
        {"reset": "after"},
        {"claims": {"trn": 7000001}},
        {"claims": {"induction": None}},
        {"claims": {"alerts": [{"alertId": "an alert without a type"}]}},
        {"claims": {"qts": {"holdsFrom": "soon"}}},
    ],
)
def test_trouble_of_the_party_is_unavailable_and_not_our_fault(stand_in, action):
    stand_in.fault(action)

    outcome = look_up("7000001", USUAL)

    assert isinstance(outcome, Unavailable)
    assert not outcome.is_ours


@pytest.mark.parametrize("action", [{"status": 404}, {"status": 401}, {"status": 403}, {"status": 400, "body": "{}"}])
def test_an_expired_key_or_a_wrong_version_is_our_fault(stand_in, action):
    stand_in.fault(action)

    assert look_up("7000001", USUAL).is_ours


def test_nobody_listening_is_unavailable(settings):
    settings.TRS_BASE_URL = f"http://127.0.0.1:{free_ports(1, ())[0]}"

    assert isinstance(look_up("7000001", USUAL), Unavailable)


@pytest.mark.slow
@pytest.mark.parametrize("action", [{"delay": 35}, {"drip": 20}, {"delay_after": 35}])
def test_the_whole_question_takes_six_seconds_at_most(stand_in, action):
    stand_in.fault(action)
    began = time.monotonic()

    assert isinstance(look_up("7000001", USUAL), Unavailable)
    assert time.monotonic() - began < 6.5


@pytest.mark.parametrize(
    "action", [{}, {"status": 404, "body": {"detail": "born 1980-01-01"}}, {"claims": {"trn": "1"}}]
)
def test_no_date_of_birth_and_no_address_is_logged_or_kept(stand_in, action, caplog, capsys):
    stand_in.fault(action)

    kept = f"{look_up('7000001', USUAL)} {caplog.text} {capsys.readouterr()}"

    assert "1980" not in kept
    assert "QQ123456C" not in kept
    assert "@teachers.example" not in kept
