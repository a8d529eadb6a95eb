"""Each answer of Notify is one type, whatever form its trouble takes."""

import pytest

from apps.notifications import notify
from apps.notifications.notify import Parked, QueueStopped, Retry, Sent, Slow, Unknown
from claims_service.local.addresses import NOTIFY_KEY, free_ports

TEMPLATE = "00000000-0000-4000-8000-000000000001"
WORDS = {"subject": "Something happened", "body": "It did."}
SEND = {"method": "POST", "path": "/v2/notifications/email"}


def send(reference="ref-1", to="anne.walsh@hollins.example", template=TEMPLATE, words=WORDS):
    return notify.from_settings().send(to, template, words, reference)


def test_an_email_that_is_taken_is_known_by_notifys_id(stand_in):
    outcome = send()

    assert outcome == Sent(stand_in.emails[0]["id"])
    assert stand_in.emails[0]["reference"] == "ref-1"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "nobody"}, "Not a valid email address"),
        ({"template": "00000000-0000-4000-8000-00000000dead"}, "Template not found"),
        ({"words": {"subject": "Only this"}}, "Missing personalisation: body"),
    ],
)
def test_what_notify_can_never_take_is_parked_with_its_words(stand_in, changes, words):
    outcome = send(**changes)

    assert isinstance(outcome, Parked)
    assert words in outcome.reason


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_of_ourselves_stops_the_queue(stand_in, status):
    body = {"status_code": status, "errors": [{"error": "AuthError", "message": "Invalid token: API key not found"}]}
    stand_in.fault({"status": status, "body": body}, **SEND)

    assert send() == QueueStopped(f"{status}: Invalid token: API key not found")


def test_a_wrong_key_stops_the_queue(stand_in, settings):
    settings.NOTIFY_API_KEY = NOTIFY_KEY[:-4] + "9999"

    assert isinstance(send(), QueueStopped)


@pytest.mark.parametrize("key", ["", "nonsense", "team-1234"])
def test_a_key_that_is_none_stops_the_queue_before_anything_is_sent(stand_in, settings, key):
    settings.NOTIFY_API_KEY = key

    assert isinstance(send(), QueueStopped)
    assert stand_in.journal == []


def test_a_key_copied_with_a_line_end_still_works(stand_in, settings):
    settings.NOTIFY_API_KEY = f"{NOTIFY_KEY}\n"

    assert isinstance(send(), Sent)


def test_too_fast_waits_a_moment(stand_in):
    said = "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
    stand_in.fault({"status": 429, "body": {"errors": [{"error": "RateLimitError", "message": said}]}}, **SEND)

    assert send() == Slow(10)


def test_a_used_up_day_waits_for_the_next(stand_in):
    said = "Exceeded send limits (email: 250000) for today"
    stand_in.fault({"status": 429, "body": {"errors": [{"error": "TooManyRequestsError", "message": said}]}}, **SEND)

    assert 0 < send().wait <= 24 * 60 * 60


@pytest.mark.parametrize(
    "action",
    [
        {"status": 500, "body": {"errors": [{"error": "Exception", "message": "Internal server error"}]}},
        {"status": 503, "body": "<h1>Away</h1>", "headers": {"Content-Type": "text/html"}},
        {"reset": "before"},
        {"reset": "after"},
        {"garbage": True},
        {"status": 201, "body": "[]"},
    ],
)
def test_when_it_may_have_been_taken_the_outcome_is_unknown(stand_in, action):
    stand_in.fault(action, **SEND)

    assert send() == Unknown()


def test_an_answer_that_never_comes_is_unknown(stand_in, monkeypatch):
    monkeypatch.setattr(notify, "READ", 0.2)
    stand_in.fault({"delay_after": 35}, **SEND)

    assert send() == Unknown()
    assert len(stand_in.emails) == 1


def test_nobody_listening_is_safe_to_try_again(settings):
    settings.NOTIFY_API_KEY = NOTIFY_KEY
    settings.NOTIFY_BASE_URL = f"http://127.0.0.1:{free_ports(1, ())[0]}"

    assert send() == Retry()


def test_a_redirect_is_not_followed(stand_in):
    stand_in.fault({"status": 302, "headers": {"Location": "http://elsewhere.example/"}}, **SEND)

    assert isinstance(send(), QueueStopped)


def test_an_email_is_found_by_its_reference(stand_in):
    sent = send("ref-7")

    assert notify.from_settings().find_by_reference("ref-7") == sent.id
    assert notify.from_settings().find_by_reference("ref-8") is None


@pytest.mark.parametrize(
    "action", [{"status": 500}, {"garbage": True}, {"reset": "before"}, {"status": 200, "body": "{}"}]
)
def test_a_lookup_that_fails_is_no_answer(stand_in, action):
    stand_in.fault(action, method="GET")

    with pytest.raises(notify.LookupFailed):
        notify.from_settings().find_by_reference("ref-7")
