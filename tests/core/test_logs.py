"""Log lines: one a request, nothing personal, and no value can forge another line."""

import io
import json
import logging

import pytest
import structlog

from apps.core.logs import logging_settings
from tests.strict_client import StrictClient

EVIL = "x\r\n2026-01-01 [info] claim.paid by=nobody\x1b[31m\x00"


@pytest.fixture(params=[True, False], ids=["JSON", "readable"])
def lines(request):
    """What a process would write, as a list of lines."""
    wanted = logging_settings(as_json=request.param)["formatters"]["line"]
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(wanted["()"](processors=wanted["processors"], foreign_pre_chain=wanted["foreign_pre_chain"]))
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: out.getvalue().splitlines()
    root.removeHandler(handler)


@pytest.mark.parametrize("speak", [structlog.get_logger("apps.test").warning, logging.getLogger("lib").warning])
def test_a_value_with_line_breaks_and_escapes_makes_one_line(lines, speak):
    speak(EVIL)

    assert len(lines()) == 1
    assert "\x1b" not in lines()[0]
    assert "claim.paid" in lines()[0]


def test_a_traceback_with_line_breaks_in_it_forges_no_line(lines):
    try:
        raise ValueError(EVIL)
    except ValueError:
        structlog.get_logger("apps.test").exception("job.failed")

    first, *rest = lines()
    assert "job.failed" in first
    assert all(line.startswith("    | ") for line in rest)


@pytest.mark.urls("tests.core.sample")
@pytest.mark.django_db
def test_a_request_leaves_one_line_with_the_name_of_its_page_and_not_its_address(lines):
    StrictClient(raise_request_exception=False).get("/lose-database/s3cret/?q=ada.byron@example.org")

    text = "\n".join(lines())
    assert [line for line in lines() if "503" in line and "request" in line]
    assert "s3cret" not in text
    assert "ada.byron" not in text


@pytest.mark.urls("tests.core.sample")
@pytest.mark.django_db
def test_the_line_of_a_request_has_the_ids_of_what_it_was_about(lines):
    StrictClient().get("/s/00000000-0000-4000-8000-000000000001/school-home/", headers={"X-Request-Id": "abcdefgh-77"})

    found = [line for line in lines() if "abcdefgh-77" in line]
    assert len(found) == 1
    for part in ["doors:school-home", "00000000-0000-4000-8000-000000000001", "200", "GET"]:
        assert part in found[0]


def test_production_lines_are_json(capsys):
    wanted = logging_settings(as_json=True)["formatters"]["line"]
    formatter = wanted["()"](processors=wanted["processors"], foreign_pre_chain=wanted["foreign_pre_chain"])

    line = formatter.format(logging.LogRecord("lib", logging.INFO, "", 1, "hello %s", ("Zoë",), None))

    assert json.loads(line)["event"] == "hello Zoë"
