"""`manage.py import_schools` as a person runs it, from a file or an address."""

import gzip
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.schools.gias.days import published_on
from apps.schools.gias.trusts import read_members, read_trusts
from apps.schools.models import RegisterImport, School, Succession, Trust
from tests.schools.register_files import establishment, forty, register

TRUSTS = (
    "Group UID,Group Name,Group Type,Group Status\n"
    "5143,Kelder Trust,Multi-academy trust,Open\n"
    "5144,Old Trust,Multi-academy trust,Closed\n"
    "5145,Nobody's Sponsor,School sponsor,Open\n"
)
MEMBERS = (
    "URN,Group UID,Group Type,Group Status,Joined date,Closed Date,as_at\n"
    "100000,5144,Multi-academy trust,Open,01-09-2015,,2019-06-01\n"
    "100000,5143,Multi-academy trust,Open,01-09-2018,,2026-01-01\n"
    "100001,5143,Multi-academy trust,Open,01-09-2018,31-08-2020,2019-06-01\n"
)


def run(*arguments, **options):
    said = StringIO()
    call_command("import_schools", *map(str, arguments), stdout=said, stderr=StringIO(), **options)
    return said.getvalue()


@contextmanager
def serving(body, *, status=200, said=None, kind="text/csv"):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(said or len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/edubasealldata20260208.csv"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.django_db
def test_a_packed_file_is_imported_and_the_report_says_what_changed(tmp_path):
    path = tmp_path / "gias_2026-02-09.csv.gz"
    path.write_bytes(gzip.compress(register(*forty())))
    words = run(path)
    assert "40 rows, as at 9 February 2026" in words
    assert "40 new" in words
    assert School.objects.count() == 40


@pytest.mark.django_db
def test_the_same_file_again_says_so_and_changes_nothing(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(register(*forty()))
    run(path)
    assert "this file was imported before" in run(path)
    path.write_bytes(register(*forty()) + b"\r\n")
    assert "nothing changed" in run(path)


@pytest.mark.django_db
def test_rows_that_were_left_out_are_named(tmp_path):
    shifted = establishment("Kelder", "919", **{"LA (code)": "Hollins"})
    (tmp_path / "register.csv").write_bytes(register(*forty(), shifted))

    assert "URN Kelder, 919: cells stand in the wrong columns." in run(tmp_path / "register.csv")
    assert School.objects.count() == 40


@pytest.mark.django_db
def test_a_file_is_fetched_from_an_address():
    with serving(register(*forty())) as url:
        words = run(url)
    assert "edubasealldata20260208.csv: 40 rows, as at 8 February 2026" in words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": b"", "status": 404}, "answered 404"),
        ({"body": b"<html>", "kind": "text/html"}, "a web page"),
        ({"body": register(*forty()), "said": 1_000_000}, "did not answer in full|of 1,000,000 bytes"),
    ],
)
def test_an_address_that_does_not_give_the_file_is_refused(answer, words):
    with serving(**answer) as url, pytest.raises(CommandError, match=words):
        run(url)
    assert not RegisterImport.objects.exists()


@pytest.mark.django_db
def test_a_packed_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "register.csv.gz"
    path.write_bytes(gzip.compress(register(*forty()))[:-20])
    with pytest.raises(CommandError, match="cut short or damaged"):
        run(path)


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_one_clear_line(tmp_path):
    with pytest.raises(CommandError, match=r"No such file or directory\. Nothing was changed"):
        run(tmp_path / "nowhere.csv")


@pytest.mark.django_db
def test_trusts_and_members_fill_what_the_establishments_do_not_say(tmp_path):
    for name, text in (("trusts.csv", TRUSTS), ("members.csv", MEMBERS)):
        (tmp_path / name).write_text(text)
    (tmp_path / "register.csv").write_bytes(register(*forty()))
    run(tmp_path / "register.csv", trusts=str(tmp_path / "trusts.csv"), trust_members=str(tmp_path / "members.csv"))

    assert set(Trust.objects.values_list("uid", "is_open")) == {("5143", True), ("5144", False)}
    assert School.objects.get(urn="100000").trust.uid == "5143"
    assert School.objects.get(urn="100001").trust is None


@pytest.mark.django_db
def test_links_say_which_school_followed_a_closed_one(tmp_path):
    (tmp_path / "register.csv").write_bytes(register(*forty()))
    links = "URN,LinkURN,LinkType,LinkEstablishedDate\n100000,100001,Successor,01-09-2025\n"
    (tmp_path / "links.csv").write_text(links)

    said = run(tmp_path / "register.csv", links=str(tmp_path / "links.csv"))

    assert "Schools followed by another: 1" in said
    assert Succession.objects.get().successor.urn == "100001"


def test_the_trust_joined_last_on_the_newest_evidence_counts_in_whatever_order_the_rows_stand():
    header, *rows = MEMBERS.splitlines(keepends=True)

    assert read_members(MEMBERS.encode()) == {"100000": "5143"}
    assert read_members((header + "".join(reversed(rows))).encode()) == {"100000": "5143"}


def test_sponsors_are_no_trusts():
    assert [trust.uid for trust in read_trusts(TRUSTS.encode())] == ["5143", "5144"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20260821.csv", "2026-08-21"),
        ("gias_2024-06-17.csv.gz", "2024-06-17"),
        ("a20269921.csv", "None"),
        ("edubasealldata20260231.csv", "None"),
    ],
)
def test_the_day_of_a_file_is_in_its_name(name, day):
    assert str(published_on(name)) == day
