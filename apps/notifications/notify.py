"""GOV.UK Notify, and nothing else: send one email, or find one by its reference. Every answer is a type, not an exception."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import requests
from django.conf import settings
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

NOTIFY = "https://api.notifications.service.gov.uk"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CONNECT, READ = 3, 10
WAIT_WHEN_BUSY = 10


@dataclass(frozen=True)
class Sent:
    """Notify took it and knows it by this id."""

    id: str


@dataclass(frozen=True)
class Parked:
    """Notify will never take it as it is."""

    reason: str


@dataclass(frozen=True)
class QueueStopped:
    """Notify takes nothing from us until somebody puts it right."""

    reason: str


@dataclass(frozen=True)
class Slow:
    """Too much at once: the whole queue waits so many seconds."""

    wait: int


@dataclass(frozen=True)
class Unknown:
    """It may have been taken: look it up before sending it again."""


@dataclass(frozen=True)
class Retry:
    """Notify was not reached at all: it is safe to send again."""


class LookupFailed(Exception):
    """Notify could not say whether it knows a reference."""


def from_settings():
    """The client that the settings describe. Nothing is opened or checked before the first email."""
    return Notify(settings.NOTIFY_API_KEY.strip(), settings.NOTIFY_BASE_URL or NOTIFY)


class Notify:
    """One client for one thread."""

    def __init__(self, key, base_url):
        self.key, self.base_url = key, base_url
        self._api = None

    @property
    def api(self):
        if self._api is None:
            self._api = NotificationsAPIClient(self.key, base_url=self.base_url, timeout=(CONNECT, READ))
            self._api.request_session.max_redirects = 0
        return self._api

    def has_key(self):
        return bool(re.search(f"{UUID}-{UUID}$", self.key))

    def send(self, to, template_id, personalisation, reference):
        """Hand one email to Notify."""
        if not self.has_key():
            return QueueStopped("NOTIFY_API_KEY is missing, or is no key of GOV.UK Notify")
        try:
            answer = self.api.send_email_notification(to, template_id, personalisation, reference)
        except InvalidResponse:
            return Unknown()
        except HTTPError as problem:
            return self.outcome_of(problem)
        return Sent(answer["id"]) if isinstance(answer, dict) and answer.get("id") else Unknown()

    def find_by_reference(self, reference):
        """What Notify calls the email with our reference, or None. Raises LookupFailed."""
        if not self.has_key():
            raise LookupFailed
        try:
            found = self.api.get_all_notifications(template_type="email", reference=reference)["notifications"]
            return found[0]["id"] if found else None
        except (HTTPError, InvalidResponse, KeyError, TypeError) as problem:
            raise LookupFailed from problem

    def outcome_of(self, problem):
        if problem.response is None:
            return Retry() if was_never_reached(problem.__cause__) else Unknown()
        status = problem.status_code
        if status in (400, 413):
            return Parked(words_of(problem))
        if status == 429:
            return Slow(seconds_to_wait(problem))
        if status >= 500:
            return Unknown()
        return QueueStopped(f"{status}: {words_of(problem)}")


def was_never_reached(cause):
    """Refused or not found, as against a line that broke: only then can nothing have been taken."""
    if isinstance(cause, requests.ConnectTimeout):
        return True
    return isinstance(cause, requests.ConnectionError) and "Failed to establish a new connection" in str(cause)


def words_of(problem):
    """Notify's own words for what is wrong."""
    said = problem.message
    if isinstance(said, list):
        said = "; ".join(str(error.get("message", "")) for error in said if isinstance(error, dict))
    return str(said)[:300]


def seconds_to_wait(problem):
    """A moment when we were too fast; until midnight UTC when the day's limit is used up."""
    if "send limits" in words_of(problem):
        now = datetime.now(UTC)
        midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=UTC)
        return int((midnight - now).total_seconds()) + 1
    after = problem.response.headers.get("Retry-After", "")
    return min(max(int(after), 1), 600) if after.isdigit() else WAIT_WHEN_BUSY
