"""Ask an outside party over HTTP: redirects are answers, the body has a cap, and the whole asking has a time limit.

`requests` limits each read from the socket, so an answer that drips in would never trip it; here the whole has its
own clock.
"""

import json
import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from django.conf import settings

MOST_BYTES = 5 * 1024 * 1024


class NoAnswer(Exception):
    """The party could not be reached, was too slow, or sent more than we read."""


@dataclass(frozen=True)
class Answer:
    """What the party said."""

    status: int
    headers: Mapping
    body: bytes

    def json(self):
        """The body as JSON, or None when it is anything else."""
        if "json" not in self.headers.get("Content-Type", ""):
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def ask(url, *, headers=None, params=None, connect=2, read=5, total=6):
    """GET an address. Raises NoAnswer, and never later than `total` seconds from now."""
    answers = queue.SimpleQueue()
    until = time.monotonic() + total

    def work():
        try:
            answers.put(_read(url, headers or {}, params, (connect, read), until))
        except (requests.RequestException, NoAnswer, OSError) as problem:
            answers.put(NoAnswer(type(problem).__name__))

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=total)
    except queue.Empty:
        raise NoAnswer("TooSlow") from None
    if isinstance(answer, NoAnswer):
        raise answer
    return answer


def _read(url, headers, params, timeout, until):
    headers = {"User-Agent": f"claims-service/{settings.RELEASE}", "Accept": "application/json", **headers}
    with requests.get(
        url, headers=headers, params=params, timeout=timeout, allow_redirects=False, stream=True
    ) as response:
        body = bytearray()
        for part in response.iter_content(16 * 1024):
            body += part
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise NoAnswer("TooMuch")
        return Answer(response.status_code, response.headers, bytes(body))
