"""A provider's system writes and reads hours. Nothing it sends breaks the service; nothing of another provider is reachable."""

import json
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock, throttle
from apps.training import api
from apps.training.models import ApiCall, ApiToken, LedgerEntry
from apps.training.services.tokens import make_token, stop_token
from tests.claims.race import race
from tests.factories import MentorFactory
from tests.training.world import mentor_at_a_school, provider_with_people

pytestmark = pytest.mark.django_db

HOURS = "/api/v1/hours/"


class System:
    """A provider's own system, with its token."""

    def __init__(self, provider, secret=None):
        self.token, made = make_token(provider, name="Timetables", days=30, by=provider.person)
        self.secret = secret or made
        self.client = Client(raise_request_exception=False)

    def headers(self, key=""):
        return {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {})

    def read(self, address=HOURS, **query):
        return self.client.get(address, query or None, headers=self.headers())

    def write(self, *entries, key=""):
        return self.send(json.dumps({"entries": entries}), key=key)

    def send(self, body, key=""):
        return self.client.post(HOURS, body, content_type="application/json", headers=self.headers(key))


@pytest.fixture
def system(provider):
    return System(provider)


def entry(mentor, **changes):
    facts = {"mentor_trn": mentor.trn, "school_urn": mentor.school.urn, "academic_year": "2025 to 2026", "hours": "16"}
    return facts | changes


def test_hours_are_written_and_read_back(system, mentor):
    answer = system.write(entry(mentor))

    result = {"entry": 0, "outcome": "new", "waiting_for_school": False, "hours_over_allowance": 0}
    assert answer.json() == {"results": [result]}
    (found,) = system.read().json()["entries"]
    assert (found["mentor_trn"], found["school_urn"], found["minutes"], found["whole_hours"]) == (
        mentor.trn,
        mentor.school.urn,
        960,
        16,
    )


def test_what_is_wrong_with_one_entry_stops_no_other(system, mentor):
    answer = system.write(entry(mentor, hours="ten"), entry(mentor), entry(mentor, mentor_trn="12"))

    assert [result["outcome"] for result in answer.json()["results"]] == ["refused", "new", "refused"]
    assert answer.json()["results"][0]["field"] == "hours"


@pytest.mark.parametrize("hours", [16, 16.0, "16", "16:00"])
def test_hours_are_numbers_or_text(system, mentor, hours):
    system.write(entry(mentor, hours=hours))

    assert LedgerEntry.objects.get().minutes == 960


def test_half_a_character_breaks_nothing(system, mentor):
    answer = system.write(
        entry(mentor, trained_on="2025-10-06", hours="2", what="Half \ud800"), entry(mentor, mentor_trn="\udfff")
    )

    assert [result["outcome"] for result in answer.json()["results"]] == ["new", "refused"]


def test_a_mentor_the_school_has_not_added_is_a_state_and_not_a_mistake(system, mentor):
    answer = system.write(entry(mentor, mentor_trn="7654321"))

    assert answer.json()["results"][0] == {
        "entry": 0,
        "outcome": "new",
        "waiting_for_school": True,
        "hours_over_allowance": 0,
    }


def test_the_history_says_which_system_wrote(system, provider, mentor, bilal):
    system.write(entry(mentor))

    shown = bilal.get(reverse("doors:provider-show-hours", args=[provider.pk, LedgerEntry.objects.get().pk]))
    assert "Timetables (API)" in shown.content.decode()


class TestTheSameCallTwice:
    def test_has_its_effect_once_and_the_same_answer(self, system, mentor):
        first, second = system.write(entry(mentor), key="k1"), system.write(entry(mentor), key="k1")

        assert first.json() == second.json()
        assert second["Idempotent-Replay"] == "true"

    def test_with_another_body_is_refused(self, system, mentor):
        system.write(entry(mentor), key="k1")

        answer = system.write(entry(mentor, hours="8"), key="k1")

        assert answer.status_code == 409
        assert LedgerEntry.objects.get().hours == 16

    def test_from_another_provider_is_another_call(self, system, mentor):
        system.write(entry(mentor), key="k1")

        assert System(provider_with_people()).write(entry(mentor, hours="8"), key="k1").status_code == 200

    def test_that_was_refused_can_be_sent_again_put_right(self, system, mentor):
        assert system.send("{", key="k1").status_code == 400

        assert system.write(entry(mentor), key="k1").status_code == 200

    @pytest.mark.django_db(transaction=True)
    def test_at_the_same_moment_has_its_effect_once(self, system, mentor):
        body = json.dumps({"entries": [entry(mentor)]})

        def send():
            client = Client(raise_request_exception=False)
            return client.post(HOURS, body, content_type="application/json", headers=system.headers("k1"))

        answers = race([send] * 16)

        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert sum("Idempotent-Replay" not in answer for answer in answers) == 1
        assert ApiCall.objects.count() == 1


class TestReading:
    def test_goes_on_from_page_to_page_until_there_is_none(self, system, provider, monkeypatch):
        monkeypatch.setattr(api, "PAGE", 2)
        mentors = [mentor_at_a_school() for _ in range(5)]
        system.write(*[entry(mentor) for mentor in mentors])

        seen, address = [], HOURS
        while address:
            told = system.read(address).json()
            seen += [found["mentor_trn"] for found in told["entries"]]
            address = told["next"]

        assert sorted(seen) == sorted(mentor.trn for mentor in mentors)

    def test_can_begin_at_a_moment(self, system, mentor):
        system.write(entry(mentor))
        with clock.moved_to(clock.now() + timedelta(hours=1)):
            other = mentor_at_a_school()
            since = clock.now().isoformat()
            system.write(entry(other))

            (found,) = system.read(changed_since=since).json()["entries"]

        assert found["mentor_trn"] == other.trn

    @pytest.mark.parametrize(
        "query", [{"changed_since": "yesterday"}, {"changed_since": "2026-02-30T00:00:00Z"}, {"after": "x"}]
    )
    def test_what_makes_no_sense_is_refused(self, system, query):
        assert system.read(**query).status_code == 400

    def test_shows_nothing_of_another_provider_by_any_cursor(self, system, mentor, monkeypatch):
        monkeypatch.setattr(api, "PAGE", 1)
        system.write(entry(mentor), entry(mentor_at_a_school()))
        theirs = system.read().json()["next"]
        other = System(provider_with_people())
        other.write(entry(mentor, hours="3"))

        own, by_their_cursor = (other.read(address).json() for address in (HOURS, theirs))
        assert [one["minutes"] for one in own["entries"]] == [180]
        assert {one["minutes"] for one in by_their_cursor.get("entries", [])} <= {180}


class TestTokens:
    @pytest.mark.parametrize(
        "authorization", ["", "Bearer", "Bearer ", "Bearer hours_wrong", "Basic hours_x", "hours_x"]
    )
    def test_without_a_good_one_nothing_is_answered(self, provider, authorization):
        answer = Client().get(HOURS, headers={"Authorization": authorization})

        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")

    def test_a_cookie_is_not_a_token(self, bilal):
        assert bilal.get(HOURS).status_code == 401

    def test_a_stopped_one_no_longer_works(self, system, provider):
        stop_token(system.token, by=provider.person)

        assert system.read().status_code == 401

    def test_an_expired_one_no_longer_works(self, system):
        with clock.moved_to(clock.now() + timedelta(days=31)):
            assert system.read().status_code == 401

    def test_is_kept_as_a_hash(self, system):
        assert system.secret not in json.dumps(list(ApiToken.objects.values()), default=str)

    def test_is_never_logged(self, system, mentor, caplog):
        with caplog.at_level(logging.DEBUG):
            system.write(entry(mentor))
            system.send("{")
            Client().get(HOURS, headers={"Authorization": "Bearer hours_secretguess"})

        assert system.secret not in caplog.text
        assert "hours_secretguess" not in caplog.text

    def test_a_system_that_asks_too_often_is_told_how_long_to_wait(self, system):
        for _ in range(119):
            throttle.count(api.CALLS, str(system.token.pk))
        assert system.read().status_code == 200

        refused = system.read()
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 0

    def test_is_made_and_shown_once_and_stopped_on_the_pages(self, bilal, provider):
        made = bilal.post(reverse("training:provider-make-token", args=[provider.pk]), {"name": "SIMS", "days": "90"})
        secret = made.content.decode().split('<code class="govuk-!-text-break-word">')[1].split("</code>")[0]
        assert Client().get(HOURS, headers={"Authorization": f"Bearer {secret}"}).status_code == 200

        listed = bilal.get(reverse("training:provider-list-tokens", args=[provider.pk])).content.decode()
        assert "SIMS" in listed
        assert secret not in listed

        bilal.post(reverse("training:provider-stop-token", args=[provider.pk, ApiToken.objects.get().pk]))
        assert Client().get(HOURS, headers={"Authorization": f"Bearer {secret}"}).status_code == 401

    @pytest.mark.parametrize(
        ("posted", "says"),
        [({"days": "90"}, "Enter the name of the system"), ({"name": "SIMS"}, "Select how long it will work")],
    )
    def test_needs_a_name_and_an_end(self, bilal, provider, posted, says):
        answer = bilal.post(reverse("training:provider-make-token", args=[provider.pk]), posted)

        assert says in answer.content.decode()
        assert not ApiToken.objects.exists()

    def test_of_another_provider_does_not_exist(self, bilal, provider):
        theirs = System(provider_with_people()).token

        address = reverse("training:provider-stop-token", args=[provider.pk, theirs.pk])
        assert bilal.post(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "no_json"),
        ("{", 400, "no_json"),
        ("[" * 100_000, 400, "no_json"),
        ("null", 400, "no_entries"),
        ("[]", 400, "no_entries"),
        ('{"entries": []}', 400, "no_entries"),
        ('{"entries": [1]}', 400, "no_entries"),
        ('{"entries": {}}', 400, "no_entries"),
        (b"\xff\xfe\x00", 400, "no_json"),
        (json.dumps({"entries": [{}] * 1001}), 413, "too_big"),
        ("x" * (2 * 1024 * 1024 + 1), 413, "too_big"),
    ],
)
def test_a_body_that_is_not_what_the_call_needs_is_refused_in_words(system, body, status, code):
    answer = system.send(body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(system, method):
    assert getattr(system.client, method)(HOURS, headers=system.headers()).status_code == 405


class TestTheDocument:
    """What the OpenAPI document says is what happens."""

    @pytest.fixture
    def document(self):
        return Client().get("/api/v1/openapi.json").json()

    def test_its_example_runs(self, document, system):
        mentor = mentor_at_a_school(urn="123456")
        MentorFactory(trn="1234567", at=mentor.school)
        MentorFactory(trn="7654321", at=mentor.school)
        example = document["paths"][HOURS]["post"]["requestBody"]["content"]["application/json"]["example"]

        answer = system.send(json.dumps(example))

        assert [result["outcome"] for result in answer.json()["results"]] == ["new", "new"]

    def test_every_answer_has_the_members_it_names(self, document, system, mentor):
        schemas = document["components"]["schemas"]
        (result,) = system.write(entry(mentor)).json()["results"]
        (refused,) = system.write(entry(mentor, hours="")).json()["results"]
        (found,) = system.read().json()["entries"]
        error = system.send("{").json()

        for told, name in ((result, "Result"), (refused, "Result"), (found, "Entry"), (error, "Error")):
            assert set(schemas[name]["required"]) <= set(told) <= set(schemas[name]["properties"])

    def test_names_every_status_that_is_answered(self, document, system, mentor):
        told = document["paths"][HOURS]["post"]["responses"]
        sent = [
            system.write(entry(mentor), key="a"),
            system.write(key="a"),
            system.send("{"),
            system.send("x" * 2_200_000),
        ]
        sent += [system.write(entry(mentor, hours=2), key="a")]

        assert {str(answer.status_code) for answer in sent} <= set(told)

    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
    names = ["mentor_trn", "school_urn", "academic_year", "hours", "trained_on", "what", "replaces"]
    said = st.fixed_dictionaries({}, optional=dict.fromkeys(names, anything))
    nearly = st.fixed_dictionaries(
        {
            "mentor_trn": st.from_regex(r"[0-9]{7}", fullmatch=True),
            "school_urn": st.from_regex(r"[0-9]{6}", fullmatch=True),
            "hours": st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,2})?|[0-9]{1,2}:[0-9]{2}", fullmatch=True) | st.floats(),
        },
        optional={
            "academic_year": st.sampled_from(["2025 to 2026", "2024/25", ""]),
            "trained_on": st.dates().map(str) | st.text(max_size=12),
            "what": st.text(max_size=120),
            "replaces": st.booleans(),
        },
    )

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(entries=st.lists(said | nearly, min_size=1, max_size=4), key=st.text(max_size=30))
    def test_nothing_that_is_sent_breaks_it(self, system, monkeypatch, entries, key):
        monkeypatch.setattr(api, "count", lambda *_: None)
        headers = system.headers() | ({"Idempotency-Key": key} if key.isascii() and key.isprintable() else {})

        answer = system.client.post(
            HOURS, json.dumps({"entries": entries}), content_type="application/json", headers=headers
        )

        assert answer.status_code in {200, 409}, answer.content
        if answer.status_code == 200:
            assert [result["entry"] for result in answer.json()["results"]] == list(range(len(entries)))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        query=st.dictionaries(st.sampled_from(["academic_year", "changed_since", "after", "before", "x"]), st.text())
    )
    def test_nothing_that_is_asked_breaks_it(self, system, monkeypatch, query):
        monkeypatch.setattr(api, "count", lambda *_: None)

        assert system.client.get(HOURS, query, headers=system.headers()).status_code in {200, 400}
